"""demo load, remove, accounts."""

import os
from importlib import import_module
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from zhanggui.cli.handlers.home import is_loopback
from zhanggui.cli.prepare import Context
from zhanggui.kernel.errors import InvalidInput, NotAllowed, NotFound

# The shells find a module's demo by name.
_DEMO = import_module("zhanggui.channels.demo")
_MOST_ORDERS = 100_000


def load(context: Context) -> dict[str, Any]:
    """Load the demo shop."""
    only_if_empty = os.environ.get("ZHANGGUI_DEMO_IF_EMPTY") == "1"
    return dict(_DEMO.load_demo(actor=context.actor, only_if_empty=only_if_empty))


def remove(context: Context) -> dict[str, Any]:
    """Remove the demo shop and its accounts."""
    return {"orders": _DEMO.remove_demo(actor=context.actor)}


def accounts(context: Context) -> dict[str, Any]:
    """Show the demo accounts; refused when others could reach this machine's desk."""
    bind = os.environ.get("BIND", context.arguments.bind)
    if not is_loopback(bind) or not is_loopback(context.arguments.bind):
        raise NotAllowed(
            "demo.not_loopback", "Demo accounts are shown only while Zhanggui listens on this machine alone."
        )
    found = _DEMO.demo_accounts()
    if not found:
        raise NotFound("demo.none", "There is no demo shop here. Run: zhanggui demo load")
    return {"accounts": found}


def files(context: Context) -> dict[str, Any]:
    """Write a made-up morning's order and item file."""
    count: int = context.arguments.orders
    if not 1 <= count <= _MOST_ORDERS:
        raise InvalidInput("demo.order_count", _("Give a number of orders from 1 to %(most)s."), most=_MOST_ORDERS)
    return {"files": [str(path) for path in _DEMO.write_demo_files(Path(context.arguments.out), orders=count)]}
