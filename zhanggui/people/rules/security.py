"""The numbers of account security, all of them values that the owner may set (SEC-03, SEC-04, SEC-05, SEC-08)."""

from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.rulebook.registry import ValueKind, declare_value

_HOUSE = _("proposed; house rule")
_DAYS, _MINUTES = _("days"), _("minutes")


def _security(code: str, label: object, default: int, unit: object, minimum: int, maximum: int, used_by: object) -> str:
    return declare_value(
        ValueKind(
            f"security.{code}",
            "security",
            label,
            default,
            unit,
            minimum,
            maximum,
            _HOUSE,
            used_by=used_by,
            is_everywhere=True,
        )
    )


PASSWORD_LENGTH = _security(
    "password_length", _("Characters of a password at least"), 12, _("characters"), 12, 64, _("every new password")
)
LOCK_TRIES = _security("lock_tries", _("Failed tries until the lock"), 5, _("tries"), 3, 10, _("sign-in"))
LOCK_MINUTES = _security("lock_minutes", _("The lock lasts"), 15, _MINUTES, 5, 1440, _("sign-in"))
IDLE_MINUTES = _security("idle_minutes", _("Signed out after idling for"), 30, _MINUTES, 5, 480, _("every session"))
SECOND_FACTOR_DAYS = _security(
    "second_factor_days",
    _("Days until a key position must have a second factor"),
    7,
    _DAYS,
    0,
    90,
    _("sign-in of positions that ask for it"),
)
SECRECY_DAYS = _security("secrecy_days", _("The secrecy note is signed again after"), 365, _DAYS, 30, 365, _("sign-in"))
DORMANT_DAYS = _security(
    "dormant_days", _("An account counts as dormant after"), 60, _DAYS, 7, 365, _("people, task for the owner")
)
ALARM_RECORDS = _security(
    "alarm_records",
    _("Customer records that one person reads in an hour before the alarm"),
    200,
    _("records"),
    10,
    10_000,
    _("alarm for the owner"),
)
