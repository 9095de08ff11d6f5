"""Signing the secrecy note (SEC-05)."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.clock import now
from zhanggui.kernel.errors import InvalidInput, NotAllowed
from zhanggui.kernel.events.record import record
from zhanggui.kernel.values import Actor, Subject
from zhanggui.people.models import SecrecyNote
from zhanggui.people.rules.duties import secrecy_text


def sign_secrecy_note(*, actor: Actor, name: str) -> SecrecyNote:
    """Keep the signature with the words that were signed; the timeline says when, the row who and what.

    Errors: no name, or nobody who could sign.
    """
    if actor.user_id is None:
        raise NotAllowed("people.no_account", _("Only a person has a password."))
    written = name.strip()[:60]
    if not written:
        raise InvalidInput("people.no_signature", _("Write your full name below the note."))
    with transaction.atomic():
        note = SecrecyNote.objects.create(
            user_id=actor.user_id, signed_name=written, text=str(secrecy_text()), signed_at=now()
        )
        record(
            actor, "user.secrecy_signed", shop_id=None, subject=Subject("user", actor.user_id), data={"note": note.pk}
        )
    return note
