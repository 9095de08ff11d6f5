"""Reading column mappings: those a shop installed, and those that come with the program."""

from collections.abc import Mapping as MappingOf
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db.models import Q

from zhanggui.channels.errors import MappingNotFound
from zhanggui.channels.models import Mapping
from zhanggui.channels.rules.definition import Definition
from zhanggui.channels.rules.mapping_source import read_mapping

SHIPPED_FOLDER = Path(__file__).resolve().parent.parent / "mappings"


@dataclass(frozen=True, slots=True)
class MappingCard:
    """A mapping as lists show it. `shop_id` None: for every shop; a shipped one has no date."""

    name: str
    label: str
    version: int
    channel: str
    currency: str
    is_shipped: bool
    shop_id: int | None
    updated_at: datetime | None


@lru_cache(maxsize=1)
def _shipped() -> dict[str, tuple[Definition, str]]:
    found: dict[str, tuple[Definition, str]] = {}
    for path in sorted(SHIPPED_FOLDER.glob("*.yaml")):
        source = path.read_text("utf-8")
        definition = read_mapping(source)
        found[definition.name] = (definition, source)
    return found


def _installed(shop_id: int | None, name: str) -> Mapping | None:
    """The shop's own mapping of the name, else the one for every shop."""
    rows = Mapping.objects.filter(Q(shop_id=shop_id) | Q(shop_id=None), name=name)
    return min(rows, key=lambda row: row.shop_id is None, default=None)


def mapping_definition(shop_id: int, name: str) -> MappingOf[str, Any]:
    """What a mapping says, by name: the shop's own, else one for every shop, else a shipped one.

    Raises MappingNotFound, which names the known ones.
    """
    row = _installed(shop_id, name)
    if row is not None:
        return dict(row.definition)
    shipped = _shipped().get(name)
    if shipped is None:
        raise MappingNotFound(name, ", ".join(card.name for card in list_mappings(shop_id)))
    return shipped[0].raw


def mapping_source(shop_id: int | None, name: str) -> str:
    """The text that a mapping was written as."""
    row = _installed(shop_id, name)
    if row is not None:
        return row.source
    shipped = _shipped().get(name)
    if shipped is None:
        raise MappingNotFound(name, ", ".join(card.name for card in list_mappings(shop_id)))
    return shipped[1]


def list_mappings(shop_id: int | None) -> list[MappingCard]:
    """Mappings that a shop can use, by name; its own hides one for every shop, and that a shipped one."""
    cards = {
        name: MappingCard(name, about.label, 1, about.channel, about.currency, True, None, None)
        for name, (about, _source) in _shipped().items()
    }
    rows = Mapping.objects.filter(Q(shop_id=shop_id) | Q(shop_id=None))
    for row in sorted(rows, key=lambda row: row.shop_id is not None):
        about = row.definition
        cards[row.name] = MappingCard(
            row.name, row.label, row.version, about.get("channel", "other"), about["currency"], False, row.shop_id,
            row.updated_at,
        )  # fmt: skip
    return [cards[name] for name in sorted(cards)]
