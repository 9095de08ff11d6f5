"""What the address bar of the order desk says: view, conditions, order of rows, place in the list."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.clock import local_moment, now
from zhanggui.kernel.errors import InvalidInput, NotFound
from zhanggui.kernel.pages.access import ShopRef
from zhanggui.orders.queries.columns import SIGN, read_columns
from zhanggui.orders.queries.filters import OrderFilters
from zhanggui.orders.queries.open_figures import RISK_WINDOW
from zhanggui.orders.values import Channel, Flag, HoldReason, OrderState, OrderStep, RefundState

DAYS_SIGN = ".."
# Days that move with the calendar, so that a saved filter stays fresh: how many days back they begin.
MOVING_DAYS = {"today": 0, "7d": 6, "30d": 29}
_MOVING_WORDS = {"today": _("today"), "7d": _("last 7 days"), "30d": _("last 30 days")}
MOST_TRAIL = 12


@dataclass(frozen=True, slots=True)
class View:
    """A shipped view: its tab, its conditions, and the order that its rows come in."""

    code: str
    label: Any
    conditions: Callable[[datetime], dict[str, Any]]
    is_open: bool = True
    is_late: bool = False


VIEWS: dict[str, View] = {
    view.code: view
    for view in (
        View("open", _("To ship"), lambda _at: {"state": "paid"}),
        View("to_check", _("To check"), lambda _at: {"state": "paid", "step": "to_check", "is_held": False}),
        View("held", _("On hold"), lambda _at: {"state": "paid", "step": "to_check", "is_held": True}),
        View("ready", _("Ready"), lambda _at: {"state": "paid", "step": "checked", "is_held": False}),
        View("at_risk", _("At risk"), lambda at: {"state": "paid", "due_from": at, "due_before": at + RISK_WINDOW}),
        View("overdue", _("Overdue"), lambda at: {"state": "paid", "due_before": at}, is_late=True),
        View("unpacked", _("Last batch, not packed"), lambda _at: {"state": "paid", "step": "batched"}),
        View("all", _("All"), lambda _at: {}, is_open=False),
    )
}
DEFAULT_VIEW = "open"


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition that the address may hold: its name, aliases people type, and its values."""

    name: str
    label: Any
    aliases: tuple[str, ...]
    choices: tuple[tuple[str, Any], ...] = ()
    is_day: bool = False

    def words(self, value: str) -> str:
        """The value as a chip shows it."""
        words = _MOVING_WORDS if self.is_day else dict(self.choices)
        return str(words.get(value, value))


_YES_NO = (("1", _("with note")), ("0", _("without note")))
_FLAGS = tuple((str(flag.value), flag.label) for flag in Flag)

CONDITIONS: dict[str, Condition] = {
    condition.name: condition
    for condition in (
        Condition("shop", _("Shop"), ("店铺",)),
        Condition("channel", _("Channel"), ("渠道",), tuple(Channel.choices)),
        Condition("hold", _("Hold reason"), ("暂扣", "暂扣原因"), tuple(HoldReason.choices)),
        Condition("paid", _("Paid on"), ("付款",), is_day=True),
        Condition("placed", _("Placed on"), ("下单",), is_day=True),
        Condition("courier", _("Courier"), ("快递",)),
        Condition("product", _("Goods"), ("商品", "goods")),
        Condition("flag", _("Flag"), ("旗标", "插旗", "旗"), _FLAGS),
        Condition("note", _("Buyer's note"), ("留言",), _YES_NO),
        Condition("refund", _("Refund"), ("退款",), tuple(RefundState.choices)),
        Condition("state", _("State"), ("状态",), tuple(OrderState.choices)),
        Condition("step", _("Step"), ("进度",), tuple(OrderStep.choices)),
        Condition("number", _("Order number"), ("订单号", "单号", "no")),
        Condition("phone", _("Phone tail"), ("手机", "电话", "tail")),
        Condition("name", _("Receiver"), ("收件人", "姓名", "receiver")),
        Condition("nick", _("Nickname"), ("昵称", "买家", "buyer")),
        Condition("parcel", _("Parcel or waybill"), ("包裹", "运单", "运单号", "waybill")),
        Condition("remark", _("Remark"), ("备注", "内部备注", "note text")),
    )
}
_TEXTS = {
    "courier": "courier",
    "product": "product_text",
    "number": "number",
    "phone": "phone",
    "name": "receiver_name",
    "nick": "buyer_nick",
    "parcel": "parcel",
    "remark": "remark",
}
_CHOICES = {"channel": "channel", "hold": "hold", "refund": "refund_state", "state": "state", "step": "step"}


