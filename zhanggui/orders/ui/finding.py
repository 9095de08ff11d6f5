"""Orders in the global search: number, phone tail, waybill, name, product."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhanggui.kernel.pages.access import all_shops
from zhanggui.kernel.pages.registry import Hit
from zhanggui.kernel.values import Actor
from zhanggui.orders.queries import search
from zhanggui.orders.ui.rows import goods_words, order_url
from zhanggui.orders.ui.words import standing_words

_KINDS = {
    "number": gettext_lazy("Orders"),
    "phone": gettext_lazy("Orders by phone"),
    "waybill": gettext_lazy("Orders by waybill"),
    "name": gettext_lazy("Orders by receiver"),
    "product": gettext_lazy("Orders by goods"),
}


def find_orders(_actor: Actor, shop_ids: list[int], text: str) -> list[Hit]:
    """Orders that a text may mean, best first."""
    shops = {shop.id: shop for shop in all_shops()}
    return [
        Hit(
            str(_KINDS.get(hit.kind, _("Orders"))),
            hit.order.number,
            " · ".join(
                part
                for part in (standing_words(hit.order), hit.order.contact.receiver_name, goods_words(hit.order))
                if part
            ),
            order_url(shops[hit.order.shop_id], hit.order.number),
        )
        for hit in search(shop_ids, text)
    ]
