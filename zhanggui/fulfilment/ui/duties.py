"""Targets of the batch, the packing table and the daily report, for the page of duties (ORG-17)."""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhanggui.couriers.services.contracts import RENEWAL
from zhanggui.fulfilment.queries.duties import closed_in_time, numbered_in_time, reports_of_week
from zhanggui.fulfilment.services.schedule_batches import DEADLINE_KIND
from zhanggui.kernel.clocks.registry import register_deadline_words
from zhanggui.kernel.duties import Figure, Measure, register_measures, share_figure
from zhanggui.kernel.values import Actor

_CLOSE_WITHIN = timedelta(minutes=15)
_NUMBER_WITHIN = timedelta(hours=2)


def _closed(_actor: Actor, shop_ids: list[int]) -> Figure:
    kept, total = closed_in_time(shop_ids, _CLOSE_WITHIN)
    return share_figure(kept, total, _("batches of seven days: %(kept)d of %(total)d"))


def _numbered(_actor: Actor, shop_ids: list[int]) -> Figure:
    kept, total = numbered_in_time(shop_ids, _NUMBER_WITHIN)
    return share_figure(kept, total, _("parcels of seven days: %(kept)d of %(total)d"))


def _signed(_actor: Actor, shop_ids: list[int]) -> Figure:
    signed, _confirmed, total = reports_of_week(shop_ids)
    return share_figure(signed, total, _("reports of seven days: %(kept)d of %(total)d"))


def _confirmed(_actor: Actor, shop_ids: list[int]) -> Figure:
    _signed_count, confirmed, total = reports_of_week(shop_ids)
    return share_figure(confirmed, total, _("reports of seven days: %(kept)d of %(total)d"))


register_deadline_words(RENEWAL, gettext_lazy("Courier contract ends"), "couriers:register")
register_deadline_words(DEADLINE_KIND, gettext_lazy("Planned close of the batch"), "fulfilment:close")
register_measures(
    Measure("batch.on_time", gettext_lazy("closed within 15 minutes of the hour"), _closed),
    Measure("parcels.numbered", gettext_lazy("number entered within 2 hours of the stamp"), _numbered),
    Measure("report.signed", gettext_lazy("signed the same day"), _signed),
    Measure("report.confirmed", gettext_lazy("every report confirmed"), _confirmed),
)
