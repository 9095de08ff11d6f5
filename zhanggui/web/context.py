"""What every page's shell needs: navigation by role, shops, clock, person, addresses."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from zhanggui.channels.queries.pages import channel_ages
from zhanggui.channels.values import VIEW_IMPORTS
from zhanggui.kernel.acting import position_words
from zhanggui.kernel.clock import now, shop_zone
from zhanggui.kernel.notices.read import unread_count
from zhanggui.kernel.pages.access import SESSION_SHOP, ShopRef, visible_shops
from zhanggui.kernel.pages.addresses import address
from zhanggui.kernel.pages.registry import NavItem, nav_items
from zhanggui.kernel.tasks.verbs import count_open_tasks
from zhanggui.kernel.values import Actor
from zhanggui.people.queries import preferences_of
from zhanggui.people.queries.see_as import may_look
from zhanggui.web.middleware import live_origin
from zhanggui.web.seeing import banner
from zhanggui.web.tabbar import bar_of

GROUPS: dict[str, Any] = {
    "": "",
    "orders": _("Orders"),
    "outbound": _("Outbound"),
    "goods": _("Goods and figures"),
    "shop": _("Shop"),
}


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of base and shell templates; nothing before sign-in."""
    actor: Actor | None = getattr(request, "actor", None)
    languages = [
        {"code": code, "label": label, "current": code == get_language()}
        for code, label in (("zh-hans", "中文"), ("en", "English"))
    ]
    if actor is None or actor.user_id is None:
        return {"languages": languages, "language_url": address("set_language")}
    shops = visible_shops(actor)
    chosen = request.session.get(SESSION_SHOP)
    one = next((shop for shop in shops if shop.code == chosen), shops[0] if len(shops) == 1 else None)
    zone = shop_zone((one or shops[0]).timezone if shops else settings.TIME_ZONE)
    moment = now().astimezone(zone)
    shop_ids = [shop.id for shop in ([one] if one else shops)]
    waiting = count_open_tasks(shop_ids, actor.position.split(","))
    seen_as = banner(request, actor)
    nav, rare, tabbar = _navigation(request, actor, shop_ids, waiting)
    return {
        "languages": languages,
        "language_url": address("set_language"),
        "nav": nav,
        "nav_rare": rare,
        "nav_rare_count": sum(len(group["items"]) for group in rare),
        "is_in_rare": any(item["current"] for group in rare for item in group["items"]),
        "tabbar": tabbar,
        "nav_key": _key_of(nav, rare, tabbar),
        "shell": {
            **_shell(request, actor, shops, one, moment, languages),
            "unread": unread_count(actor.user_id),
            "seen_as": seen_as,
        },
    }


def _shell(
    request: HttpRequest,
    actor: Actor,
    shops: tuple[ShopRef, ...],
    one: ShopRef | None,
    moment: datetime,
    languages: list[dict[str, Any]],
) -> dict[str, Any]:
    # While one looks as another role, theme and keys stay one's own.
    preferences = preferences_of(request.user.pk or 0)
    labels = [position_words(code) for code in actor.position.split(",") if code]
    labels = [] if labels == [actor.name] else labels
    choices = [{"name": _("All shops"), "url": _switch(request, ""), "current": one is None}] if len(shops) > 1 else []
    choices += [{"name": shop.name, "url": _switch(request, shop.code), "current": shop == one} for shop in shops]
    return {
        "shop": {"name": one.name if one else (_("All shops") if shops else _("No shop yet"))},
        "shops": choices,
        "freshness": _freshness(actor, [one] if one else list(shops)),
        "now": moment,
        "zone": str(moment.tzinfo),
        "person": {"name": actor.name, "initial": actor.name[:1], "position": " · ".join(labels[:2])},
        "theme": preferences["theme"],
        "keys_off": not preferences["are_single_keys_on"],
        "sound_off": not preferences["is_sound_on"],
        "languages": languages,
        "urls": {
            "home": address("home"),
            "search": address("search"),
            "palette": address("palette"),
            "notices": address("notices"),
            "sessions": address("usersessions_list"),
            "profile": address("people:profile"),
            "see_as": address("see_as") if may_look(actor) else "",
            "sign_out": address("account_logout"),
            "language": address("set_language"),
            "theme": address("set_theme"),
            "keys": address("set_keys"),
            "live": f"{live_origin(request)}/events/",
        },
    }


def _freshness(actor: Actor, shops: list[ShopRef]) -> list[dict[str, Any]]:
    """The age of each channel's data; opens the list of imports."""
    seen = [shop.id for shop in shops if actor.can(VIEW_IMPORTS, shop.id)]
    url = address("channels:list")
    return [
        {"label": age.label, "at": age.at, "is_stale": age.is_stale, "url": url}
        for age in (channel_ages(seen) if seen else [])
    ]


def _switch(request: HttpRequest, code: str) -> str:
    return f"{address('switch_shop')}?{urlencode({'shop': code, 'next': request.get_full_path()})}"


def _navigation(
    request: HttpRequest, actor: Actor, shop_ids: list[int], waiting: int
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    """Groups of everyday places, groups of rare ones (folded), and the places for the phone."""
    both: list[dict[str, dict[str, Any]]] = [
        {key: {"label": label, "items": []} for key, label in GROUPS.items()} for _part in range(2)
    ]
    entries: list[dict[str, dict[str, Any]]] = [{}, {}]
    for item in nav_items():
        if item.capability is not None and not actor.can(item.capability):
            continue
        entry = _entry(request, item, shop_ids)
        if item.url_name == "tasks":
            entry["count"] = waiting
        both[item.is_rare][item.group]["items"].append(entry)
        entries[item.is_rare][item.url_name] = entry
    everyday, rare = ([group for group in groups.values() if group["items"]] for groups in both)
    return everyday, rare, bar_of(actor.position.split(","), entries[False] | entries[True])


def _key_of(*parts: list[dict[str, Any]]) -> str:
    """What differs between two navigations of one language: places, counts, and where one is."""
    places = (place for part in parts for each in part for place in each.get("items", (each,)))
    return " ".join(f"{place['url']}{'*' * place['current']}{place['count']}" for place in places)


def _entry(request: HttpRequest, item: NavItem, shop_ids: list[int]) -> dict[str, Any]:
    url = address(item.url_name)
    is_home = item.url_name == "home"
    return {
        "url": url,
        "label": item.label,
        "icon": item.icon,
        "key": item.key,
        "current": request.path == url or (not is_home and request.path.startswith(url)),
        "count": item.count(shop_ids) if item.count and shop_ids else None,
    }
