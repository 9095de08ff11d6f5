"""Template tags of what stands on every page many times over: places and task rows, drawn here because that is quick."""

from functools import lru_cache
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from zhanggui.kernel.pages.registry import HomeRow
from zhanggui.web.kit import formats
from zhanggui.web.templatetags.zg import clock, icon, tab_count

register = template.Library()
_NOTHING = mark_safe("")
_NO_CLOCK = mark_safe('<span class="zg-dim"></span>')


@register.simple_tag
def place(item: dict[str, Any]) -> SafeString:
    """One place of the side navigation: {url, label, icon, count, is_late, current, key}."""
    return format_html(
        '<li><a href="{}" title="{}"{}{}>{}<span>{}</span>{}</a></li>',
        item["url"],
        item["label"],
        _current(item),
        format_html(' data-key="{}" data-key-label="{}"', item["key"], item["label"]) if item["key"] else _NOTHING,
        icon(item["icon"]),
        item["label"],
        _count(item),
    )


@register.simple_tag
def place_of_phone(item: dict[str, Any]) -> SafeString:
    """The same in the menu at the foot of a phone."""
    return format_html(
        '<a href="{}"{}>{}{}{}</a>', item["url"], _current(item), icon(item["icon"]), item["label"], _count(item)
    )


def _current(item: dict[str, Any]) -> SafeString:
    return mark_safe(' aria-current="page"') if item["current"] else _NOTHING


def _count(item: dict[str, Any]) -> SafeString:
    count = item.get("count")
    if count is None or count == "":
        return _NOTHING
    look = " is-late" if item.get("is_late") else ""
    return format_html('<span class="zg-n{}">{}</span>', look, tab_count(count))


@register.simple_tag
def home_row(row: HomeRow) -> SafeString:
    """One row of a home page, as `web/kit/_task_row.html` draws a task."""
    count = formats.count_text(row.count) if row.count else ""
    start, end = _around_clock(row.url, row.icon or "task", count, f"{row.title}", f"{row.detail}", f"{row.verb}")
    return start + (clock(row.due_at) if row.due_at else _NO_CLOCK) + end


# The same work stands on the page of everybody in the position, and on each of its refreshes.
@lru_cache(maxsize=2_000)
def _around_clock(*shown: str) -> tuple[SafeString, SafeString]:
    """What stands before and after the clock of a row, which alone runs on."""
    url, sign, count, title, detail, verb = shown
    start = format_html(
        '<li class="zg-task" data-row data-open="{}" tabindex="-1">{}<div class="zg-cut">{}{}'
        ' <span class="zg-dim">{}</span></div>',
        url,
        icon(sign),
        format_html('<b class="zg-task-count">{}</b> ', count) if count else _NOTHING,
        title,
        detail,
    )
    return start, format_html('<a class="zg-link" href="{}" data-act>{}</a></li>', url, verb)


@register.simple_tag
def figure_cell(count: int, url: str, look: str = "") -> SafeString:
    """A cell of a table of figures: the number leads to its rows, none of them leads nowhere."""
    if not count:
        return mark_safe('<td class="zg-num"><span class="zg-dim">0</span></td>')
    css = format_html(' class="{}"', look) if look else _NOTHING
    return format_html('<td class="zg-num"><a{} href="{}">{}</a></td>', css, url, formats.count_text(count))
