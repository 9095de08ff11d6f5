"""Printings of a batch, the stamps on its papers, and the invoices that go with the parcels."""

from django.db import models
from django.db.models import Q

from zhanggui.fulfilment.models.batches import Batch, Parcel
from zhanggui.fulfilment.values import InvoiceKind, InvoiceState, PrintKind, StampForm


class PrintJob(models.Model):
    """One printing: the original papers of a batch, or copies of all or of some parcels (FUL-19).

    `papers` is by kind of paper `{"items": n, "pages": n}`; `parcels` names the parcels of a part
    reprint. Its own files are documents of the subject `print_job`.
    """

    shop_id = models.BigIntegerField()
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="print_jobs")
    number = models.CharField(max_length=50)
    kind = models.CharField(max_length=10, choices=PrintKind)
    reason = models.TextField(default="")
    parcels = models.JSONField(default=list)
    papers = models.JSONField(default=dict)
    pages = models.IntegerField(default=0)
    made_at = models.DateTimeField()
    made_by_id = models.BigIntegerField(null=True)
    made_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop_id", "number"], name="print_job_number"),
            models.CheckConstraint(condition=Q(kind__in=PrintKind.values), name="print_job_kind"),
            models.CheckConstraint(condition=Q(kind="original") | ~Q(reason=""), name="print_job_copy_has_reason"),
        ]


class PaperStamp(models.Model):
    """The shop's stamp on one kind of paper of a batch: as a picture in the file, or on the sheets (FUL-03).

    A seal keeps the hash of its picture and of the files that carry it.
    """

    shop_id = models.BigIntegerField()
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="stamps")
    paper = models.CharField(max_length=20)
    form = models.CharField(max_length=6, choices=StampForm)
    sheets = models.IntegerField()
    seal_sha256 = models.CharField(max_length=64, default="")
    files_sha256 = models.JSONField(default=list)
    stamped_at = models.DateTimeField()
    stamped_by_id = models.BigIntegerField(null=True)
    stamped_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "paper", "form"], name="paper_stamp_once"),
            models.CheckConstraint(condition=Q(form__in=StampForm.values), name="paper_stamp_form"),
        ]


class Invoice(models.Model):
    """A buyer's request for an invoice and what became of it (FUL-18).

    Title, tax number, e-mail and note are the buyer's own: they stand here only, never in an event.
    """

    shop_id = models.BigIntegerField()
    order_id = models.BigIntegerField()
    order_number = models.CharField(max_length=64)
    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, null=True, related_name="invoices")
    kind = models.CharField(max_length=10, choices=InvoiceKind, default=InvoiceKind.NORMAL)
    state = models.CharField(max_length=10, choices=InvoiceState, default=InvoiceState.REQUESTED)
    title = models.CharField(max_length=200)
    tax_no = models.CharField(max_length=30, default="")
    email = models.CharField(max_length=200, default="")
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    number = models.CharField(max_length=40, default="")
    requested_at = models.DateTimeField()
    requested_by = models.CharField(max_length=80)
    issued_at = models.DateTimeField(null=True)
    issued_by = models.CharField(max_length=80, default="")
    void_reason = models.TextField(default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order_id"], condition=~Q(state="void"), name="invoice_live_once"),
            models.UniqueConstraint(fields=["shop_id", "number"], condition=~Q(number=""), name="invoice_number_once"),
            models.CheckConstraint(condition=Q(state__in=InvoiceState.values), name="invoice_state"),
            models.CheckConstraint(condition=Q(kind__in=InvoiceKind.values), name="invoice_kind"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="invoice_amount_positive"),
            models.CheckConstraint(condition=~Q(state="issued") | ~Q(number=""), name="invoice_issued_has_number"),
        ]
        indexes = [models.Index(fields=["shop_id", "state", "id"], name="invoice_shop_state")]


class RedLetter(models.Model):
    """A red-letter invoice: it takes an issued invoice back, whole or in part, after a refund (FUL-18).

    `amount` is what it takes back, above 0. The reason may name the buyer, so it stands here only.
    """

    shop_id = models.BigIntegerField()
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="red_letters")
    number = models.CharField(max_length=40)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    reason = models.TextField(default="")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop_id", "number"], name="red_letter_number_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="red_letter_amount_positive"),
        ]
