"""The steps of the order process: who answers for each, and what may be done there (ORG-08)."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class ProcessStep:
    """One step: the position that answers for it, what it needs to be seen, and the actions it allows."""

    code: str
    label: Any
    position: str
    view: str
    actions: tuple[str, ...]


STEPS: tuple[ProcessStep, ...] = (
    ProcessStep("receive", _("Receive"), "shop_manager", "imports.view", ("imports.run", "imports.undo")),
    ProcessStep(
        "verify",
        _("Verify"),
        "checking_clerk",
        "orders.view",
        ("orders.check", "orders.hold", "orders.note", "orders.instruct", "orders.arrange"),
    ),
    ProcessStep(
        "document",
        _("Document"),
        "order_clerk",
        "fulfilment.view",
        ("fulfilment.close", "fulfilment.print", "fulfilment.give", "fulfilment.pull"),
    ),
    ProcessStep("pick", _("Pick and pack"), "keeper", "fulfilment.view", ("fulfilment.take", "fulfilment.pack")),
    ProcessStep("ship", _("Ship"), "keeper", "fulfilment.view", ("fulfilment.ship", "fulfilment.tell", "report.sign")),
    ProcessStep(
        "after_sales", _("After-sales"), "after_sales", "orders.view", ("orders.call", "orders.reveal", "orders.remark")
    ),
)
