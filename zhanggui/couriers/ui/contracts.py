"""Contracts on a courier's page: enter, close, and fetch the signed paper (LOG-10)."""

from typing import cast

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, HttpResponse
from django.utils.translation import gettext as _

from zhanggui.couriers.models import CourierContract
from zhanggui.couriers.queries.prices import price_lists_of
from zhanggui.couriers.queries.register import courier_row
from zhanggui.couriers.services import add_contract, end_contract
from zhanggui.couriers.services.contracts import attach_paper, contract_by_id, paper_of
from zhanggui.couriers.ui.courier import page
from zhanggui.couriers.ui.forms import ContractForm
from zhanggui.couriers.ui.frame import back_to
from zhanggui.couriers.values import MANAGE_COURIERS, VIEW_COURIERS
from zhanggui.kernel.pages.access import StaffRequest, staff_page
from zhanggui.kernel.pages.one_shop import shop_of


@staff_page(MANAGE_COURIERS, methods=("POST",))
def add(request: StaffRequest, code: str) -> HttpResponse:
    """Enter a contract, with its signed paper if it is at hand."""
    shop = shop_of(request)
    versions = [entry.version for entry in price_lists_of(courier_row(shop.id, code).pk)]
    form = ContractForm(request.POST, request.FILES, prefix="contract", versions=versions)

    def enter() -> CourierContract:
        values = dict(form.cleaned_data)
        paper = values.pop("paper")
        with transaction.atomic():
            made = add_contract(actor=request.actor, shop_id=shop.id, code=code, **values)
            if paper:
                attach_paper(
                    actor=request.actor,
                    shop_id=shop.id,
                    contract_id=made.pk,
                    name=paper.name or "",
                    data=paper.read(),
                )
        return made

    if not form.attempt(enter):
        return page(request, code, bound={"contract": form})
    messages.success(request, _("Contract %(number)s is entered.") % {"number": form.result.number})
    return back_to(shop, code, "contracts")


@staff_page(MANAGE_COURIERS, methods=("POST",))
def end(request: StaffRequest, contract_id: int) -> HttpResponse:
    """Close a contract that was renewed or given up."""
    shop = shop_of(request)
    done = end_contract(
        actor=request.actor, shop_id=shop.id, contract_id=contract_id, reason=request.POST.get("reason", "")[:200]
    )
    messages.success(request, _("Contract %(number)s is closed.") % {"number": done.number})
    return back_to(shop, done.courier.code, "contracts")


@staff_page(VIEW_COURIERS, methods=("GET",))
def paper(request: StaffRequest, contract_id: int) -> HttpResponse:
    """The signed paper."""
    shop = shop_of(request)
    path = paper_of(shop.id, contract_by_id(shop.id, contract_id).pk)
    # A streamed file has its own base class; pages speak of HttpResponse throughout.
    return cast("HttpResponse", FileResponse(path.open("rb"), as_attachment=True, filename=path.name))
