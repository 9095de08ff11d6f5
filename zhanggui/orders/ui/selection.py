"""Which orders a bulk verb is about: the ticked ones, or the whole view."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.errors import InvalidInput, NotFound
from zhanggui.kernel.pages.access import ShopRef, StaffRequest
from zhanggui.orders.queries.address import read_address
from zhanggui.orders.queries.keys import OrderKey, keys_by_number, order_keys
from zhanggui.orders.ui.narrowing import narrowed
from zhanggui.orders.values import OrderState, OrderStep

_WAITING = frozenset({OrderStep.TO_CHECK.value, OrderStep.CHECKED.value})


class NothingChosen(InvalidInput):
    """A bulk verb without orders."""

    def __init__(self) -> None:
        super().__init__("orders.nothing_chosen", _("No order is selected. Tick rows with X, then try again."))


class OneShopAtATime(InvalidInput):
    """A large piece of work over several shops."""

    def __init__(self, limit: int) -> None:
        super().__init__(
            "orders.one_shop_at_a_time",
            _("More than %(limit)d orders can be worked on in one shop at a time. Choose a shop at the top."),
            limit=limit,
        )


@dataclass(frozen=True, slots=True)
class Selection:
    """The chosen orders, and the form fields that say the same again."""

    keys: tuple[OrderKey, ...]
    fields: tuple[dict[str, str], ...]

    @property
    def count(self) -> int:
        """How many."""
        return len(self.keys)

    @property
    def waiting(self) -> list[OrderKey]:
        """Those that a person may still hold, release or check."""
        return [key for key in self.keys if key.state == OrderState.PAID and key.step in _WAITING]

    @property
    def to_check(self) -> list[OrderKey]:
        """Those that checking has not let through."""
        return [key for key in self.waiting if key.step == OrderStep.TO_CHECK]


def read_selection(request: StaffRequest) -> Selection:
    """The selection that the bulk bar or a proposal posts. NothingChosen when it is empty."""
    if request.POST.get("everything") == "1":
        query = request.POST.get("query", "")
        found = narrowed(request.actor, request.scope, read_address(QueryDict(query)))
        keys = order_keys(found.filters, found.shops)
        fields = [{"name": "everything", "value": "1"}, {"name": "query", "value": query}]
    else:
        ids = request.POST.getlist("ids")
        keys = _ticked(ids, request.scope.available)
        fields = [{"name": "ids", "value": value} for value in ids]
    if not keys:
        raise NothingChosen
    return Selection(tuple(keys), tuple(fields))


def _ticked(values: Sequence[str], shops: Sequence[ShopRef]) -> list[OrderKey]:
    known = {shop.code: shop.id for shop in shops}
    numbers: defaultdict[int, list[str]] = defaultdict(list)
    for value in values:
        code, sign, number = value.partition(":")
        if not sign or code not in known:
            raise NotFound("shops.not_found", _("There is no shop “%(code)s”."), code=code)
        numbers[known[code]].append(number)
    return [key for shop_id, found in numbers.items() for key in keys_by_number(shop_id, found)]


def by_shop(keys: Sequence[OrderKey]) -> dict[int, list[OrderKey]]:
    """Keys by shop."""
    found: defaultdict[int, list[OrderKey]] = defaultdict(list)
    for key in keys:
        found[key.shop_id].append(key)
    return dict(found)


def is_confirmed(request: HttpRequest) -> bool:
    """Whether the person has seen before and after."""
    return request.POST.get("confirmed") == "1"
