"""What all tries to reach a buyer come to (ORD-10)."""

from collections.abc import Sequence

from zhanggui.orders.values import UNREACHED_RESULTS, CallMeans, CallResult, CallStanding

_DECISIVE = {
    CallResult.REACHED.value: CallStanding.REACHED,
    CallResult.CHANGED.value: CallStanding.CHANGED,
    CallResult.REFUSED.value: CallStanding.REFUSED,
    CallResult.SHIP_ANYWAY.value: CallStanding.WAIVED,
}


def failed_tries(tries: Sequence[tuple[str, str]]) -> int:
    """How many phone calls reached nobody; each try is (means, result)."""
    return sum(means == CallMeans.PHONE and result in UNREACHED_RESULTS for means, result in tries)


def call_standing(tries: Sequence[tuple[str, str]], *, most_tries: int, is_strict: bool) -> str:
    """Where the tries of an order stand, oldest first.

    The last answer of the buyer, or the manager's word, decides. Without one a single phone try is
    enough, unless the shop is strict; after `most_tries` in vain the manager decides. A message
    that nobody answered is no try.
    """
    for _means, result in reversed(tries):
        if result in _DECISIVE:
            return _DECISIVE[result].value
    failed = failed_tries(tries)
    if failed >= most_tries:
        return CallStanding.EXHAUSTED.value
    if not failed:
        return CallStanding.NONE.value
    return CallStanding.UNREACHED.value if is_strict else CallStanding.TRIED.value
