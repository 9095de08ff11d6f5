"""Forms between the close and the report."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from zhanggui.couriers.queries import couriers
from zhanggui.fulfilment.values import BreachCause, PaperKind, TroubleKind
from zhanggui.kernel.pages.forms import StaffForm


class CountsForm(StaffForm):
    """How many papers of each kind a person counted, and why it differs if it does."""

    difference_note = forms.CharField(
        label=_("Why the counts differ"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in PaperKind:
            attrs = {
                "class": "zg-input zg-count",
                "inputmode": "numeric",
                "autocomplete": "off",
                "aria-label": kind.label,
            }
            self.fields[kind.value] = forms.IntegerField(
                label=kind.label,
                min_value=0,
                required=kind != PaperKind.INVOICE,
                widget=forms.TextInput(attrs=attrs),
            )

    def counts(self) -> dict[str, int]:
        """Counted papers by kind; an empty field means that there is no invoice."""
        return {kind.value: self.cleaned_data[kind.value] or 0 for kind in PaperKind}


class ReasonForm(StaffForm):
    """A reason in the person's own words."""

    places: ClassVar[dict[str, str]] = {
        "fulfilment.no_reason": "reason",
        "fulfilment.no_copy_reason": "reason",
        "fulfilment.not_to_pull": "reason",
    }
    reason = forms.CharField(label=_("Reason"), max_length=200, widget=forms.TextInput(attrs={"autofocus": True}))


class TroubleForm(StaffForm):
    """What is short or damaged in a parcel."""

    kind = forms.ChoiceField(label=_("What is wrong"), choices=TroubleKind)
    sku_code = forms.ChoiceField(label=_("Which goods"))
    quantity = forms.IntegerField(
        label=_("How many pieces"), min_value=1, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    note = forms.CharField(label=_("Remark"), max_length=200, required=False)

    def __init__(self, *args: Any, goods: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("sku_code", goods)
        self.fields["quantity"].widget.attrs["autofocus"] = True


class WeightForm(StaffForm):
    """What the scale says."""

    places: ClassVar[dict[str, str]] = {"fulfilment.weight": "weight"}
    weight = forms.CharField(
        label=_("Weight"),
        max_length=40,
        help_text=_("1.25kg, or grams: 1250. A scale that types goes in by itself."),
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off", "spellcheck": "false"}),
    )


class WaybillForm(StaffForm):
    """A parcel and its courier's number; each may be scanned."""

    places: ClassVar[dict[str, str]] = {
        "fulfilment.waybill_form": "waybill_no",
        "fulfilment.waybill_used": "waybill_no",
        "fulfilment.shipped_with_other_number": "waybill_no",
        "fulfilment.not_packed": "parcel",
        "fulfilment.not_handed_over": "parcel",
        "fulfilment.order_closed": "parcel",
    }
    parcel = forms.CharField(label=_("Parcel or slip"), max_length=40)
    waybill_no = forms.CharField(label=_("Waybill number"), max_length=40)
    courier = forms.ChoiceField(label=_("Courier"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(courier.code, courier.name) for courier in couriers().values()]
        self.offer("courier", [("", _("By the number")), *known])
        for name in ("parcel", "waybill_no"):
            self.fields[name].widget.attrs.update({"autocomplete": "off", "spellcheck": "false"})


class SignForm(StaffForm):
    """What the keeper writes into the report before signing."""

    shortage = forms.CharField(label=_("Shortage"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    damage = forms.CharField(label=_("Damage"), required=False, widget=forms.Textarea(attrs={"rows": 3}))


class CauseForm(StaffForm):
    """Why a promise was missed."""

    cause = forms.ChoiceField(label=_("Cause"), choices=BreachCause.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Note"), required=False, max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class RouteMarkForm(StaffForm):
    """The routing mark of a courier for a region."""

    places: ClassVar[dict[str, str]] = {"fulfilment.no_province": "province", "fulfilment.long_mark": "route_code"}
    courier = forms.ChoiceField(label=_("Courier"))
    province = forms.CharField(label=_("Province"), max_length=20)
    city = forms.CharField(label=_("City"), max_length=40, required=False)
    route_code = forms.CharField(
        label=_("Routing mark"), max_length=40, required=False, help_text=_("An empty mark removes it.")
    )
    consolidation = forms.CharField(label=_("Gathered at"), max_length=60, required=False)

    def __init__(self, *args: Any, couriers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("courier", couriers)
