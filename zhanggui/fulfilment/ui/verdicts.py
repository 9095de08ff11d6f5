"""What a scan at the packing table came to, in words: what is wrong, where to put it, where to go."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from zhanggui.catalog.queries import sku_cards, skus_by_code
from zhanggui.fulfilment.models import ParcelLine
from zhanggui.fulfilment.queries import PackingView
from zhanggui.fulfilment.values import PackResult, ScanFault
from zhanggui.inventory.queries import places
from zhanggui.kernel.errors import ZhangguiError


@dataclass(frozen=True, slots=True)
class Verdict:
    """A sentence with a sound; a quiet one is only heard. `is_good` scans changed the parcel."""

    is_good: bool
    what: str = ""
    todo: str = ""
    code: str = ""
    sound: str = "bad"


def good_scan() -> Verdict:
    """A right piece: only counted up, with a short tick."""
    return Verdict(is_good=True, sound="good")


def complete() -> Verdict:
    """Everything is in."""
    return Verdict(
        is_good=True, what=_("Complete"), todo=_("Now stick the waybill on and scan its number."), sound="done"
    )


def refused(error: ZhangguiError, code: str = "") -> Verdict:
    """A service refused; its sentence says what to do."""
    return Verdict(is_good=False, what=str(error), code=code)


def wrong_scan(shop_id: int, view: PackingView, result: PackResult, code: str) -> Verdict:
    """Why the scanned piece stops the parcel, and where it and the right one lie."""
    wanted = first_missing(view)
    fault = result.wrong[0]
    if fault.reason == ScanFault.TOO_MANY:
        line = next((line for line in view.lines if is_called(line, fault.code)), None)
        title = _full_title(line) if line else fault.code
        return Verdict(
            is_good=False,
            what=_("Too many: %(title)s is complete") % {"title": title},
            todo=_("Put this one back.") + _fetch(wanted),
            code=code,
        )
    found = skus_by_code(shop_id, [fault.code]).get(fault.code)
    if found is None:
        return Verdict(
            is_good=False,
            what=_("Unknown code: it is neither on this slip nor in the shop"),
            todo=_("Scan the barcode of the goods again.") + _fetch(wanted),
            code=code,
        )
    card = sku_cards([found])[found]
    name = f"{card.title} {card.attributes}".strip()
    place = places(shop_id, [found]).get(found, "")
    back = _("Put it back to %(place)s.") % {"place": place} if place else _("Put it back.")
    what = (
        _("Wrong item: this is %(title)s, the slip says %(wanted)s") % {"title": name, "wanted": _full_title(wanted)}
        if wanted
        else _("Wrong item: this is %(title)s, it is not on the slip") % {"title": name}
    )
    return Verdict(is_good=False, what=what, todo=back + _fetch(wanted), code=code)


def first_missing(view: PackingView) -> ParcelLine | None:
    """The line that the packer fetches now."""
    return next((line for line in view.lines if line.packed_quantity < line.quantity), None)


def is_called(line: ParcelLine, code: str) -> bool:
    """Whether a scanned code names this line."""
    return bool(code) and code.casefold() in {line.sku_code.casefold(), line.barcode.casefold()}


def _full_title(line: ParcelLine) -> str:
    return f"{line.title} {line.attributes}".strip()


def _fetch(wanted: ParcelLine | None) -> str:
    if wanted is None:
        return ""
    if not wanted.place:
        return " " + _("Fetch %(title)s and scan it.") % {"title": wanted.title}
    return " " + _("Fetch %(title)s from %(place)s and scan it.") % {"title": wanted.title, "place": wanted.place}
