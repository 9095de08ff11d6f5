"""Forms of the register."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from zhanggui.couriers.models import Courier
from zhanggui.couriers.rules.known import couriers
from zhanggui.couriers.rules.regions import provinces
from zhanggui.couriers.values import NumberSource
from zhanggui.kernel.pages.forms import StaffForm


def _clock(label: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label, required=False, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "step": 300})
    )


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))


class AddForm(StaffForm):
    """A courier that the shop wants to work with."""

    places: ClassVar[dict[str, str]] = {"couriers.exists": "code"}
    code = forms.ChoiceField(label=_("Courier"), required=False)
    other = forms.CharField(
        label=_("Another one"), max_length=20, required=False, help_text=_("Its name, if it is not in the list.")
    )

    def __init__(self, *args: Any, registered: frozenset[str] = frozenset(), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        free = [(known.code, known.name) for known in couriers().values() if known.code not in registered]
        self.offer("code", [("", "—"), *free])


class CourierForm(StaffForm):
    """What the shop knows of a courier."""

    name = forms.CharField(label=_("Name"), max_length=60)
    number_source = forms.ChoiceField(label=_("Waybill numbers"), choices=NumberSource)
    contact_name = forms.CharField(label=_("Contact person"), max_length=60, required=False)
    contact_phone = forms.CharField(label=_("Contact phone"), max_length=40, required=False)
    service_from = _clock(_("Service from"))
    service_to = _clock(_("Service to"))
    pickup_at = _clock(_("Picks up at"))
    not_covered = forms.CharField(
        label=_("Does not go to"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One place a line: a province, or province and city."),
    )
    note = forms.CharField(label=_("Note"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def facts(self) -> dict[str, Any]:
        """The form's values as the service takes them."""
        lines = self.cleaned_data["not_covered"].splitlines()
        return {**self.cleaned_data, "not_covered": [line for line in lines if line.strip()]}

    @staticmethod
    def initial_of(courier: Courier) -> dict[str, Any]:
        """A courier as the form shows it."""
        facts = {name: getattr(courier, name) for name in CourierForm.base_fields}
        return {**facts, "not_covered": "\n".join(courier.not_covered)}


class ContractForm(StaffForm):
    """A contract with a courier."""

    number = forms.CharField(label=_("Contract number"), max_length=60)
    starts_on = _day(_("Starts"))
    ends_on = _day(_("Ends"))
    remind_days = forms.IntegerField(label=_("Remind days before"), min_value=0, max_value=365, initial=30)
    price_version = forms.ChoiceField(label=_("Price list"), required=False)
    paper = forms.FileField(
        label=_("Signed paper"),
        required=False,
        help_text=_("PDF or picture up to 10 MB."),
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/png,image/jpeg"}),
    )

    def __init__(self, *args: Any, versions: list[str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "—"), *((version, version) for version in versions or [])]
        self.offer("price_version", choices)


class PricesForm(StaffForm):
    """The head of a new price list; its zones come from the table below or from a file."""

    version = forms.CharField(label=_("Version"), max_length=40)
    valid_from = _day(_("Valid from"))
    table = forms.FileField(
        label=_("From a file"), required=False, help_text=_("xlsx or csv; instead of the rows below.")
    )


class TransitFileForm(StaffForm):
    """Transit days from a file."""

    table = forms.FileField(label=_("From a file"), help_text=_("xlsx or csv: from, to, city, days."))


class PolicyForm(StaffForm):
    """How couriers are chosen, and when numbers and parcels need a person."""

    remote_courier = forms.ChoiceField(label=_("Courier for remote regions"), required=False)
    remote_provinces = forms.CharField(
        label=_("Remote regions"), max_length=200, required=False, help_text=_("Provinces, separated by spaces.")
    )
    parcel_weight_g = forms.IntegerField(
        label=_("Usual weight of a parcel (g)"),
        min_value=1,
        max_value=100_000,
        help_text=_("For the freight shown with a choice."),
    )
    silent_after_hours = forms.IntegerField(label=_("Silent after hours"), min_value=1, max_value=720)
    low_pool_count = forms.IntegerField(label=_("Warn below so many numbers"), min_value=0, max_value=1_000_000)
    is_unused_number_reused = forms.BooleanField(
        label=_("Use unused numbers again"),
        required=False,
        help_text=_("Only if the courier allows it. Otherwise the number of a pulled parcel is void."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(courier.code, courier.name) for courier in couriers().values()]
        self.offer("remote_courier", [("", _("none")), *known])

    def clean_remote_provinces(self) -> str:
        """Only provinces that exist, written short."""
        words = self.cleaned_data["remote_provinces"].replace("、", " ").replace("，", " ").split()
        unknown = [word for word in words if word not in provinces()]
        if unknown:
            raise forms.ValidationError(_("“%(value)s” is no province."), params={"value": unknown[0]})
        return " ".join(dict.fromkeys(words))


class AccountForm(StaffForm):
    """The account at the tracking service. Key and salt are never shown again."""

    customer = forms.CharField(label=_("Customer number"), max_length=80, required=False)
    key = forms.CharField(
        label=_("Key"), max_length=80, required=False, widget=forms.PasswordInput(attrs={"autocomplete": "off"})
    )
    salt = forms.CharField(
        label=_("Salt"), max_length=80, required=False, widget=forms.PasswordInput(attrs={"autocomplete": "off"})
    )
    callback_url = forms.CharField(
        label=_("Address that the service calls"),
        max_length=200,
        required=False,
        help_text=_("https://…/hooks/kuaidi100"),
    )