class BadDay(InvalidInput):
    """A day in the address or a condition cannot be read."""

    def __init__(self, text: str) -> None:
        super().__init__(
            "orders.bad_day",
            _("“%(text)s” is not a day. Write it like 2026-11-21, or 2026-11-19..2026-11-21."),
            text=text,
        )


@dataclass(frozen=True, slots=True)
class ListAddress:
    """One address of the desk, taken apart."""

    view: View
    values: Mapping[str, str]
    sort: str
    after: str
    trail: tuple[str, ...]
    columns: tuple[str, ...] = ()

    def query(self, **changes: str) -> str:
        """The query string with changes; the place in the list starts anew unless it is given."""
        columns = SIGN.join(self.columns)
        parts = {"view": self.view.code, **self.values, "sort": self.sort, "columns": columns, **changes}
        if parts["view"] == DEFAULT_VIEW:
            del parts["view"]
        if parts["sort"] == default_sort(VIEWS[parts.get("view", DEFAULT_VIEW)]):
            del parts["sort"]
        return urlencode({name: value for name, value in parts.items() if value != ""})

    def shops(self, shops: Sequence[ShopRef]) -> list[ShopRef]:
        """Those of the person's shops that the address speaks of; NotFound for another one."""
        codes = [code for code in self.values.get("shop", "").split(",") if code]
        known = {shop.code: shop for shop in shops}
        for code in codes:
            if code not in known:
                raise NotFound("shops.not_found", _("There is no shop “%(code)s”."), code=code)
        return [known[code] for code in codes] if codes else list(shops)

    def filters(self, zone: ZoneInfo, at: datetime | None = None) -> OrderFilters:
        """The conditions as queries know them; days are days of the shop."""
        found: dict[str, Any] = self.view.conditions(at or now())
        for name, value in self.values.items():
            if name in _TEXTS:
                found[_TEXTS[name]] = value
            elif name in _CHOICES:
                found.setdefault(_CHOICES[name], value)
            elif CONDITIONS[name].is_day:
                found[f"{name}_from"], found[f"{name}_to"] = day_range(value, zone)
        if self.values.get("flag", "").isdigit():
            found["flag"] = int(self.values["flag"])
        if "note" in self.values:
            found["has_note"] = self.values["note"] == "1"
        return OrderFilters(sort=self.sort, **found)


def default_sort(view: View) -> str:
    """Open work comes by promise, everything else newest first."""
    return "promise" if view.is_open else "placed"


def read_address(query: QueryDict, *, view: str = "") -> ListAddress:
    """Take an address apart; what it does not know is left out."""
    found = VIEWS.get(view or query.get("view", ""), VIEWS[DEFAULT_VIEW])
    typed = {name: str(query.get(name, "")).strip() for name in CONDITIONS}
    values = {name: value for name, value in typed.items() if value}
    if against := _against(found, values):
        # A chip that counts for nothing would lie: a page's own view stands, any other one gives way.
        if view:
            values = {name: value for name, value in values.items() if name not in against}
        else:
            found = VIEWS["all"]
    sort = query.get("sort", "") or default_sort(found)
    if sort not in {"promise", "placed"} or not found.is_open:
        sort = default_sort(found)
    trail = tuple(query.get("trail", "").split(",")) if query.get("trail") is not None else ()
    columns = read_columns(query.get("columns", ""))
    return ListAddress(found, values, sort, query.get("after", ""), trail[-MOST_TRAIL:], columns)


def _against(view: View, values: Mapping[str, str]) -> set[str]:
    """Conditions that ask for another state or step than the view itself does."""
    own = view.conditions(now())
    return {name for name in ("state", "step") if name in own and values.get(name, own[name]) != own[name]}


def day_range(text: str, zone: ZoneInfo) -> tuple[datetime | None, datetime | None]:
    """`2026-11-19` is from that day on; `2026-11-19..2026-11-21` includes both days; `7d` the last seven."""
    if text.strip() in MOVING_DAYS:
        today = now().astimezone(zone).date()
        return local_moment(today - timedelta(days=MOVING_DAYS[text.strip()]), time(), zone), None
    start, sign, end = text.partition(DAYS_SIGN)
    first = _day(start, text)
    last = _day(end, text)
    if first is None and last is None:
        raise BadDay(text)
    until = local_moment(last + timedelta(days=1), time(), zone) if sign and last else None
    return (local_moment(first, time(), zone) if first else None), until


def _day(text: str, whole: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise BadDay(whole) from error
