"""The register of capabilities: what a position may include. Modules declare theirs in `values`."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Capability:
    """One thing that a position may include; `per_brand` when it may be held for the goods of one brand only."""

    code: str
    label: Any
    per_brand: bool = False


_REGISTRY: dict[str, Capability] = {}


def declare(code: str, label: Any, *, per_brand: bool = False) -> str:
    """Register a capability; returns its code for use as a constant.

    `per_brand` says that its services ask for the brand, so that a position held for one brand carries it.
    """
    _REGISTRY[code] = Capability(code, label, per_brand)
    return code


def brand_capabilities() -> frozenset[str]:
    """Codes of the capabilities that a position held for one brand carries (ORG-09)."""
    return frozenset(code for code, known in _REGISTRY.items() if known.per_brand)


def capabilities() -> dict[str, Capability]:
    """All declared capabilities by code."""
    return dict(_REGISTRY)
