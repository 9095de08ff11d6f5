"""Pages of followed cases: the questions for the next step and the result, and what a queue shows around its rows."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhanggui.kernel.followed import NextStep
from zhanggui.kernel.pages.forms import StaffForm

VIEW_WORDS = {
    "open": gettext_lazy("Being followed"),
    "overdue": gettext_lazy("Overdue"),
    "closed": gettext_lazy("Closed"),
}


class NextStepForm(StaffForm):
    """What was done, what comes next, until when, and who of the `owners` sees to it."""

    text = forms.CharField(
        label=gettext_lazy("What was done"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "autofocus": True}),
    )
    next_step = forms.CharField(
        label=gettext_lazy("Next step"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("Like “ask the courier again”."),
    )
    due_at = forms.DateTimeField(
        label=gettext_lazy("Due by"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    owner = forms.TypedChoiceField(label=gettext_lazy("Who sees to it"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, owners: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("owner", [("", _("me")), *owners])

    def step(self) -> NextStep:
        """The next step that was written down."""
        found = self.cleaned_data
        return NextStep(found["next_step"], found["due_at"], found["owner"] or None)


class ResultForm(StaffForm):
    """What came of a case."""

    result = forms.CharField(
        label=gettext_lazy("Result"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2, "autofocus": True})
    )


def queue_parts(
    views: Mapping[str, Any],
    kinds: Iterable[tuple[str, Any]],
    counts: Mapping[str, Any],
    *,
    view: str,
    kind: str,
    after: str | None,
) -> dict[str, Any]:
    """Tabs with their counts, kinds to choose from, and the next page, for `web/queue.html`."""
    return {
        "tabs": [
            {
                "label": label,
                "url": f"?{urlencode({'view': code})}",
                "count": counts.get(code),
                "current": code == view,
                "is_late": code == "overdue" and counts["overdue"] > 0,
            }
            for code, label in views.items()
        ],
        "kinds": [
            {"label": label, "url": f"?{urlencode({'view': view, 'kind': value})}", "current": value == kind}
            for value, label in [("", _("all kinds")), *kinds]
        ],
        "view": view,
        "next_url": f"?{urlencode({'view': view, 'kind': kind, 'after': after})}" if after else "",
    }
