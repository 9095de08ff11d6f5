"""One's own account: profile, password, sessions, API keys."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from zhanggui.kernel.clock import now
from zhanggui.kernel.pages.access import StaffRequest, staff_page
from zhanggui.people.models import User
from zhanggui.people.queries import (
    digest_of,
    has_second_factor,
    preferences_of,
    sessions_of,
    tokens_of,
    unused_recovery_codes,
)
from zhanggui.people.services import (
    change_name,
    change_own_password,
    change_preferences,
    choose_digest,
    create_api_token,
    end_other_sessions,
    end_own_session,
    revoke_api_token,
)
from zhanggui.people.ui.adapter import set_language_cookie
from zhanggui.people.ui.devices import device_words
from zhanggui.people.ui.forms import DigestForm, PasswordForm, ProfileForm, TokenForm

SHOWN_ONCE = "zg_shown_once"


def own_row(request: HttpRequest) -> User:
    """The person's row as it is now."""
    return User.objects.get(pk=request.user.pk or 0)


def show_once(request: HttpRequest, kind: str, **values: Any) -> None:
    """Keep a secret for the next page only."""
    request.session[SHOWN_ONCE] = {"kind": kind, **values}


def take_shown(request: HttpRequest, kind: str) -> dict[str, Any] | None:
    """The secret of that kind that the last step left, taken away as it is shown."""
    kept = request.session.get(SHOWN_ONCE)
    if not kept or kept["kind"] != kind:
        return None
    del request.session[SHOWN_ONCE]
    return dict(kept)


@staff_page(None)
def profile(request: StaffRequest) -> HttpResponse:
    """Name, language, theme, density, sounds and keys of a person; and the ways to the rest."""
    user_id = request.actor.user_id or 0
    kept = {**preferences_of(user_id), "name": own_row(request).name}
    form = ProfileForm(request.POST or None, initial=kept)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        change_name(actor=request.actor, name=values.pop("name"))
        change_preferences(user_id=user_id, **values)
        messages.success(request, _("Saved."))
        response = redirect("people:profile")
        set_language_cookie(response, values["language"])
        return response
    return _profile_page(request, form, TokenForm())


@staff_page(None, methods=("POST",))
def digest(request: StaffRequest) -> HttpResponse:
    """Whether, when and where to unread notices come by e-mail (TSK-12)."""
    form = DigestForm(request.POST)
    if form.attempt(lambda: choose_digest(actor=request.actor, **form.cleaned_data)):
        messages.success(request, _("Saved."))
        return redirect("people:profile")
    user_id = request.actor.user_id or 0
    kept = {**preferences_of(user_id), "name": own_row(request).name}
    return _profile_page(request, ProfileForm(initial=kept), TokenForm(), form)


def _profile_page(
    request: StaffRequest, form: ProfileForm, token_form: TokenForm, digest_form: DigestForm | None = None
) -> HttpResponse:
    user_id = request.actor.user_id or 0
    chosen = digest_of(user_id)
    context = {
        "digest": chosen,
        "digest_form": digest_form
        or DigestForm(initial={"is_on": chosen.is_on, "email": chosen.email, "at": chosen.at}, auto_id="digest_%s"),
        "form": form,
        "token_form": token_form,
        "tokens": tokens_of(user_id),
        "new_token": take_shown(request, "token"),
        "username": request.user.get_username(),
        "is_guarded": has_second_factor(user_id),
        "codes_left": unused_recovery_codes(user_id),
    }
    is_wrong = digest_form is not None or any(each.is_bound and not each.is_valid() for each in (form, token_form))
    response = render(request, "people/profile.html", context, status=422 if is_wrong else 200)
    response["Cache-Control"] = "no-store"
    return response


@staff_page(None, methods=("POST",))
def add_token(request: StaffRequest) -> HttpResponse:
    """Make an API key; the next page shows it once."""
    form = TokenForm(request.POST)
    user_id = request.actor.user_id or 0
    if not form.attempt(lambda: create_api_token(actor=request.actor, user_id=user_id, name=form.cleaned_data["name"])):
        kept = {**preferences_of(user_id), "name": own_row(request).name}
        return _profile_page(request, ProfileForm(initial=kept), form)
    show_once(request, "token", token=form.result, name=form.cleaned_data["name"])
    return redirect("people:profile")


@staff_page(None, methods=("POST",))
def end_token(request: StaffRequest, token_id: int) -> HttpResponse:
    """End an API key at once."""
    if revoke_api_token(actor=request.actor, token_id=token_id):
        messages.success(request, _("The key no longer works."))
    return redirect("people:profile")


@sensitive_post_parameters()
@staff_page(None)
def password(request: StaffRequest) -> HttpResponse:
    """One's own new password; other sessions end with the old one."""
    form = PasswordForm(request.POST or None)
    must_change = own_row(request).must_change_password
    if request.method == "POST" and form.attempt(
        lambda: change_own_password(actor=request.actor, old=form.cleaned_data["old"], new=form.cleaned_data["new"])
    ):
        update_session_auth_hash(request, own_row(request))
        end_other_sessions(actor=request.actor, current_key=request.session.session_key or "")
        messages.success(request, _("The password is changed. Other devices were signed out."))
        return redirect("home" if must_change else "people:profile")
    context = {"form": form, "must_change": must_change, "today": now().date()}
    return render(request, "people/password.html", context, status=422 if form.errors else 200)


@staff_page(None, methods=("GET",))
def sessions(request: StaffRequest) -> HttpResponse:
    """Where the person is signed in."""
    rows = sessions_of(request.actor.user_id or 0, request.session.session_key or "")
    for row in rows:
        row["device"] = device_words(row["user_agent"])
    return render(request, "people/sessions.html", {"rows": rows, "others": len(rows) - 1})


@staff_page(None, methods=("POST",))
def end_session(request: StaffRequest, session_id: int) -> HttpResponse:
    """Sign out on another device."""
    if end_own_session(actor=request.actor, session_id=session_id):
        messages.success(request, _("Signed out there."))
    return redirect("usersessions_list")


@staff_page(None, methods=("POST",))
def end_others(request: StaffRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    end_other_sessions(actor=request.actor, current_key=request.session.session_key or "")
    messages.success(request, _("Signed out everywhere else."))
    return redirect("usersessions_list")
