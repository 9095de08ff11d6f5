"""Forms of changes that the buyer agreed to: what changes, and how the buyer said so (ORD-07)."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.pages.forms import StaffForm
from zhanggui.orders.services.change_contact_fields import CHANGEABLE
from zhanggui.orders.ui.timeline import FIELD_WORDS
from zhanggui.orders.values import Consent, ConsentWay

_CONSENT = ("how", "agreed_at", "consent")


class ConsentForm(StaffForm):
    """How a buyer agreed, when, and in which words."""

    places: ClassVar[dict[str, str]] = {
        "orders.consent_missing": "consent",
        "orders.consent_in_future": "agreed_at",
        "orders.goods_not_of_product": "sku",
    }
    how = forms.ChoiceField(
        label=_("The buyer agreed"), choices=ConsentWay.choices, initial=ConsentWay.CHAT, widget=forms.RadioSelect
    )
    agreed_at = forms.DateTimeField(
        label=_("When"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        help_text=_("Empty: just now."),
    )
    consent = forms.CharField(
        label=_("In the buyer's words"),
        max_length=500,
        help_text=_("Like “yes, white please” or “phoned 10:42, agreed”. It is kept with the change."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def consent_given(self) -> Consent:
        """The consent that was written down."""
        found = self.cleaned_data
        return Consent(found["how"], found["consent"], found["agreed_at"])


class ContactForm(ConsentForm):
    """Changed contact data; what is left empty stays as it is."""

    def __init__(self, *args: Any, shown: dict[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in CHANGEABLE:
            self.fields[name] = forms.CharField(
                label=FIELD_WORDS[name],
                required=False,
                max_length=300,
                widget=forms.TextInput(
                    attrs={"class": "zg-input", "autocomplete": "off", "placeholder": (shown or {}).get(name, "")}
                ),
            )
        self.order_fields([*CHANGEABLE, *_CONSENT])

    def changes(self) -> dict[str, str]:
        """The fields that were filled in."""
        return {name: self.cleaned_data[name] for name in CHANGEABLE if self.cleaned_data[name]}

    def clean(self) -> dict[str, Any]:
        """At least one field must change."""
        found: dict[str, Any] = super().clean() or {}
        if not any(found.get(name) for name in CHANGEABLE):
            raise forms.ValidationError(_("Fill in what changes; the rest stays as it is."), code="nothing")
        return found


class GoodsForm(ConsentForm):
    """Another colour or size for one line."""

    sku = forms.TypedChoiceField(label=_("Colour and size"), coerce=int, widget=forms.RadioSelect)

    def __init__(self, *args: Any, choices: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("sku", choices)
        self.order_fields(["sku", *_CONSENT])
