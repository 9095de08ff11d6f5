"""Who may open a page, and over which shops it speaks."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Protocol

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.errors import NotFound
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor

SESSION_SHOP = "zg_shop"
# A file that is sent piece by piece is an answer too.
View = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True)
class ShopRef:
    """A shop as the shell shows it."""

    id: int
    code: str
    name: str
    timezone: str
    currency: str


class ShopDirectory(Protocol):
    """Knows all shops; the shops module registers it, because the kernel may not import upward."""

    def __call__(self) -> list[ShopRef]:
        """All shops by name."""
        ...


_directory: list[ShopDirectory] = []


def register_shop_directory(directory: ShopDirectory) -> None:
    """Called once by the shops module."""
    _directory[:] = [directory]


def all_shops() -> list[ShopRef]:
    """All shops by name."""
    return _directory[0]() if _directory else []


@dataclass(frozen=True, slots=True)
class Scope:
    """The shops that a page speaks of: the chosen one, or all that the person may see."""

    shops: tuple[ShopRef, ...]
    available: tuple[ShopRef, ...]

    @property
    def ids(self) -> list[int]:
        """Shop ids for queries."""
        return [shop.id for shop in self.shops]

    @property
    def one(self) -> ShopRef | None:
        """The shop, when the page speaks of one only."""
        return self.shops[0] if len(self.shops) == 1 else None


class StaffRequest(HttpRequest):
    """A request of a signed-in person. Only for annotations; Django makes the object."""

    actor: Actor
    scope: Scope


def scope_for(request: HttpRequest, capability: str) -> Scope:
    """The shops where the person has the capability, narrowed to the chosen one if it is among them."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by the middleware
    allowed = tuple(shop for shop in all_shops() if actor.can(capability, shop.id))
    chosen = request.session.get(SESSION_SHOP)
    narrowed = tuple(shop for shop in allowed if shop.code == chosen)
    return Scope(narrowed or allowed, allowed)


def staff_page(capability: str | None, *, methods: tuple[str, ...] = ("GET", "POST")) -> Callable[[View], View]:
    """Decorator of every staff view: signed in, allowed, and scoped to the person's shops.

    A view with a `shop` argument in its address works in that shop only; a shop where the person
    lacks the capability is answered with 403, an unknown one with 404. `capability` None means
    any signed-in person. Sets request.scope. The permission walk reads `view.capability`.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            actor = getattr(request, "actor", None)
            if actor is None:
                return redirect_to_login(request.get_full_path())
            if request.method not in {*methods, "HEAD", "OPTIONS"}:
                return HttpResponse(status=405, headers={"Allow": ", ".join(methods)})
            code = kwargs.pop("shop", None)
            if capability is None:
                request.scope = Scope(visible_shops(actor), visible_shops(actor))  # type: ignore[attr-defined]  # read by views
            elif code is None:
                require(actor, capability)
                request.scope = scope_for(request, capability)  # type: ignore[attr-defined]  # as above
            else:
                request.scope = _one_shop(actor, capability, code)  # type: ignore[attr-defined]  # as above
            return view(request, *args, **kwargs)

        guarded.capability = capability  # type: ignore[attr-defined]  # for the permission walk
        guarded.is_staff_page = True  # type: ignore[attr-defined]  # as above
        return guarded

    return decorate


def chosen_scope(request: StaffRequest) -> Scope:
    """On a page for everybody: the shop that the person switched to, else all that they see."""
    scope = request.scope
    one = tuple(shop for shop in scope.available if shop.code == request.session.get(SESSION_SHOP))
    return Scope(one or scope.available, scope.available)


def visible_shops(actor: Actor) -> tuple[ShopRef, ...]:
    """Shops where the person holds any position."""
    shops = all_shops()
    return tuple(shop for shop in shops if any(actor.can(capability, shop.id) for capability in actor.grants))


def _one_shop(actor: Actor, capability: str, code: str) -> Scope:
    shop = next((shop for shop in all_shops() if shop.code == code), None)
    if shop is None:
        raise NotFound("shops.not_found", _("There is no shop “%(code)s”."), code=code)
    require(actor, capability, shop.id)
    return Scope((shop,), (shop,))
