"""Words for what the system opened or closed by itself, said in the reader's language (LOG-07)."""

from django.utils.translation import gettext as _

from zhanggui.fulfilment.values import ExceptionKind

# Kept instead of words, which would be of one language only.
DELIVERED, NEWS = "auto.delivered", "auto.news"


def first_step(kind: str) -> str:
    """What comes first when nobody has written a step yet."""
    steps = {
        ExceptionKind.ADDRESS: _("Ask the buyer for address and phone"),
        ExceptionKind.REFUSED: _("Ask the buyer why, tell the courier"),
        ExceptionKind.RETURNED: _("Find out why it comes back"),
        ExceptionKind.DAMAGED: _("Ask for pictures, claim"),
        ExceptionKind.LOST: _("Have the courier search, claim"),
    }
    return steps.get(ExceptionKind(kind), _("Ask the courier where it is"))


def result_words(result: str) -> str:
    """What came of it; what settled by itself in words."""
    return {DELIVERED: _("delivered after all"), NEWS: _("the courier has news again")}.get(result, result)
