"""Words of the import pages: states, kinds, counters, conflicting fields, what happened."""

from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext_lazy

from zhanggui.kernel.imports.messages import message_codes, message_of
from zhanggui.kernel.imports.models import ImportBatch, ImportState
from zhanggui.kernel.imports.ports import import_kinds
from zhanggui.kernel.money import SYMBOLS
from zhanggui.kernel.pages.timeline import timeline_row

STATE_TONES = {
    ImportState.DONE: "good",
    ImportState.FAILED: "late",
    ImportState.CHECKED: "risk",
    ImportState.CHECKING: "accent",
    ImportState.APPLYING: "accent",
}
STATE_LABELS: dict[str, Any] = {
    ImportState.RECEIVED: gettext_lazy("queued"),
    ImportState.CHECKING: gettext_lazy("being tried"),
    ImportState.CHECKED: gettext_lazy("tried only"),
    ImportState.APPLYING: gettext_lazy("being brought in"),
    ImportState.DONE: gettext_lazy("Brought in"),
    ImportState.FAILED: gettext_lazy("Failed"),
    ImportState.UNDONE: gettext_lazy("Taken back"),
}
_FIELDS: dict[str, Any] = {
    "state": gettext_lazy("state"),
    "goods_amount": gettext_lazy("goods amount"),
    "freight_amount": gettext_lazy("freight"),
    "total_amount": gettext_lazy("total amount"),
    "paid_amount": gettext_lazy("amount paid"),
    "refund_amount": gettext_lazy("refund amount"),
    "placed_at": gettext_lazy("order time"),
    "paid_at": gettext_lazy("payment time"),
    "receiver_name": gettext_lazy("receiver"),
    "mobile": gettext_lazy("mobile"),
    "phone": gettext_lazy("phone"),
    "address": gettext_lazy("address"),
    "price": gettext_lazy("price"),
    "quantity": gettext_lazy("quantity"),
    "title": gettext_lazy("title"),
}
_EVENTS: dict[str, Any] = {
    "import.done": gettext_lazy("Brought in"),
    "import.undone": gettext_lazy("Taken back"),
    "import.conflict_resolved": gettext_lazy("Conflict decided"),
}
_CHOICES: dict[str, Any] = {
    "keep": gettext_lazy("the stored value stays"),
    "take": gettext_lazy("the file's value is taken"),
}


def kind_label(code: str) -> str:
    """A kind of file in words; several kinds are joined."""
    kinds = import_kinds()
    return "、".join(str(kinds[each].label) if each in kinds else each for each in code.split(",") if each)


def error_text(batch: ImportBatch) -> str:
    """Why a batch failed, in the reader's language where the sentence is known."""
    code = batch.error.get("code", "")
    if code in message_codes():
        return message_of(code, batch.error.get("params", {}))
    return str(batch.error.get("message", ""))


def field_label(name: str) -> str:
    """A field of an order or line in words."""
    return str(_FIELDS.get(name, name))


def value_text(name: str, value: Any, currency: str) -> str:
    """A stored or new value of a conflict: amounts with their currency, times in the shop's own."""
    if value is None or value == "":
        return "—"
    if name.endswith("_amount") or name == "price":
        return _amount(value, currency)
    if name.endswith("_at"):
        return _time(str(value))
    return str(value)


def _amount(value: Any, currency: str) -> str:
    try:
        return f"{SYMBOLS.get(currency, currency + ' ')}{Decimal(str(value)):,.2f}"
    except InvalidOperation:
        return str(value)


def _time(value: str) -> str:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M:%S}" if moment.tzinfo else value


def size_text(size: int) -> str:
    """A file's size."""
    return f"{formats.number_format(max(1, round(size / 1024)), force_grouping=True)} kB"


def event_words(entry: dict[str, Any]) -> dict[str, Any]:
    """An entry of a batch's timeline as the kit draws it."""
    return timeline_row(entry, _EVENTS, _CHOICES.get(entry["data"].get("choice", ""), ""))
