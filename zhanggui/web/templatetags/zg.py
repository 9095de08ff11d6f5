"""Template tags of the page kit. Marks that stand in every row of a list are drawn here, not by include."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext

from zhanggui.kernel import clock as kernel_clock
from zhanggui.kernel.confidential import Hidden
from zhanggui.web.kit import formats, marks
from zhanggui.web.kit.icons import ICONS

register = template.Library()

NUMBER_TAIL = 5
TAB_COUNT_MOST = 9999


@register.simple_tag
@cache
def icon(name: str, css: str = "") -> SafeString:
    """A decorative line drawing; the words beside it carry the meaning."""
    return format_html(
        '<svg class="zg-i{}" viewBox="0 0 24 24" aria-hidden="true"><path d="{}"/></svg>',
        f" {css}" if css else "",
        ICONS[name],
    )


@register.filter
def money(value: Decimal | int | Hidden | None, currency: str = "CNY") -> SafeString:
    """An amount: plain ones stay ink, negative ones are money out."""
    return _money(value, currency, is_signed=False)


@register.filter
def money_change(value: Decimal | int | Hidden | None, currency: str = "CNY") -> SafeString:
    """A difference: `+¥66.00` in, `−¥529.00` out."""
    return _money(value, currency, is_signed=True)


def _money(value: Decimal | int | Hidden | None, currency: str, *, is_signed: bool) -> SafeString:
    if isinstance(value, Hidden):
        return value.__html__()
    if value is None or isinstance(value, str):
        return format_html('<span class="zg-dim">{}</span>', formats.NONE)
    look, sign = "", ""
    if value < 0:
        look, sign = " is-out", formats.MINUS
    elif is_signed and value > 0:
        look, sign = " is-in", "+"
    return format_html(
        '<data class="zg-money{}" value="{}">{}<small>{}</small>{}</data>',
        look,
        f"{Decimal(value):.2f}",
        sign,
        formats.currency_sign(currency),
        formats.amount_digits(value),
    )


@register.filter
def money_text(value: Decimal | int | None, currency: str = "CNY") -> str:
    """An amount as plain text, for sentences and attributes."""
    return formats.money_text(value, currency)


@register.filter
def count(value: int | None) -> str:
    """A count with thousands: `3,048`."""
    return formats.count_text(value)


@register.filter
def tab_count(value: int | None) -> str:
    """A count on a tab: `9,999+` at most."""
    if isinstance(value, int) and value > TAB_COUNT_MOST:
        return f"{TAB_COUNT_MOST:,}+"
    return formats.count_text(value)


@register.filter
def shop_time(value: datetime | None) -> str:
    """Hours and minutes in the shop's zone."""
    return formats.time_text(value)


@register.filter
def short_day(value: date | datetime | None) -> str:
    """`11-21` or `21 Nov`; another year is written out."""
    return formats.day_text(value, _today())


@register.filter
def short_weekday(value: date | datetime) -> str:
    """`周六` or `Sat`."""
    return formats.weekday_text(timezone.localtime(value) if isinstance(value, datetime) else value)


@register.filter
def long_day(value: date) -> str:
    """The day in words, as below the abacus."""
    return formats.long_day_text(value)


@register.filter
def moment(value: datetime | None) -> str:
    """When something was: `4 min ago`, `today 10:38`, `11-19 11:30`."""
    return formats.moment_text(value, kernel_clock.now())


@register.filter
def duration_left(value: datetime | None) -> str:
    """Words for the time to a deadline: `0:48 left`, `0:35 over`."""
    return marks.clock_face(value, kernel_clock.now()).text if value else formats.NONE


@register.filter
def countdown(value: datetime | None) -> str:
    """The digits to the close: `3:18`, in the last hour minutes and seconds."""
    return formats.countdown_text(value - kernel_clock.now()) if value else formats.NONE


@register.filter
def number_tail(value: str) -> SafeString:
    """A long number whose last five digits are bold; narrow screens show only those."""
    text = str(value)
    return format_html(
        '<span class="zg-no" data-copy="{}"><span>{}</span><b>{}</b></span>',
        text,
        text[:-NUMBER_TAIL],
        text[-NUMBER_TAIL:],
    )


@register.filter
def tail_text(value: str) -> str:
    """The last five digits as plain text: `…75521`."""
    return f"…{str(value)[-NUMBER_TAIL:]}"


@register.simple_tag
def rail(label: str, step: int, held: bool = False, closed: bool = False) -> SafeString:
    """Where an order stands: `step` filled bars of five and the word beside them."""
    bars = format_html_join(
        "",
        '<i class="{}"></i>',
        ((bar,) for bar in marks.rail_bars(step, is_closed=closed)),
    )
    return format_html(
        '<span class="zg-rail{}"><span class="zg-rail-bars" aria-hidden="true">{}</span>{}</span>',
        " is-held" if held else "",
        bars,
        label,
    )


@register.simple_tag
def hold(label: str, more: int = 0) -> SafeString:
    """The plum chip of a hold; `more` counts further holds on the same order."""
    chip = format_html('<span class="zg-hold">{}</span>', label)
    return format_html('{}<span class="zg-tag is-hold">+{}</span>', chip, more) if more else chip


