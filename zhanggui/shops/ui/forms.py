"""The sections of the settings page, one form each."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.pages.forms import StaffForm
from zhanggui.shops.values import LABEL_SIZES

WEEKDAYS = (
    ("0", _("Monday")),
    ("1", _("Tuesday")),
    ("2", _("Wednesday")),
    ("3", _("Thursday")),
    ("4", _("Friday")),
    ("5", _("Saturday")),
    ("6", _("Sunday")),
)


def clock_field(label: Any, **kwargs: Any) -> forms.TimeField:
    """Hours and minutes in shop time."""
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    return forms.TimeField(label=label, widget=widget, input_formats=["%H:%M", "%H:%M:%S"], **kwargs)


class SenderForm(StaffForm):
    """The shop's name and who stands as sender on papers."""

    places: ClassVar[dict[str, str]] = {"shops.no_name": "name"}
    name = forms.CharField(label=_("Name of the shop"), max_length=100)
    sender_name = forms.CharField(label=_("Sender's name"), max_length=60, required=False)
    sender_phone = forms.CharField(label=_("Sender's phone"), max_length=40, required=False)
    sender_address = forms.CharField(
        label=_("Sender's address"),
        max_length=200,
        required=False,
        help_text=_("As the courier needs it: province, city, district, street, number."),
    )


class OrdersForm(StaffForm):
    """How orders are worked."""

    batch_time = clock_field(
        _("Daily close of the batch"), help_text=_("In shop time. What is checked by then goes out today.")
    )
    ship_within_hours = forms.IntegerField(
        label=_("Hours to ship"),
        min_value=1,
        max_value=720,
        help_text=_("Promised from payment on; every order's clock runs by it."),
    )
    unusual_quantity = forms.IntegerField(
        label=_("Unusual quantity"),
        min_value=1,
        max_value=9999,
        help_text=_("From so many pieces of one line on, a person looks at the order."),
    )
    is_checked_automatically = forms.BooleanField(
        label=_("Check new orders by themselves"),
        required=False,
        help_text=_("Rules try what an import brings, at once; what one of them stops waits with its reason."),
    )
    is_verified_automatically = forms.BooleanField(
        label=_("Let plain orders pass without a person"),
        required=False,
        help_text=_(
            "Orders without a buyer's note and without a risk flag. "
            "Otherwise a person verifies colour, size and address of every order."
        ),
    )


