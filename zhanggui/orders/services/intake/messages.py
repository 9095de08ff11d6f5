"""Sentences of what an import of orders finds."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.imports.messages import register_labels, register_messages

MESSAGES: dict[str, Any] = {
    "orders.conflict": _(
        "Order %(number)s: %(field)s is %(stored)s here and %(new)s in the file. Decide which one is right."
    ),
    "orders.line_conflict": _(
        "A line of order %(number)s: %(field)s is %(stored)s here and %(new)s in the file. Decide which one is right."
    ),
    "orders.bad_quantity": _("The quantity %(value)s is not above zero."),
    "orders.too_many_repeats": _("An order number stands in the files more than %(limit)s times."),
}
register_messages(MESSAGES)
register_labels(
    {
        "state": _("state"),
        "goods_amount": _("goods amount"),
        "freight_amount": _("freight"),
        "total_amount": _("total amount"),
        "paid_amount": _("amount paid"),
        "refund_amount": _("refund amount"),
        "placed_at": _("order time"),
        "paid_at": _("payment time"),
        "receiver_name": _("receiver"),
        "mobile": _("mobile"),
        "phone": _("phone"),
        "address": _("address"),
        "price": _("price"),
        "quantity": _("quantity"),
        "title": _("title"),
    }
)
