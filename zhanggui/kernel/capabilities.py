"""The register of capabilities: what a position may include. Modules declare theirs in `values`."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Capability:
    """One thing that a position may include."""

    code: str
    label: Any


_REGISTRY: dict[str, Capability] = {}


def declare(code: str, label: Any) -> str:
    """Register a capability; returns its code for use as a constant."""
    _REGISTRY[code] = Capability(code, label)
    return code


def capabilities() -> dict[str, Capability]:
    """All declared capabilities by code."""
    return dict(_REGISTRY)
