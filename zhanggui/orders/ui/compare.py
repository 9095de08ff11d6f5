"""Shops and channels side by side, with the change against the period before (MPI-03)."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhanggui.kernel.clock import now
from zhanggui.kernel.money import amount_text
from zhanggui.kernel.pages.access import Scope, ShopRef, StaffRequest, staff_page
from zhanggui.orders.queries import ComparedRow, Figures, Period, compare, read_period, totals
from zhanggui.orders.queries.address import read_address
from zhanggui.orders.services.export_orders import safe_text, write_table
from zhanggui.orders.ui.narrowing import zone_of
from zhanggui.orders.values import VIEW_ORDERS, Channel

DEFAULT_PERIOD = "7d"
_PERIOD_WORDS: dict[str, Any] = {
    "today": gettext_lazy("today"),
    "7d": gettext_lazy("last 7 days"),
    "30d": gettext_lazy("last 30 days"),
}
# Name, heading, whether more is good (None: neither), and the view that shows the rows behind it.
_COLUMNS: tuple[tuple[str, Any, bool | None, str], ...] = (
    ("orders_in", gettext_lazy("Orders in"), True, "all"),
    ("paid_amount", gettext_lazy("Amount paid"), True, "all"),
    ("to_check", gettext_lazy("To check"), None, "to_check"),
    ("held", gettext_lazy("On hold"), False, "held"),
    ("to_ship", gettext_lazy("To ship"), None, "open"),
    ("shipped_late", gettext_lazy("Shipped late"), False, ""),
    ("overdue", gettext_lazy("Overdue"), False, "overdue"),
)
_TYPES = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv"}


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the address asks for."""

    shops: list[ShopRef]
    is_narrowed: bool
    channel: str
    text: str
    period: Period
    rows: list[ComparedRow]

    @property
    def fields(self) -> dict[str, str]:
        """Shop and channel as the address says them."""
        codes = ",".join(shop.code for shop in self.shops) if self.is_narrowed else ""
        return {name: value for name, value in (("shop", codes), ("channel", self.channel)) if value}

    def query(self, **changes: str) -> str:
        """The query string with changes."""
        parts = {**self.fields, "period": self.text, **changes}
        return urlencode({name: value for name, value in parts.items() if value})


def _asked(request: StaffRequest) -> _Asked:
    scope: Scope = request.scope
    address = read_address(request.GET)
    is_narrowed = bool(address.values.get("shop"))
    shops = address.shops(scope.available if is_narrowed else scope.shops)
    first, last = request.GET.get("from", "").strip(), request.GET.get("to", "").strip()
    text = f"{first or last}..{last or first}" if first or last else request.GET.get("period", "") or DEFAULT_PERIOD
    period = read_period(text, now().astimezone(zone_of(scope)).date())
    channel = address.values.get("channel", "")
    return _Asked(shops, is_narrowed, channel, text, period, compare(shops, period, channel=channel))


@staff_page(VIEW_ORDERS, methods=("GET",))
def comparison(request: StaffRequest) -> HttpResponse:
    """The table: a row a shop and channel, a sum a currency."""
    asked = _asked(request)
    context = {
        "columns": [label for _name, label, _good, _view in _COLUMNS],
        "rows": [_row(asked, row) for row in asked.rows],
        "sums": [
            {"label": _("Together, %(currency)s") % {"currency": currency}, "cells": _cells(*both, currency, None)}
            for currency, both in sorted(totals(asked.rows).items())
        ],
        "period": asked.period,
        "period_words": _PERIOD_WORDS.get(asked.text, ""),
        "active": _active(asked),
        "offered": _offered(asked, request.scope),
        "file_url": f"{reverse('orders:compare_file')}?{asked.query()}",
        "first": asked.period.first.isoformat(),
        "last": asked.period.last.isoformat(),
        "keep": [{"name": name, "value": value} for name, value in asked.fields.items()],
    }
    return render(request, "orders/compare.html", context)


def _row(asked: _Asked, row: ComparedRow) -> dict[str, Any]:
    return {
        "shop": row.shop.name,
        "channel": row.channel,
        "channel_name": _channel_words(row.channel),
        "cells": _cells(row.now, row.before, row.shop.currency, (asked, row)),
    }


def _channel_words(code: str) -> str:
    return str(Channel(code).label) if code in Channel.values else code


