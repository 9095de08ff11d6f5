"""The secrecy note: read, signed, printed (SEC-05)."""

from typing import ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhanggui.kernel.clock import now
from zhanggui.kernel.pages.access import StaffRequest, staff_page
from zhanggui.kernel.pages.forms import StaffForm
from zhanggui.people.queries.security import SECRECY, last_signature
from zhanggui.people.rules.duties import secrecy_text
from zhanggui.people.services.secrecy import sign_secrecy_note
from zhanggui.people.values import GATES


class SignForm(StaffForm):
    """A name below the note."""

    places: ClassVar[dict[str, str]] = {"people.no_signature": "name"}
    name = forms.CharField(label=gettext_lazy("Your full name, as signature"), max_length=60)


def pass_gate(request: StaffRequest, gate: str) -> None:
    """What had to be done at sign-in is done; the other pages open."""
    left = [each for each in request.session.get(GATES, []) if each != gate]
    if left:
        request.session[GATES] = left
    else:
        request.session.pop(GATES, None)


@staff_page(None)
def secrecy(request: StaffRequest) -> HttpResponse:
    """The note, and the line to sign; asked at the first sign-in and each year."""
    form = SignForm(request.POST or None)
    if request.method == "POST" and form.attempt(
        lambda: sign_secrecy_note(actor=request.actor, name=form.cleaned_data["name"])
    ):
        pass_gate(request, SECRECY)
        messages.success(request, _("Signed. The note with your signature can be printed from your account."))
        return redirect("home")
    context = {
        "form": form,
        "paragraphs": str(secrecy_text()).splitlines(),
        "signed": last_signature(request.actor.user_id or 0),
        "today": now().date(),
        "is_needed": SECRECY in request.session.get(GATES, []),
    }
    return render(request, "people/secrecy.html", context, status=422 if form.errors else 200)


@staff_page(None, methods=("GET",))
def paper(request: StaffRequest) -> HttpResponse:
    """The note as it was signed, to be printed."""
    signed = last_signature(request.actor.user_id or 0)
    if signed is None:
        return redirect("people:secrecy")
    context = {"signed": signed, "paragraphs": signed.text.splitlines()}
    return render(request, "people/secrecy_paper.html", context)
