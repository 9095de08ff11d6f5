"""Forms of decisions on orders."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.pages.forms import StaffForm
from zhanggui.orders.values import LOGGED_RESULTS, CallMeans, Flag
from zhanggui.people.queries import offered_positions


class ReasonForm(StaffForm):
    """Why an order is held or released; stays on its timeline."""

    places: ClassVar[dict[str, str]] = {"orders.reason_missing": "reason"}
    reason = forms.CharField(
        label=_("Reason"), max_length=200, widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"})
    )


class CallForm(StaffForm):
    """One try to reach the buyer."""

    places: ClassVar[dict[str, str]] = {"orders.unknown_choice": "result"}
    result = forms.ChoiceField(
        label=_("What came of it"),
        choices=[(result.value, result.label) for result in LOGGED_RESULTS],
        widget=forms.RadioSelect(attrs={"autofocus": True}),
    )
    means = forms.ChoiceField(
        label=_("How"),
        choices=CallMeans.choices,
        initial=CallMeans.PHONE.value,
        required=False,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("Note"), required=False, max_length=500, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def clean_means(self) -> str:
        """A form without the field means the phone."""
        return str(self.cleaned_data["means"] or CallMeans.PHONE.value)


class UnreachedForm(StaffForm):
    """The manager's word on a buyer whom nobody reached."""

    ship = forms.ChoiceField(
        label=_("What happens"),
        choices=(("1", _("Ship all the same")), ("0", _("Close the order"))),
        widget=forms.RadioSelect(attrs={"autofocus": True}),
    )
    reason = forms.CharField(label=_("Why"), max_length=500, widget=forms.TextInput(attrs={"autocomplete": "off"}))


class NoteForm(StaffForm):
    """The seller's note; buyers never see it."""

    text = forms.CharField(
        label=_("Seller's note"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "autofocus": True}),
        help_text=_("For us only; the buyer never sees it, so no slip or label carries it. The packing page shows it."),
    )


class AddedNoteForm(StaffForm):
    """Words to add to the notes of many orders."""

    text = forms.CharField(
        label=_("Words to add"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "autofocus": True}),
        help_text=_("They are written below the notes that are there."),
    )


class RemarkForm(StaffForm):
    """An internal remark."""

    places: ClassVar[dict[str, str]] = {"orders.remark_empty": "text"}
    text = forms.CharField(
        label=_("Internal remark"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "autofocus": True}),
        help_text=_("With your name and position; it stays on the desk and stands on no paper."),
    )


class FilterNameForm(StaffForm):
    """The name of a saved filter."""

    places: ClassVar[dict[str, str]] = {"orders.filter_name_missing": "name", "orders.filter_name_taken": "name"}
    name = forms.CharField(
        label=_("Name"), max_length=40, widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"})
    )


class FilterForm(FilterNameForm):
    """A filter to save, and who sees it."""

    shop = forms.ChoiceField(label=_("Who sees it"), required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, shops: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everybody = [(value, _("everybody in %(shop)s") % {"shop": name}) for value, name in shops]
        self.offer("shop", [("", _("only me")), *everybody])
        self.fields["shop"].initial = ""


class ExportForm(StaffForm):
    """How orders are exported, and why where a second person must allow it."""

    places: ClassVar[dict[str, str]] = {"approvals.reason_missing": "reason", "orders.unknown_choice": "file_format"}
    file_format = forms.ChoiceField(
        label=_("File"),
        choices=(("xlsx", _("Workbook (xlsx)")), ("csv", _("Table (csv)"))),
        initial="xlsx",
        widget=forms.RadioSelect,
    )
    is_clear = forms.BooleanField(
        label=_("Contact data in the clear"),
        required=False,
        help_text=_("Masked otherwise. In the clear it always needs approval."),
    )
    reason = forms.CharField(
        label=_("What for"),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("The person who approves reads it. Not needed where no approval is."),
    )

    columns = forms.ChoiceField(
        label=_("Columns"),
        choices=(("list", _("Those of the list")), ("all", _("The usual ones"))),
        initial="list",
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, can_reveal: bool, has_columns: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_columns:
            del self.fields["columns"]
        if not can_reveal:
            del self.fields["is_clear"]


class FlagUseForm(StaffForm):
    """What one colour means, who sets it and who sees it."""

    meaning = forms.CharField(
        label=_("Meaning"), required=False, max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    set_by = forms.MultipleChoiceField(
        label=_("Set by"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("Nobody ticked: everybody.")
    )
    seen_by = forms.MultipleChoiceField(
        label=_("Seen by"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nobody ticked: everybody. Who sets a colour always sees it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("set_by", "seen_by"):
            self.offer(name, ((position.code, position.label) for position in offered_positions().values()))


class FlagForm(StaffForm):
    """A coloured flag and a word to it; only colours that the person may set."""

    flag = forms.TypedChoiceField(
        label=_("Flag"), choices=Flag.choices, coerce=int, initial=Flag.RED.value, widget=forms.RadioSelect
    )
    label = forms.CharField(
        label=_("Label"), required=False, max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, *args: Any, choices: Sequence[tuple[int, Any]] = Flag.choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("flag", choices)


class AddressNoteForm(StaffForm):
    """How one knows that an address is right."""

    places: ClassVar[dict[str, str]] = {"orders.reason_missing": "note"}
    note = forms.CharField(
        label=_("How do you know"),
        max_length=200,
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
        help_text=_("Like “phoned 10:42, the gate is enough”. It stays on the timeline."),
    )


class MergeForm(StaffForm):
    """What of the postage, paid more than once, the buyer gets back."""

    places: ClassVar[dict[str, str]] = {"orders.too_much_postage": "give_back"}
    give_back = forms.DecimalField(
        label=_("Postage to give back"), required=False, min_value=0, max_digits=8, decimal_places=2
    )

    def __init__(self, *args: Any, most: Decimal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["give_back"]
        field.help_text = _(
            "%(most)s was paid more than once. What you enter becomes a task for the supervisor; empty gives nothing back."
        ) % {"most": most}
        field.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}
