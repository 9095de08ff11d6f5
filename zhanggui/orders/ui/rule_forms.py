"""Forms of the rules' pages."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.pages.forms import StaffForm
from zhanggui.orders.services.rules.drafting import RULE_REASONS
from zhanggui.orders.values import HoldReason

_ONE_LINE = {"autocomplete": "off"}


def _why_field(**attributes: Any) -> forms.CharField:
    return forms.CharField(
        label=_("Why"),
        max_length=300,
        widget=forms.TextInput(attrs={**_ONE_LINE, **attributes}),
        help_text=_("Stays with the version; the second person reads it."),
    )


class WhyForm(StaffForm):
    """Why a rule changes."""

    why = _why_field(autofocus=True)


class RuleForm(StaffForm):
    """Why a rule changes, and of a shop's own rule its words and the hold it asks for."""

    places: ClassVar[dict[str, str]] = {
        "orders.rule_name_missing": "name",
        "orders.reason_missing": "why",
        "orders.unknown_choice": "reason",
    }
    name = forms.CharField(label=_("What it looks for"), max_length=80, widget=forms.TextInput(attrs=_ONE_LINE))
    name_en = forms.CharField(
        label=_("The same in English"), max_length=80, required=False, widget=forms.TextInput(attrs=_ONE_LINE)
    )
    reason = forms.ChoiceField(
        label=_("Reason of the hold"),
        choices=[(reason.value, reason.label) for reason in RULE_REASONS],
        initial=HoldReason.OWN_RULE.value,
    )
    why = _why_field()

    def __init__(self, *args: Any, is_shipped: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_shipped:
            for name in ("name", "name_en", "reason"):
                del self.fields[name]


class BacktestForm(StaffForm):
    """Over how many days, and with which limits instead of the shop's."""

    places: ClassVar[dict[str, str]] = {"orders.bad_days": "days"}
    days = forms.IntegerField(label=_("Days"), min_value=1, max_value=365, initial=30)

    def __init__(self, *args: Any, limits: dict[str, tuple[Any, int]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, value) in (limits or {}).items():
            self.fields[f"limit_{name}"] = forms.IntegerField(
                label=label,
                min_value=0,
                max_value=1_000_000,
                initial=value,
                widget=forms.NumberInput(attrs={"class": "zg-input"}),
            )

    def limits(self) -> dict[str, int]:
        """The limits as they were entered."""
        return {
            name.removeprefix("limit_"): value
            for name, value in self.cleaned_data.items()
            if name.startswith("limit_") and value is not None
        }
