"""Internal remarks and the use of flags (ORD-18)."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhanggui.kernel.errors import NotFound
from zhanggui.kernel.pages.access import StaffRequest, staff_page
from zhanggui.kernel.pages.asking import answer, back_with_toast, came_from
from zhanggui.kernel.values import Actor
from zhanggui.orders.queries import FlagPolicy, OrderDetail, flag_uses, order_detail
from zhanggui.orders.services import use_flag, withdraw_remark, write_remark
from zhanggui.orders.ui.forms import FlagUseForm, RemarkForm
from zhanggui.orders.ui.rows import order_url
from zhanggui.orders.ui.searching import flag_words
from zhanggui.orders.values import MANAGE_RULES, REMARK_ORDERS, Flag
from zhanggui.people.queries import position_label


def remark_rows(actor: Actor, shop_id: int, detail: OrderDetail) -> list[dict[str, Any]]:
    """Remarks as the order page and the drawer show them, with the position of the author."""
    return [
        {
            "id": remark.id,
            "text": remark.text,
            "author": remark.author,
            "positions": position_words(remark.positions),
            "at": remark.at,
            "can_withdraw": actor.can(REMARK_ORDERS, shop_id)
            and (remark.author_id == actor.user_id or actor.can(MANAGE_RULES, shop_id)),
        }
        for remark in detail.remarks
    ]


def position_words(codes: tuple[str, ...]) -> str:
    """Positions in words."""
    if codes == ("system",):
        return _("system")
    return "、".join(position_label(code) for code in codes if code)


@staff_page(REMARK_ORDERS)
def remark(request: StaffRequest, number: str) -> HttpResponse:
    """Write an internal remark."""
    shop = request.scope.shops[0]
    detail = order_detail(shop.id, number)
    back = came_from(request, order_url(shop, number))
    form = RemarkForm(request.POST or None)
    return answer(
        request,
        form,
        lambda: write_remark(
            actor=request.actor, shop_id=shop.id, order_id=detail.order.id, text=form.cleaned_data["text"]
        ),
        done=_("Remark kept"),
        back=back,
        template="orders/ask.html",
        number=number,
        title=_("Internal remark"),
        act=_("Keep"),
    )


@staff_page(REMARK_ORDERS, methods=("POST",))
def remark_withdraw(request: StaffRequest, number: str, remark_id: int) -> HttpResponse:
    """Take a remark back."""
    shop = request.scope.shops[0]
    detail = order_detail(shop.id, number)
    withdraw_remark(actor=request.actor, shop_id=shop.id, order_id=detail.order.id, remark_id=remark_id)
    return back_with_toast(request, _("Remark taken back"), back=came_from(request, order_url(shop, number)))


@staff_page(MANAGE_RULES, methods=("GET",))
def flags(request: StaffRequest) -> HttpResponse:
    """What the colours mean in each shop, and which positions use them."""
    shops = [
        {
            "name": shop.name,
            "rows": [
                {
                    "flag": use.flag,
                    "label": Flag(use.flag).label,
                    "meaning": use.meaning,
                    "set_by": position_words(use.set_by),
                    "seen_by": position_words(use.seen_by),
                    "url": reverse("orders:flag_use", args=[shop.code, use.flag]),
                }
                for use in flag_uses(shop.id)
            ],
        }
        for shop in request.scope.shops
    ]
    return render(request, "orders/flags.html", {"shops": shops})


@staff_page(MANAGE_RULES)
def flag_use(request: StaffRequest, colour: int) -> HttpResponse:
    """Change what one colour means and who uses it."""
    shop = request.scope.shops[0]
    use = next((each for each in flag_uses(shop.id) if each.flag == colour), None)
    if use is None:
        raise NotFound("orders.no_flag", _("There is no such flag."))
    initial = {"meaning": use.meaning, "set_by": list(use.set_by), "seen_by": list(use.seen_by)}
    form = FlagUseForm(request.POST or None, initial=initial)
    return answer(
        request,
        form,
        lambda: use_flag(actor=request.actor, shop_id=shop.id, flag=colour, **form.cleaned_data),
        done=_("Kept. It holds for every order from now on."),
        back=reverse("orders:flags"),
        title=Flag(colour).label,
        act=_("Keep"),
    )


def settable_choices(policy: FlagPolicy) -> list[tuple[int, str]]:
    """No flag, and the colours that the person may set, with their meaning."""
    return [
        (flag.value, flag_words(flag, {0: policy})) for flag in Flag if not flag.value or flag.value in policy.settable
    ]