def _cells(
    current: Figures, before: Figures, currency: str, behind: tuple[_Asked, ComparedRow] | None
) -> list[dict[str, Any]]:
    cells = []
    for name, label, is_good, view in _COLUMNS:
        value = getattr(current, name)
        money = currency if name == "paid_amount" else ""
        cells.append(
            {
                "label": label,
                "value": value,
                "currency": money,
                "url": _rows_url(*behind, view) if behind and view and value else "",
                "is_late": name == "overdue" and bool(value),
                **_change(value, getattr(before, name), is_good=is_good, currency=money),
            }
        )
    return cells


def _rows_url(asked: _Asked, row: ComparedRow, view: str) -> str:
    days = f"{asked.period.first.isoformat()}..{asked.period.last.isoformat()}"
    query = {"view": view, "shop": row.shop.code, "channel": row.channel, "placed": days}
    return f"{reverse('orders:list')}?{urlencode(query)}"


def _change(value: Any, earlier: Any, *, is_good: bool | None, currency: str) -> dict[str, Any]:
    """The change in percent, or as a number where there was nothing before."""
    if value == earlier:
        return {"change": _("same"), "tone": "", "before": earlier}
    more = value > earlier
    sign = "+" if more else "−"
    difference = abs(value - earlier)
    number = f"{difference:,.2f}" if currency else f"{difference:,}"
    text = f"{sign}{_percent(difference / earlier)}" if earlier else f"{sign}{number}"
    tone = "" if is_good is None else "good" if more == is_good else "late"
    return {"change": text, "tone": tone, "before": earlier}


def _percent(share: Any) -> str:
    """A share in percent; small ones with a decimal, so that a change never reads as none."""
    percent = float(share) * 100
    return f"{percent:.0f}%" if percent >= 10 else f"{percent:.1f}%"


def _active(asked: _Asked) -> list[dict[str, Any]]:
    chips = []
    if asked.is_narrowed:
        names = "、".join(shop.name for shop in asked.shops)
        chips.append({"name": _("Shop"), "value": names, "clear_url": f"?{asked.query(shop='')}"})
    if asked.channel:
        value = _channel_words(asked.channel)
        chips.append({"name": _("Channel"), "value": value, "clear_url": f"?{asked.query(channel='')}"})
    return chips


def _offered(asked: _Asked, scope: Scope) -> list[dict[str, Any]]:
    period = [
        {"label": words, "url": f"?{asked.query(period=code)}", "current": code == asked.text}
        for code, words in _PERIOD_WORDS.items()
    ]
    offered: list[dict[str, Any]] = [{"name": _("Period"), "options": period}]
    if not asked.is_narrowed and len(scope.available) > 1:
        shops = [{"label": shop.name, "url": f"?{asked.query(shop=shop.code)}"} for shop in scope.available]
        offered.append({"name": _("Shop"), "options": shops})
    if not asked.channel:
        channels = [{"label": label, "url": f"?{asked.query(channel=value)}"} for value, label in Channel.choices]
        offered.append({"name": _("Channel"), "options": channels})
    return offered


@staff_page(VIEW_ORDERS, methods=("GET",))
def comparison_file(request: StaffRequest) -> HttpResponse:
    """The same table as a workbook, or as CSV with `format=csv`. It holds no personal data."""
    asked = _asked(request)
    kind = "csv" if request.GET.get("format") == "csv" else "xlsx"
    out = io.BytesIO()
    write_table(out, *comparison_table(asked.rows), kind)
    response = HttpResponse(out.getvalue(), content_type=_TYPES[kind])
    name = f"compare-{asked.period.first:%Y%m%d}-{asked.period.last:%Y%m%d}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def comparison_table(rows: Sequence[ComparedRow]) -> tuple[list[str], list[list[str]]]:
    """Head and rows for a file; each figure with the one before beside it."""
    head = [_("Shop"), _("Channel"), _("Currency")]
    for _name, label, _good, _view in _COLUMNS:
        head += [str(label), _("%(figure)s, before") % {"figure": label}]
    table = []
    for row in rows:
        cells = [row.shop.name, _channel_words(row.channel), row.shop.currency]
        for name, _label, _good, _view in _COLUMNS:
            cells += [_plain(getattr(row.now, name)), _plain(getattr(row.before, name))]
        table.append([safe_text(cell) for cell in cells])
    return head, table


def _plain(value: Any) -> str:
    return str(value) if isinstance(value, int) else amount_text(value) or ""
