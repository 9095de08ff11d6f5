"""Before and after of bulk verbs, as the kit's proposal draws them."""

from typing import Any

from django.utils.translation import gettext as _

from zhanggui.orders.queries.keys import open_manual_holds
from zhanggui.orders.ui.selection import Selection, by_shop
from zhanggui.orders.values import OrderStep


def _row(label: str, before: int, after: int | str, difference: str = "", tone: str = "") -> dict[str, Any]:
    if not difference and isinstance(after, int):
        change = after - before
        difference = _("same") if change == 0 else f"{'+' if change > 0 else '−'}{abs(change):,}"
    shown = f"{after:,}" if isinstance(after, int) else after
    return {"label": label, "before": f"{before:,}", "after": shown, "difference": difference, "tone": tone}


def _others(selection: Selection) -> list[dict[str, Any]]:
    """Orders that the verb does not touch, so that the numbers add up."""
    count = selection.count - len(selection.waiting)
    return [_row(_("In a batch, shipped or closed"), count, count, _("not touched"))] if count else []


def pass_rows(selection: Selection) -> list[dict[str, Any]]:
    """What checking would do to a selection."""
    held = [key for key in selection.to_check if key.is_held]
    new = len(selection.to_check) - len(held)
    ready = len(selection.waiting) - len(selection.to_check)
    rows = [_row(_("To check"), new, 0)]
    most = ready + new + len(held)
    if held:
        rows.append(_row(_("On hold"), len(held), _("what rules still stop"), _("tried again")))
    after: int | str = _("%(from)d to %(to)d") % {"from": ready, "to": most} if most > ready else ready
    rows.append(_row(_("Ready for the batch"), ready, after))
    return [*rows, *_others(selection)]


def hold_rows(selection: Selection) -> list[dict[str, Any]]:
    """What holding would do to a selection."""
    held = sum(key.is_held for key in selection.waiting)
    by_hand = sum(
        len(open_manual_holds(shop_id, [key.id for key in keys]))
        for shop_id, keys in by_shop(selection.waiting).items()
    )
    ready = sum(key.step == OrderStep.CHECKED for key in selection.waiting)
    new = len(selection.to_check) - held
    return [
        _row(_("Held by hand"), by_hand, len(selection.waiting)),
        _row(_("On hold"), held, len(selection.waiting)),
        _row(_("To check"), new, 0),
        _row(_("Ready for the batch"), ready, 0),
        *_others(selection),
    ]


def note_rows(selection: Selection) -> list[dict[str, Any]]:
    """What adding a note would do."""
    return [_row(_("Orders with these words in the seller's note"), 0, selection.count)]


def flag_rows(selection: Selection) -> list[dict[str, Any]]:
    """What flagging would do."""
    rows = [_row(_("Orders with this flag"), 0, selection.count)]
    waiting = len(selection.waiting)
    if waiting:
        rows.append(_row(_("Checked again, for a flag may hold them"), 0, waiting))
    return rows
