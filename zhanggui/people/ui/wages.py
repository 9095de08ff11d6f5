"""Agreed monthly pay on the page of a person (SEC-05)."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.clock import now
from zhanggui.kernel.confidential import why_hidden
from zhanggui.kernel.pages.forms import StaffForm
from zhanggui.kernel.values import Actor
from zhanggui.people.queries import PersonRow
from zhanggui.people.queries.wages import may_see_wage, wages_of
from zhanggui.people.values import MANAGE_PEOPLE, WAGE


class WageForm(StaffForm):
    """Pay for a month, and from when on."""

    places: ClassVar[dict[str, str]] = {"people.bad_wage": "amount"}
    amount = forms.DecimalField(
        label=_("Monthly pay"),
        min_value=0,
        decimal_places=2,
        required=False,
        help_text=_("As agreed in the contract. An empty field takes it back."),
    )
    since = forms.DateField(label=_("From"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))


def wage_panel(actor: Actor, person: PersonRow, form: WageForm | None = None) -> dict[str, Any]:
    """The pay with its history and a form, or why it is hidden."""
    if not may_see_wage(actor, person.id):
        return {"why": why_hidden(WAGE)}
    history = wages_of(person.id)
    card = history[0] if history else None
    initial = {"amount": card.amount if card else None, "since": card.since if card else now().date()}
    return {
        "card": card,
        "history": history[1:],
        "form": form or WageForm(initial=initial, prefix="wage"),
        "may_set": actor.can(MANAGE_PEOPLE),
    }
