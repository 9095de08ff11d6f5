"""The global search over everything that modules registered."""

from typing import Any

from zhanggui.kernel.pages.access import Scope
from zhanggui.kernel.pages.registry import search_sources
from zhanggui.kernel.values import Actor


def find_everything(actor: Actor, scope: Scope, text: str) -> list[dict[str, Any]]:
    """Hits by kind, in the form that the palette and the search page show: `{label, items}`.

    A source is asked only about shops where the person has its capability.
    """
    groups: dict[str, list[dict[str, str]]] = {}
    for source in search_sources():
        shops = [shop.id for shop in scope.shops if actor.can(source.capability, shop.id)]
        if not shops:
            continue
        for hit in source.find(actor, shops, text):
            item = {"label": str(hit.title), "hint": str(hit.detail), "url": hit.url}
            groups.setdefault(str(hit.kind), []).append(item)
    return [{"label": kind, "items": items} for kind, items in groups.items()]
