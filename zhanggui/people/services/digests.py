"""The daily e-mail of what a person has not read: off until the person wants it (TSK-12)."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from zhanggui.kernel.clock import now, shop_zone
from zhanggui.kernel.errors import InvalidInput, Unavailable
from zhanggui.kernel.events.record import record
from zhanggui.kernel.jobs.queue import enqueue
from zhanggui.kernel.notices.models import Notice
from zhanggui.kernel.notices.read import notice_rows
from zhanggui.kernel.values import Actor, Origin, Subject, system_actor
from zhanggui.people.models import PositionHolding, User
from zhanggui.people.queries import can_mail
from zhanggui.shops.queries import shop_cards

DIGEST_JOB = "people.mail_digest"
_MOST = 200


def choose_digest(*, actor: Actor, email: str, is_on: bool, at: time) -> None:
    """Whether, when and where to the person's own daily e-mail goes. InvalidInput without an address."""
    if is_on and not email.strip():
        raise InvalidInput("people.no_email", gettext_lazy("Write down the address that the e-mail goes to."))
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=actor.user_id or 0)
        user.email, user.is_digest_on, user.digest_at = email.strip(), is_on, at
        user.save(update_fields=["email", "is_digest_on", "digest_at"])
        facts = {"is_on": is_on, "at": at}
        record(actor, "user.digest_chosen", shop_id=None, subject=Subject("user", user.pk), data=facts)


def start_digests(at: datetime | None = None) -> int:
    """Enqueue the e-mail of everybody whose hour has come today, each once a day; returns how many."""
    if not can_mail():
        return 0
    moment = at or now()
    zones = {shop.id: shop_zone(shop.timezone) for shop in shop_cards()}
    started = 0
    for user in User.objects.filter(is_active=True, is_digest_on=True).exclude(email="").order_by("pk"):
        local = moment.astimezone(_zone_of(user, zones))
        if local.time() < user.digest_at:
            continue
        with transaction.atomic():
            # The day is taken by a compare-and-set, so that two schedulers start one e-mail.
            due = User.objects.filter(Q(digest_day=None) | Q(digest_day__lt=local.date()), pk=user.pk)
            if due.update(digest_day=local.date()):
                enqueue(DIGEST_JOB, once=f"digest-{user.pk}", user_id=user.pk)
                started += 1
    return started


def send_digest(user_id: int) -> int:
    """Send a person what is not read and was not sent yet; returns how many notices went out.

    A worker that dies between sending and noting it sends the same e-mail again: rather twice than never.
    """
    user = User.objects.filter(pk=user_id, is_active=True, is_digest_on=True).exclude(email="").first()
    found = list(Notice.objects.filter(user_id=user_id, read_at=None, mailed_at=None).order_by("-pk")[:_MOST])
    if user is None or not found:
        return 0
    with translation.override(user.language):
        rows = notice_rows(found)
        subject = ngettext("%(count)d notice waits for you", "%(count)d notices wait for you", len(rows))
        lines = [f"· {row.text}\n  {settings.DESK_URL}{row.url}" for row in rows]
        end = _("You get this because you chose it; it is switched off under: %(url)s")
        body = "\n".join([*lines, "", end % {"url": f"{settings.DESK_URL}/desk/me"}])
        message = EmailMessage(subject % {"count": len(rows)}, body, to=[user.email], connection=get_connection())
    try:
        message.send()
    except OSError as error:
        raise Unavailable(
            "people.mail_refused", gettext_lazy("The mail server did not take the e-mail: %(why)s"), why=str(error)
        ) from error
    with transaction.atomic():
        Notice.objects.filter(pk__in=[row.id for row in rows]).update(mailed_at=now())
        actor, facts = system_actor(Origin.JOB), {"notices": len(rows), "channel": "email"}
        record(actor, "notices.mailed", shop_id=None, subject=Subject("user", user.pk), data=facts)
    return len(rows)


def _zone_of(user: User, zones: dict[int, ZoneInfo]) -> ZoneInfo:
    """The time of the first shop where the person works."""
    held = PositionHolding.objects.filter(user=user).exclude(shop_id=None).order_by("pk")
    shop_id = held.values_list("shop_id", flat=True).first()
    first = next(iter(zones.values()), ZoneInfo(settings.TIME_ZONE))
    return zones.get(shop_id or 0, first)
