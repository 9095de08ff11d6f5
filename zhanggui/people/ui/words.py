"""What happened to an account, in words."""

from typing import Any

from django.utils.translation import gettext_lazy

from zhanggui.kernel.acting import position_words
from zhanggui.kernel.pages.timeline import timeline_row

_WORDS: dict[str, Any] = {
    "user.created": gettext_lazy("Account opened"),
    "user.disabled": gettext_lazy("Account closed"),
    "user.enabled": gettext_lazy("Account opened again"),
    "user.password_reset": gettext_lazy("New password made"),
    "user.password_changed": gettext_lazy("Own password changed"),
    "user.positions_changed": gettext_lazy("Positions changed"),
    "user.renamed": gettext_lazy("Name changed"),
    "user.second_factor_on": gettext_lazy("Second factor switched on"),
    "user.second_factor_off": gettext_lazy("Second factor switched off"),
    "user.recovery_codes_renewed": gettext_lazy("Recovery codes renewed"),
    "user.sessions_ended": gettext_lazy("Signed out on other devices"),
    "token.created": gettext_lazy("API key made"),
    "token.revoked": gettext_lazy("API key ended"),
    "user.secrecy_signed": gettext_lazy("Secrecy note signed"),
    "user.wage_changed": gettext_lazy("Monthly pay written down"),
    "user.see_as_started": gettext_lazy("Looked at the desk as another role"),
    "user.see_as_ended": gettext_lazy("Stopped looking as another role"),
    "permission.denied": gettext_lazy("Tried something that the positions do not include"),
}


def event_words(entry: dict[str, Any]) -> dict[str, Any]:
    """An entry of the timeline as the kit draws it."""
    detail = entry["data"].get("capability", "") or position_words(entry["data"].get("position", ""))
    return timeline_row(entry, _WORDS, detail)
