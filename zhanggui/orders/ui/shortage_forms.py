"""Forms of choices about short goods (ORD-08)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.pages.forms import StaffForm
from zhanggui.orders.rules.shortage import ShortagePlan
from zhanggui.orders.services.shortage.texts import LONGEST_TEXT
from zhanggui.orders.ui.shortage_goods import Swap
from zhanggui.orders.values import Consent, ConsentWay, ShortageKind

_WAITING = (ShortageKind.WAIT, ShortageKind.REPLACE)


class PlanForm(StaffForm):
    """What a choice must say: the day, the other goods, until when the buyer answers."""

    places: ClassVar[dict[str, str]] = {
        "orders.shortage_until": "wait_until",
        "orders.shortage_answer_by": "answer_by",
    }
    wait_until = forms.DateField(
        label=_("Waits until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    find = forms.CharField(
        label=_("Find other goods of the shop"),
        required=False,
        max_length=60,
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "autocomplete": "off",
                "data-key": "F",
                "data-key-label": _("Find other goods of the shop"),
            }
        ),
        help_text=_("By code, barcode, title or pinyin initials; press Enter, then choose below."),
    )
    answer_by = forms.DateTimeField(
        label=_("Answer due by"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def __init__(self, *args: Any, kind: str, swaps: Mapping[int, Swap], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        if kind != ShortageKind.WAIT:
            del self.fields["wait_until"]
        if kind != ShortageKind.REPLACE:
            del self.fields["find"]
            return
        for sku_id, swap in swaps.items():
            self.fields[f"swap_{sku_id}"] = forms.ChoiceField(
                label=swap.label, choices=swap.choices, required=False, widget=forms.Select(attrs={"class": "zg-input"})
            )
        self.order_fields(["find", *(f"swap_{sku_id}" for sku_id in swaps), "answer_by"])
        wanted = self.data.get("find", "").strip()
        if wanted and not any(swap.found for swap in swaps.values()):
            self.fields["find"].help_text = _("Nothing else that is free is called “%(text)s”.") % {"text": wanted}

    def plan(self, *, message: str = "", consent: Consent | None = None) -> ShortagePlan:
        """The choice as the service takes it."""
        found = self.cleaned_data
        swap = {
            int(name.removeprefix("swap_")): int(value)
            for name, value in found.items()
            if name[:5] == "swap_" and value
        }
        return ShortagePlan(
            self.kind,
            wait_until=found.get("wait_until"),
            swap=swap,
            answer_by=found.get("answer_by"),
            message=message,
            consent=consent,
        )

    def is_whole(self) -> bool:
        """Whether there is something to look at: to replace goods, others must be chosen first."""
        return self.kind != ShortageKind.REPLACE or bool(self.plan().swap)

    def mark(self) -> str:
        """Changes with what stands in the fields: words made for other days or goods are made anew."""
        return "|".join(_mark(value) for value in self.cleaned_data.values())


def _mark(value: Any) -> str:
    return value.strftime("%Y-%m-%dT%H:%M") if isinstance(value, datetime) else str(value or "")


class TellForm(StaffForm):
    """What the buyer is told, and what the buyer said if asked before."""

    message = forms.CharField(
        label=_("What the buyer is told"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    consent = forms.CharField(
        label=_("Agreed already? In the buyer's words"),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Leave it empty to ask first; the answer is noted later."),
    )
    how = forms.ChoiceField(
        label=_("How"), choices=ConsentWay.choices, initial=ConsentWay.CHAT, required=False, widget=forms.Select
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind not in _WAITING:
            del self.fields["consent"], self.fields["how"]

    def consent_given(self) -> Consent | None:
        """What the buyer said before, None when nobody asked."""
        words = self.cleaned_data.get("consent", "").strip()
        return Consent(self.cleaned_data.get("how") or ConsentWay.CHAT, words) if words else None


class AnswerForm(StaffForm):
    """What the buyer said to it."""

    places: ClassVar[dict[str, str]] = {"orders.consent_missing": "words"}
    agrees = forms.ChoiceField(
        label=_("The buyer says"),
        choices=(("yes", _("Yes, agreed")), ("no", _("No, not wanted"))),
        widget=forms.RadioSelect(attrs={"autofocus": True}),
    )
    how = forms.ChoiceField(
        label=_("How"), choices=ConsentWay.choices, initial=ConsentWay.CHAT, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("In the buyer's words"), max_length=500, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class PaidBackForm(StaffForm):
    """How the money went back."""

    places: ClassVar[dict[str, str]] = {"orders.no_pay_back_note": "note"}
    note = forms.CharField(
        label=_("How it went back"),
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
        help_text=_("Such as the way and the number of the transfer."),
    )


class TextsForm(StaffForm):
    """The shop's own words for each choice, in both languages."""

    def __init__(self, *args: Any, texts: Sequence[Mapping[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in texts:
            self.fields[name_of(row)] = forms.CharField(
                label=f"{ShortageKind(row['kind']).label} · {'中文' if row['language'] != 'en' else 'English'}",
                required=False,
                max_length=LONGEST_TEXT,
                initial=row["text"],
                widget=forms.Textarea(attrs={"rows": 3, "class": "zg-input"}),
            )


def name_of(row: Mapping[str, Any]) -> str:
    """The field of a text."""
    return f"{row['kind']}_{row['language'].replace('-', '_')}"
