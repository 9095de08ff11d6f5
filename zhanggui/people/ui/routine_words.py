"""How pages say when a routine is due, and the form that changes it (TSK-02)."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhanggui.kernel.pages.forms import StaffForm
from zhanggui.people.ports import routine_events
from zhanggui.people.queries import live_positions
from zhanggui.people.queries.routines import LiveRoutine
from zhanggui.people.rules.routines import RoutineRule
from zhanggui.people.services import RoutineChange

RHYTHMS: dict[str, Any] = {
    "daily": gettext_lazy("every day"),
    "weekly": gettext_lazy("every week"),
    "monthly": gettext_lazy("every month"),
    "quarterly": gettext_lazy("every quarter"),
    "after_event": gettext_lazy("after an event"),
}
WEEKDAYS: tuple[Any, ...] = (
    gettext_lazy("Monday"),
    gettext_lazy("Tuesday"),
    gettext_lazy("Wednesday"),
    gettext_lazy("Thursday"),
    gettext_lazy("Friday"),
    gettext_lazy("Saturday"),
    gettext_lazy("Sunday"),
)
DAY_OFF: dict[str, Any] = {
    "move": gettext_lazy("moves to the next working day"),
    "skip": gettext_lazy("is left out"),
    "keep": gettext_lazy("stays on that day"),
}
_MONTHS: tuple[Any, ...] = (gettext_lazy("first"), gettext_lazy("second"), gettext_lazy("third"))


def rule_words(rule: RoutineRule) -> str:
    """When a routine is due, in one sentence."""
    at = f"{rule.at:%H:%M}"
    if rule.rhythm == "weekly":
        return _("every %(weekday)s %(at)s") % {"weekday": WEEKDAYS[rule.day - 1], "at": at}
    if rule.rhythm == "monthly":
        return _("day %(day)d of the month %(at)s") % {"day": rule.day, "at": at}
    if rule.rhythm == "quarterly":
        words = {"month": _MONTHS[rule.month - 1], "day": rule.day, "at": at}
        return _("day %(day)d of the %(month)s month of the quarter %(at)s") % words
    if rule.rhythm == "after_event":
        event = routine_events().get(rule.event)
        words = {"days": rule.days_after, "event": event.label if event else rule.event, "at": at}
        return _("%(days)d days after “%(event)s” %(at)s") % words
    return _("every day %(at)s") % {"at": at}


class RoutineForm(StaffForm):
    """A routine as a person writes it; days that the rhythm does not use are ignored."""

    places: ClassVar[dict[str, str]] = {
        "routines.title": "title_zh",
        "people.unknown_position": "position",
        "routines.rhythm": "rhythm",
        "routines.day": "day",
        "routines.lead": "lead_days",
        "routines.event": "event",
        "routines.days_after": "days_after",
        "routines.checklist": "checklist",
    }
    title_zh = forms.CharField(label=gettext_lazy("What is to be done, in Chinese"), max_length=120, required=False)
    title_en = forms.CharField(label=gettext_lazy("What is to be done, in English"), max_length=120, required=False)
    position = forms.ChoiceField(label=gettext_lazy("Whose work it is"))
    rhythm = forms.ChoiceField(label=gettext_lazy("How often"), choices=list(RHYTHMS.items()))
    at = forms.TimeField(
        label=gettext_lazy("Due at"), widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}), initial="17:00"
    )
    weekday = forms.TypedChoiceField(
        label=gettext_lazy("Weekday, when weekly"), coerce=int, choices=[(n + 1, day) for n, day in enumerate(WEEKDAYS)]
    )
    day = forms.IntegerField(
        label=gettext_lazy("Day of the month, when monthly or quarterly"), min_value=1, max_value=31, initial=1
    )
    month = forms.TypedChoiceField(
        label=gettext_lazy("Month of the quarter, when quarterly"),
        coerce=int,
        choices=[(n + 1, month) for n, month in enumerate(_MONTHS)],
    )
    event = forms.ChoiceField(label=gettext_lazy("Event that it follows"), required=False)
    days_after = forms.IntegerField(
        label=gettext_lazy("Days after the event"), min_value=0, max_value=366, initial=0, required=False
    )
    lead_days = forms.IntegerField(
        label=gettext_lazy("Appears so many days before"), min_value=0, max_value=31, initial=0, required=False
    )
    day_off = forms.ChoiceField(label=gettext_lazy("On a day off it"), choices=list(DAY_OFF.items()))
    checklist = forms.CharField(
        label=gettext_lazy("Checklist"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("One point a line, at most 30."),
    )
    needs_evidence = forms.BooleanField(label=gettext_lazy("Needs a photo or a file as evidence"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        positions = [(code, each.label) for code, each in live_positions().items() if not each.is_outside]
        events = [("", "–"), *((code, each.label) for code, each in routine_events().items())]
        self.fields["position"].choices = positions  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["event"].choices = events  # type: ignore[attr-defined]  # as above

    def change(self) -> RoutineChange:
        """What the form says, for the service."""
        values = dict(self.cleaned_data)
        weekday = values.pop("weekday")
        if values["rhythm"] == "weekly":
            values["day"] = weekday
        values["checklist"] = values["checklist"].splitlines()
        return RoutineChange(
            **{**values, "days_after": values["days_after"] or 0, "lead_days": values["lead_days"] or 0}
        )


def form_values(routine: LiveRoutine) -> dict[str, Any]:
    """A routine as the form begins with it."""
    rule = routine.rule
    is_weekly = rule.rhythm == "weekly"
    return {
        "title_zh": routine.title.zh,
        "title_en": routine.title.en,
        "position": routine.position,
        "rhythm": rule.rhythm,
        "at": rule.at,
        "weekday": rule.day if is_weekly else 1,
        "day": 1 if is_weekly else rule.day,
        "month": rule.month,
        "event": rule.event,
        "days_after": rule.days_after,
        "lead_days": rule.lead_days,
        "day_off": rule.day_off,
        "checklist": "\n".join(str(each) for each in routine.checklist),
        "needs_evidence": routine.needs_evidence,
    }
