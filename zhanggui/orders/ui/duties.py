"""Targets of the order desk, for the page of duties (ORG-17)."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhanggui.kernel.duties import Figure, Measure, register_measures, share_figure
from zhanggui.kernel.values import Actor
from zhanggui.orders.queries.duties import late_and_held, verified_in_time

_VERIFY_HOURS = 2


def _verified(_actor: Actor, shop_ids: list[int]) -> Figure:
    kept, total = verified_in_time(shop_ids, _VERIFY_HOURS)
    return share_figure(kept, total, _("%(kept)d of the %(total)d newest"))


def _in_time(_actor: Actor, shop_ids: list[int]) -> Figure:
    late, _held = late_and_held(shop_ids)
    return Figure(_("%(count)d overdue") % {"count": late}, late == 0)


def _cleared(_actor: Actor, shop_ids: list[int]) -> Figure:
    _late, held = late_and_held(shop_ids)
    return Figure(_("%(count)d on hold") % {"count": held}, held == 0)


register_measures(
    Measure("orders.verified", gettext_lazy("within 2 working hours of payment"), _verified),
    Measure("orders.ship_by", gettext_lazy("no promised ship time missed"), _in_time),
    Measure("orders.held", gettext_lazy("no order on hold at the close"), _cleared),
)