class CheckingForm(StaffForm):
    """What the rules of checking compare with, and how buyers are called."""

    price_far_percent = forms.IntegerField(
        label=_("Unusual price (percent)"),
        min_value=1,
        max_value=1000,
        help_text=_("A line further from the usual price of its SKU makes a person look."),
    )
    duplicate_hours = forms.IntegerField(
        label=_("Possible duplicates within (hours)"),
        min_value=1,
        max_value=720,
        help_text=_("Two orders of one buyer for the same goods within so many hours."),
    )
    household_likeness = forms.IntegerField(
        label=_("Likeness of a household"),
        min_value=1,
        max_value=100,
        help_text=_("From 1 to 100; a likeness over it counts as one household."),
    )
    household_hours = forms.IntegerField(label=_("Same household within (hours)"), min_value=1, max_value=720)
    promise_risk_hours = forms.IntegerField(
        label=_("Promise at risk under (hours)"),
        min_value=1,
        max_value=720,
        help_text=_("Hours left at the next close."),
    )
    cod_call_tries = forms.IntegerField(label=_("Tries to call before the manager decides"), min_value=1, max_value=20)
    is_cod_call_strict = forms.BooleanField(
        label=_("Cash on delivery ships only when the buyer was reached"),
        required=False,
        help_text=_("Otherwise one logged try is enough."),
    )
    call_script = forms.CharField(
        label=_("What to say on the phone"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Filled in by itself: {name} {shop} {goods} {amount} {area}. Empty means our own words."),
    )
    shortage_answer_hours = forms.IntegerField(
        label=_("Answer about short goods within (hours)"),
        min_value=1,
        max_value=720,
        help_text=_("What a buyer has to say whether to wait, to swap or to take a part."),
    )
    is_rule_approval_needed = forms.BooleanField(
        label=_("Changes of rules need a second person"),
        required=False,
        help_text=_("A shop of one person switches it off and puts changes into use at once."),
    )


class LabelsForm(StaffForm):
    """Paper and printer of the parcel labels."""

    places: ClassVar[dict[str, str]] = {"shops.label_size": "label_size", "shops.label_offset": "label_offset_x_mm"}
    label_size = forms.ChoiceField(
        label=_("Label"),
        choices=[(code, f"{width} × {height} mm") for code, (width, height) in LABEL_SIZES.items()],
    )
    label_offset_x_mm = forms.DecimalField(
        label=_("Move right (mm)"), min_value=-20, max_value=20, max_digits=4, decimal_places=1
    )
    label_offset_y_mm = forms.DecimalField(
        label=_("Move down (mm)"),
        min_value=-20,
        max_value=20,
        max_digits=4,
        decimal_places=1,
        help_text=_("Print the test page, measure how far its cross is off, and enter it here."),
    )


class WarehouseWorkForm(StaffForm):
    """What packing and shipping go by: late numbers, vouchers, invoice numbers."""

    places: ClassVar[dict[str, str]] = {"shops.invoice_range": "invoice_last"}
    unsubmitted_after_hours = forms.IntegerField(
        label=_("Number is late after (hours)"),
        min_value=1,
        max_value=72,
        help_text=_("Packed parcels without waybill number are listed from then on."),
    )
    voucher_years = forms.IntegerField(
        label=_("Keep vouchers for (years)"),
        min_value=1,
        max_value=30,
        help_text=_("Label copies and couriers' lists; afterwards they are removed, which is logged."),
    )
    invoice_next = forms.CharField(label=_("Next invoice number"), max_length=20, required=False)
    invoice_last = forms.CharField(
        label=_("Last invoice number"),
        max_length=20,
        required=False,
        help_text=_("The range that the tax office gave. Without it numbers are entered by hand."),
    )


class CalendarForm(StaffForm):
    """When the shop works."""

    places: ClassVar[dict[str, str]] = {"shops.weekdays": "weekdays", "shops.service_hours": "service_to"}
    weekdays = forms.MultipleChoiceField(
        label=_("Working days"),
        choices=WEEKDAYS,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one working day of the week.")},
    )
    service_from = clock_field(_("Service from"))
    service_to = clock_field(_("Service to"))
    is_holiday_calendar_used = forms.BooleanField(
        label=_("Follow China's public holidays"),
        required=False,
        help_text=_("Holidays are free and the days worked instead are worked, as announced each year."),
    )


class CalendarDayForm(StaffForm):
    """One day that differs."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    is_working = forms.ChoiceField(label=_("On this day"), choices=(("0", _("we rest")), ("1", _("we work"))))
    name = forms.CharField(label=_("Why"), max_length=60, required=False)


class PrivacyForm(StaffForm):
    """Whose eyes see contact data."""

    is_contact_masked = forms.BooleanField(
        label=_("Mask phone and address"),
        required=False,
        help_text=_("Showing one whole takes the right to do so and is logged with the reason."),
    )
    export_rows_without_approval = forms.IntegerField(
        label=_("Rows exported without approval"),
        min_value=0,
        max_value=1_000_000,
        help_text=_("More rows, or contact data in the clear, need the approval of a second person."),
    )


class StampForm(StaffForm):
    """The picture of the shop's stamp."""

    places: ClassVar[dict[str, str]] = {"shops.stamp_too_large": "picture", "shops.stamp_not_readable": "picture"}
    picture = forms.FileField(
        label=_("Picture"),
        help_text=_("PNG or JPEG up to 2 MB. White becomes transparent."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg"}),
    )


class WarehouseForm(StaffForm):
    """Name and daily close of one warehouse beside the first."""

    places: ClassVar[dict[str, str]] = {"shops.no_warehouse": "name"}
    code = forms.CharField(max_length=40, widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name of the warehouse"), max_length=100)
    batch_time = clock_field(_("Daily close of its batch"))


class NewWarehouseForm(StaffForm):
    """One more warehouse."""

    places: ClassVar[dict[str, str]] = {"shops.bad_warehouse_code": "code", "shops.warehouse_exists": "code"}
    code = forms.CharField(
        label=_("Code of the warehouse"), max_length=40, help_text=_("Short, for commands and files, like “north”.")
    )
    name = forms.CharField(label=_("Name of the warehouse"), max_length=100)
    batch_time = clock_field(_("Daily close of its batch"))
