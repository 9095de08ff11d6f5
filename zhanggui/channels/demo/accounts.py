"""The demo's people: one for each position, with random passwords in a file only the owner of the home can read."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings

from zhanggui.kernel.runtime.home import write_private
from zhanggui.kernel.values import Actor
from zhanggui.people.services import create_user, random_password

PEOPLE = (
    ("demo-owner", "林岚", "owner"),
    ("demo-supervisor", "沈予", "supervisor"),
    ("demo-manager", "许诺", "shop_manager"),
    ("demo-checker", "周敏", "checking_clerk"),
    ("demo-sales", "杨帆", "sales"),
    ("demo-clerk", "高阳", "order_clerk"),
    ("demo-keeper", "何建国", "keeper"),
)


def accounts_file() -> Path:
    """Where the demo accounts are kept (mode 0600)."""
    return Path(settings.HOME) / "demo-accounts.json"


def read_accounts() -> dict[str, Any]:
    """The kept accounts, or an empty object."""
    path = accounts_file()
    return dict(json.loads(path.read_text("utf-8"))) if path.exists() else {}


def open_accounts(actor: Actor, shop_id: int) -> dict[str, int]:
    """Open the accounts; returns user ids by sign-in name."""
    ids, kept = {}, []
    for username, name, position in PEOPLE:
        password = random_password()
        made = create_user(
            actor=actor,
            username=username,
            name=name,
            positions=[position],
            shop_id=shop_id,
            password=password,
            is_demo=True,
        )
        ids[username] = made.id
        kept.append({"name": username, "shown_name": name, "position": position, "password": password})
    write_accounts(kept, is_complete=False)
    return ids


def write_accounts(accounts: list[dict[str, Any]], *, is_complete: bool) -> None:
    """Keep the accounts, and whether the demo was loaded to its end."""
    text = json.dumps({"is_complete": is_complete, "accounts": accounts}, ensure_ascii=False, indent=2)
    write_private(accounts_file(), text)
