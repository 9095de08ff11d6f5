"""Forms of instructions, and of the words by which notes are read."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from zhanggui.couriers.queries import couriers
from zhanggui.kernel.pages.forms import StaffForm
from zhanggui.orders.values import InstructionKind


def courier_choices() -> list[tuple[str, str]]:
    """No courier, and those that the table knows."""
    return [("", "—"), *((code, courier.name) for code, courier in couriers().items())]


class InstructForm(StaffForm):
    """What the buyer asks for, recorded by one of us."""

    places: ClassVar[dict[str, str]] = {"orders.unknown_choice": "kind", "orders.instruction_empty": "text"}
    kind = forms.ChoiceField(
        label=_("What the buyer asks for"),
        choices=InstructionKind.choices,
        widget=forms.Select(attrs={"autofocus": True}),
    )
    courier = forms.ChoiceField(label=_("Courier"), required=False, help_text=_("For a courier's wish."))
    wanted_on = forms.DateField(
        label=_("Day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("For delivery before or after a day."),
    )
    text = forms.CharField(
        label=_("In the buyer's words"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It stands on the slip, the label and the packing page."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("courier", courier_choices())


class NoteTextForm(StaffForm):
    """A note to try the rules on."""

    text = forms.CharField(
        label=_("A note"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
    )


class NoteRuleForm(StaffForm):
    """The words of a rule, one a line or with spaces between."""

    places: ClassVar[dict[str, str]] = {"orders.note_words_wrong": "words"}
    words = forms.CharField(
        label=_("Words"),
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 5, "autofocus": True}),
        help_text=_(
            "With spaces or lines between. * stands for up to six characters, {day} for a day like 12月25日, 25号, 下周一."
        ),
    )
    unless = forms.CharField(
        label=_("Not where the same clause says"),
        required=False,
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    is_on = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def values(self) -> dict[str, Any]:
        """Words as lists."""
        cleaned = self.cleaned_data
        return {"words": cleaned["words"].split(), "unless": cleaned["unless"].split(), "is_on": cleaned["is_on"]}


class NewNoteRuleForm(NoteRuleForm):
    """A rule of the shop's own."""

    places: ClassVar[dict[str, str]] = {**NoteRuleForm.places, "orders.note_rule_courier": "courier"}
    kind = forms.ChoiceField(label=_("What the words mean"), choices=InstructionKind.choices)
    courier = forms.ChoiceField(label=_("Courier"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("courier", courier_choices())
        del self.fields["is_on"]
        self.order_fields(["kind", "courier", "words", "unless"])

    def values(self) -> dict[str, Any]:
        """Words as lists, with kind and courier."""
        cleaned = self.cleaned_data
        return {
            "kind": cleaned["kind"],
            "courier": cleaned["courier"],
            "words": cleaned["words"].split(),
            "unless": cleaned["unless"].split(),
        }
