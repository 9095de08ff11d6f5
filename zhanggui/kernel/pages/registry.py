"""Registries that the shell collects: navigation, home cards, search. Extension points, nothing else."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from zhanggui.kernel.values import Actor

Counter = Callable[[list[int]], int]


@dataclass(frozen=True, slots=True)
class NavItem:
    """One place in the side navigation; a rare one stands in its folded part, the palette and chords reach it too."""

    group: str
    position: int
    label: Any
    url_name: str
    icon: str
    capability: str | None
    key: str = ""
    count: Counter | None = None
    is_rare: bool = False


@dataclass(frozen=True, slots=True)
class HomeRow:
    """One row of a role's home page: what, how many, until when, and the verb with its address."""

    icon: str
    title: Any
    detail: str
    verb: Any
    url: str
    count: int | None = None
    due_at: Any = None
    group: str = "today"


@dataclass(frozen=True, slots=True)
class HomeSource:
    """Where rows or figures of a role's home page come from; shown when the capability is held."""

    position: int
    capability: str
    rows: Callable[[Actor, list[int]], list[HomeRow]] | None = None
    panel: Callable[[Actor, list[int]], dict[str, Any] | None] | None = None
    panel_template: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """One result of the global search."""

    kind: str
    title: str
    detail: str
    url: str


@dataclass(frozen=True, slots=True)
class ActionItem:
    """Something to begin from anywhere by the command palette, for those who hold the capability."""

    position: int
    label: Any
    url_name: str
    icon: str
    capability: str | None


@dataclass(frozen=True, slots=True)
class SearchSource:
    """Who answers the global search for a kind of thing."""

    position: int
    capability: str
    find: Callable[[Actor, list[int], str], list[Hit]]


@dataclass(frozen=True, slots=True)
class PanelSource:
    """What a higher module shows beside a thing of a lower one, such as parcels beside their order.

    `find` takes (actor, shop id, id of the thing) and returns the template's `panel`, None for nothing.
    """

    subject: str
    position: int
    capability: str
    template: str
    find: Callable[[Actor, int, int], dict[str, Any] | None]


@dataclass(slots=True)
class _Registry:
    nav: list[NavItem] = field(default_factory=list)
    home: list[HomeSource] = field(default_factory=list)
    search: list[SearchSource] = field(default_factory=list)
    panels: list[PanelSource] = field(default_factory=list)
    actions: list[ActionItem] = field(default_factory=list)


_registry = _Registry()


def register_nav(*items: NavItem) -> None:
    """Add places to the side navigation. Groups: "" (top), orders, outbound, goods, shop."""
    _registry.nav.extend(items)


def register_home(*sources: HomeSource) -> None:
    """Add rows or figures to home pages."""
    _registry.home.extend(sources)


def register_search(*sources: SearchSource) -> None:
    """Add a kind of thing to the global search."""
    _registry.search.extend(sources)


def register_panels(*sources: PanelSource) -> None:
    """Add panels beside things of lower modules."""
    _registry.panels.extend(sources)


def register_actions(*items: ActionItem) -> None:
    """Add things to begin from anywhere; a page that the installation lacks is left out of the palette."""
    _registry.actions.extend(items)


def action_items() -> list[ActionItem]:
    """All of them in order."""
    return sorted(_registry.actions, key=lambda item: item.position)


def panels_beside(subject: str, actor: Actor, shop_id: int, subject_id: int) -> list[dict[str, Any]]:
    """The panels of a thing that the person may see, in order: template and its `panel`."""
    found = []
    for source in sorted(_registry.panels, key=lambda source: source.position):
        if source.subject == subject and actor.can(source.capability, shop_id):
            panel = source.find(actor, shop_id, subject_id)
            if panel is not None:
                found.append({"template": source.template, "panel": panel})
    return found


def nav_items() -> list[NavItem]:
    """All places in order."""
    return sorted(_registry.nav, key=lambda item: item.position)


def home_sources() -> list[HomeSource]:
    """All sources of home pages in order."""
    return sorted(_registry.home, key=lambda source: source.position)


def search_sources() -> list[SearchSource]:
    """All search sources in order."""
    return sorted(_registry.search, key=lambda source: source.position)