@register.simple_tag
def channel(code: str, name: str = "") -> SafeString:
    """The outlined letter of a channel; unknown ones show the first letter of their name."""
    mark = _channel_marks(get_language()).get(code) or (name or code)[:1].upper()
    return format_html('<span class="zg-channel" title="{}">{}</span>', name or code, mark)


@cache
def _channel_marks(_language: str) -> dict[str, str]:
    """The marks in the language that is spoken."""
    return {
        "taobao": pgettext("channel mark", "TB"),
        "tmall": pgettext("channel mark", "TM"),
        "jd": pgettext("channel mark", "JD"),
        "pdd": pgettext("channel mark", "PD"),
        "douyin": pgettext("channel mark", "DY"),
        "own": pgettext("channel mark", "OS"),
    }


PIE = mark_safe(
    '<rect class="zg-clock-late zg-pie-late" width="12" height="12" rx="2"/>'
    '<path class="zg-clock-late zg-pie-bang" d="M6 2.600v4M6 9.200v.01"/>'
)


@register.simple_tag
def clock(
    due: datetime | None,
    since: datetime | None = None,
    met_at: datetime | None = None,
    paused: str = "",
    rule: str = "",
) -> SafeString:
    """A deadline: pie, words, and the absolute time and rule as title. `paused` says why it stands still."""
    # A variable that is missing in a template arrives as an empty string.
    if not due:
        return format_html('<span class="zg-dim">{}</span>', formats.NONE)
    if paused:
        return format_html('<span class="zg-clock is-paused">{}{}</span>', icon("pause"), paused)
    now, since = kernel_clock.now(), since or None
    said = (due, since, rule, _today(), get_language(), timezone.get_current_timezone_name())
    if met_at:
        face = marks.met_face(met_at, due)
        look, sign = ("is-met", "check") if face.state == "met" else ("is-late", "alert")
        return format_html(
            '<span class="zg-clock {}" title="{}">{}{}</span>', look, _absolute(*said), icon(sign), face.text
        )
    face = marks.clock_face(due, now, since=since)
    return format_html(
        '<time class="zg-clock{}" {}>'
        '<svg viewBox="0 0 12 12" aria-hidden="true"><circle class="zg-clock-pie zg-pie-ring" cx="6" cy="6" r="5.25"/>'
        '<circle class="zg-clock-pie zg-pie-part" cx="6" cy="6" r="3" pathLength="100" stroke-dasharray="{} 100"'
        ' transform="rotate(-90 6 6)"/>{}</svg><span>{}</span></time>',
        "" if face.state == "ok" else f" is-{face.state}",
        _what_stays(*said),
        face.percent_left,
        PIE,
        face.text,
    )


def _absolute(due: datetime, _since: datetime | None, rule: str, today: date, *_spoken: str | None) -> str:
    """The moment of a deadline and its rule, in the language and the time zone of the page."""
    return f"{formats.day_text(due, today)} {formats.time_text(due)}{' · ' if rule else ''}{rule}"


# The same deadlines stand on page after page, and only what is left of them changes.
@lru_cache(maxsize=5_000)
def _what_stays(due: datetime, since: datetime | None, rule: str, today: date, *spoken: str | None) -> SafeString:
    """The attributes of a running clock, from which the page lets it run on by itself."""
    return format_html(
        'datetime="{}" data-due="{}" data-since="{}" data-risk="{}" title="{}"',
        due.isoformat(),
        int(due.timestamp()),
        int(since.timestamp()) if since else "",
        int(marks.risk_starts(due, since).timestamp()),
        _absolute(due, since, rule, today, *spoken),
    )


@register.simple_tag
def meter(*pairs: str | int, label: str = "", css: str = "") -> SafeString:
    """A bar shared among tones: `{% meter "accent" 214 "wait" 86 "hold" 23 label=words %}`."""
    parts = [(str(tone), int(amount or 0)) for tone, amount in zip(pairs[::2], pairs[1::2], strict=True)]
    bars = format_html_join(
        "",
        '<rect class="zg-k-{}" x="{}%" width="{}%" height="100%"/>',
        ((part.tone, part.start, part.width) for part in marks.meter_slices(parts)),
    )
    role = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html('<svg class="zg-meter {}" {}>{}</svg>', css, role, bars)


@register.simple_tag
def counters_meter(counters: Sequence[dict[str, Any]]) -> SafeString:
    """The bar below an import's counters; the first counter is the sum and stays out."""
    pairs = [part for each in counters if each.get("tone") for part in (each["tone"], each["value"])]
    words = ", ".join(f"{each['label']} {formats.count_text(each['value'])}" for each in counters)
    return meter(*pairs, label=words, css="zg-meter-thin")


@register.simple_tag
def spark(values: Sequence[float], label: str = "") -> SafeString:
    """A small line of the last values; the figure beside it says the same in words."""
    return format_html(
        '<svg class="zg-spark" viewBox="0 0 64 26" role="img" aria-label="{}"><polyline points="{}"/></svg>',
        label,
        marks.spark_points(values),
    )


@register.simple_tag
def abacus_beads(day: date) -> list[marks.Bead]:
    """The beads of the large abacus for a day."""
    return marks.abacus_beads(day)


def _today() -> date:
    return timezone.localtime(kernel_clock.now()).date()
