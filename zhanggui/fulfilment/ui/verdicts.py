"""What a scan at the packing table came to, in words: what is wrong, where to put it, where to go."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from zhanggui.catalog.queries import SkuCard, sku_cards, skus_by_code
from zhanggui.fulfilment.errors import WaybillForm
from zhanggui.fulfilment.models import ParcelLine
from zhanggui.fulfilment.queries import PackingView
from zhanggui.fulfilment.ui.words import waybill_fault_words
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
    if isinstance(error, WaybillForm):
        todo = waybill_fault_words(error.params["reason"])
        return Verdict(is_good=False, what=_("This is no waybill number"), todo=todo, code=code)
    return Verdict(is_good=False, what=str(error), code=code)


def wrong_scan(shop_id: int, view: PackingView, result: PackResult, code: str) -> Verdict:
    """Why the scanned piece stops the parcel, and where it and the right one lie."""
    wanted = first_missing(view)
    cards = sku_cards([line.sku_id for line in view.lines if line.sku_id])
    fetch = _fetch(wanted, cards)
    scan = result.wrong[0].code
    if result.wrong[0].reason == ScanFault.TOO_MANY:
        line = next((line for line in view.lines if is_called(line, scan)), None)
        what = _("Too many: %(title)s is complete") % {"title": full_title(line, cards) if line else scan}
        return Verdict(is_good=False, what=what, todo=_joined(_("Put this one back."), fetch), code=code)
    found = skus_by_code(shop_id, [scan]).get(scan)
    if found is None:
        what = _("Unknown code: it is neither on this slip nor in the shop")
        todo = _joined(_("Scan the barcode of the goods again."), fetch)
        return Verdict(is_good=False, what=what, todo=todo, code=code)
    card = sku_cards([found])[found]
    place = places(shop_id, [found], warehouse_id=view.batch.warehouse_id).get(found, "")
    back = _("Put it back to %(place)s.") % {"place": place} if place else _("Put it back.")
    words = {"title": _card_title(card), "wanted": full_title(wanted, cards) if wanted else ""}
    if wanted is None:
        what = _("Wrong item: this is %(title)s, it is not on the slip") % words
    else:
        what = _("Wrong item: this is %(title)s, the slip says %(wanted)s") % words
    return Verdict(is_good=False, what=what, todo=_joined(back, fetch), code=code)


def unmet(result: PackResult, code: str) -> Verdict:
    """The goods are in, but an accessory or a request is not: the parcel does not go on (FUL-10)."""
    names = [f"{extra.name} ×{extra.quantity}" for extra in result.missing_accessories]
    names += [wish.label for wish in result.open_instructions]
    what = _("Not complete: %(names)s") % {"names": _(", ").join(names)}
    todo = _("Put it in and tick it: press Enter for the next point, or its number.")
    return Verdict(is_good=False, what=what, todo=todo, code=code)


def full_title(line: ParcelLine, cards: dict[int, SkuCard]) -> str:
    """Title with the version; the shop's own words where the marketplace told none."""
    card = cards.get(line.sku_id or 0)
    return f"{line.title} {line.attributes or (card.attributes if card else '')}".strip()


def _card_title(card: SkuCard) -> str:
    return f"{card.title} {card.attributes}".strip()


def _joined(first: str, second: str) -> str:
    return _("%(first)s %(second)s") % {"first": first, "second": second} if second else first


def first_missing(view: PackingView) -> ParcelLine | None:
    """The line that the packer fetches now."""
    return next((line for line in view.lines if line.packed_quantity < line.quantity), None)


def is_called(line: ParcelLine, code: str) -> bool:
    """Whether a scanned code names this line."""
    return bool(code) and code.casefold() in {line.sku_code.casefold(), line.barcode.casefold()}


def _fetch(wanted: ParcelLine | None, cards: dict[int, SkuCard]) -> str:
    if wanted is None:
        return ""
    words = {"title": full_title(wanted, cards), "place": wanted.place}
    if not wanted.place:
        return _("Fetch %(title)s and scan it.") % words
    return _("Fetch %(title)s from %(place)s and scan it.") % words
