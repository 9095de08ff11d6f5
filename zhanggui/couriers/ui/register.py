"""The register: partners, the two-to-three policy, how couriers are chosen (LOG-01, LOG-02, LOG-03)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhanggui.couriers.models import Courier, CourierContract
from zhanggui.couriers.ports import performance_of
from zhanggui.couriers.queries import origin_of, partner_policy, tracking_keys
from zhanggui.couriers.services import add_courier, set_tracking_account
from zhanggui.couriers.ui.forms import AccountForm, AddForm, PolicyForm
from zhanggui.couriers.ui.frame import courier_url
from zhanggui.couriers.ui.words import POLICY_ADVICE, POLICY_TONES, TONES
from zhanggui.couriers.values import MANAGE_COURIERS, VIEW_COURIERS, CourierState, NumberSource
from zhanggui.kernel.errors import NotFound
from zhanggui.kernel.pages.access import ShopRef, StaffRequest, staff_page
from zhanggui.kernel.pages.forms import StaffForm
from zhanggui.kernel.pages.one_shop import for_one_shop, shop_of
from zhanggui.shops.queries import settings_of
from zhanggui.shops.services import change_settings
from zhanggui.shops.values import MANAGE_SHOPS

_ORDER = (CourierState.APPROVED, CourierState.PROPOSED, CourierState.RETIRED)


@staff_page(VIEW_COURIERS, methods=("GET",))
@for_one_shop
def register(request: StaffRequest) -> HttpResponse:
    """All couriers of a shop, whether there are enough, and the rules by which they are chosen."""
    return _page(request)


def _page(request: StaffRequest, *, bound: dict[str, StaffForm] | None = None) -> HttpResponse:
    shop = shop_of(request)
    policy = partner_policy(shop.id)
    rows = _rows(shop)
    may_manage = request.actor.can(MANAGE_COURIERS, shop.id)
    account = tracking_keys(shop.id)
    forms: dict[str, StaffForm] = {
        "add": AddForm(prefix="add", registered=frozenset(row["courier"].code for row in rows)),
        "policy": PolicyForm(prefix="policy", initial=settings_of(shop.id)),
        "account": AccountForm(
            prefix="account",
            initial={"customer": account.customer, "callback_url": account.callback_url} if account else None,
        ),
        **(bound or {}),
    }
    may_set = request.actor.can(MANAGE_SHOPS, shop.id)
    for field in forms["policy"].fields.values():
        field.disabled = not may_set
    context = {
        "shop": shop,
        "rows": rows,
        "policy": {"label": policy.label, "tone": POLICY_TONES[policy], "advice": POLICY_ADVICE[policy]},
        "active": sum(1 for row in rows if row["courier"].state == CourierState.APPROVED),
        "origin": origin_of(shop.id),
        "forms": forms,
        "may_manage": may_manage,
        "may_set": may_set,
        "has_key": bool(account and account.key),
        "has_salt": bool(account and account.salt),
    }
    return render(request, "couriers/register.html", context, status=422 if bound else 200)


def _rows(shop: ShopRef) -> list[dict[str, Any]]:
    figures = performance_of(shop.id)
    contracts: dict[int, CourierContract] = {}
    for contract in CourierContract.objects.filter(shop_id=shop.id, is_ended=False).order_by("ends_on"):
        contracts[contract.courier_id] = contract
    found = sorted(
        Courier.objects.filter(shop_id=shop.id), key=lambda row: (_ORDER.index(CourierState(row.state)), row.code)
    )
    return [
        {
            "courier": courier,
            "tone": TONES[CourierState(courier.state)],
            "source": NumberSource(courier.number_source).label,
            "figures": figures.get(courier.code),
            "contract": contracts.get(courier.pk),
            "url": courier_url(shop, courier.code),
        }
        for courier in found
    ]


@staff_page(MANAGE_COURIERS, methods=("POST",))
@for_one_shop
def add(request: StaffRequest) -> HttpResponse:
    """Put a courier into the register."""
    shop = shop_of(request)
    registered = frozenset(Courier.objects.filter(shop_id=shop.id).values_list("code", flat=True))
    form = AddForm(request.POST, prefix="add", registered=registered)
    if not form.attempt(
        lambda: add_courier(
            actor=request.actor, shop_id=shop.id, code=form.cleaned_data["other"] or form.cleaned_data["code"]
        )
    ):
        return _page(request, bound={"add": form})
    messages.success(
        request,
        _("%(name)s is in the register. Approve it when contract and prices are right.") % {"name": form.result.name},
    )
    return redirect(courier_url(shop, form.result.code))


@staff_page(MANAGE_SHOPS, methods=("POST",))
@for_one_shop
def policy(request: StaffRequest) -> HttpResponse:
    """Save how couriers are chosen and when somebody is warned."""
    shop = shop_of(request)
    form = PolicyForm(request.POST, prefix="policy")
    if not form.attempt(lambda: change_settings(actor=request.actor, shop_id=shop.id, **form.cleaned_data)):
        return _page(request, bound={"policy": form})
    messages.success(request, _("Saved."))
    return redirect(f"{reverse('couriers:register')}#policy")


@staff_page(MANAGE_COURIERS, methods=("POST",))
@for_one_shop
def account(request: StaffRequest) -> HttpResponse:
    """Save the account at the tracking service."""
    shop = shop_of(request)
    form = AccountForm(request.POST, prefix="account")
    if not form.attempt(lambda: set_tracking_account(actor=request.actor, shop_id=shop.id, **form.cleaned_data)):
        return _page(request, bound={"account": form})
    messages.success(request, _("Saved. Key and salt are not shown again."))
    return redirect(f"{reverse('couriers:register')}#account")


@staff_page(VIEW_COURIERS, methods=("GET",))
def contract(request: StaffRequest, contract_id: int) -> HttpResponse:
    """Where a renewal task leads: the courier's page, at its contracts."""
    found = (
        CourierContract.objects.select_related("courier").filter(pk=contract_id, shop_id__in=request.scope.ids).first()
    )
    shop = next((shop for shop in request.scope.shops if found is not None and shop.id == found.shop_id), None)
    if found is None or shop is None:
        raise NotFound("couriers.no_contract", _("There is no such contract."))
    return redirect(courier_url(shop, found.courier.code, "contracts"))
