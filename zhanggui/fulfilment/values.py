"""States of batches, parcels and reports."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.capabilities import declare


class BatchState(models.TextChoices):
    """Where a batch stands."""

    CLOSED = "closed", _("Closed")
    PRINTED = "printed", _("Printed")
    HANDED_OVER = "handed_over", _("Handed over")


class ParcelState(models.TextChoices):
    """Where a parcel stands."""

    BATCHED = "batched", _("To pack")
    PACKED = "packed", _("Packed")
    SHIPPED = "shipped", _("Shipped")
    PULLED = "pulled", _("Pulled out")


class PaperKind(models.TextChoices):
    """The papers of a batch."""

    DAILY_REPORT = "daily_report", _("Daily report")
    OUTBOUND_SLIP = "outbound_slip", _("Outbound slip")
    LABEL = "label", _("Parcel label")


class ReportState(models.TextChoices):
    """Where a daily report stands."""

    OPEN = "open", _("Open")
    SIGNED = "signed", _("Signed by the keeper")
    CONFIRMED = "confirmed", _("Confirmed by the manager")

VIEW_BATCHES = declare("fulfilment.view", _("See batches and parcels"))
CLOSE_BATCH = declare("fulfilment.close", _("Close the batch"))
PRINT_BATCH = declare("fulfilment.print", _("Print the batch"))
GIVE_BATCH = declare("fulfilment.give", _("Hand a batch over"))
TAKE_BATCH = declare("fulfilment.take", _("Take a batch over"))
PACK_PARCELS = declare("fulfilment.pack", _("Pack and stamp parcels"))
SHIP_PARCELS = declare("fulfilment.ship", _("Enter waybill numbers"))
PULL_ORDERS = declare("fulfilment.pull", _("Pull orders out of a batch"))
VIEW_REPORT = declare("report.view", _("See daily reports"))
SIGN_REPORT = declare("report.sign", _("Sign the daily report"))
CONFIRM_REPORT = declare("report.confirm", _("Confirm the daily report"))
