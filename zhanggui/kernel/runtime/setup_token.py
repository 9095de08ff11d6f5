"""The word that opens the first visit from another machine; whoever can read the home has it."""

import secrets

from zhanggui.kernel.runtime.home import Home, write_private


def setup_token(home: Home) -> str:
    """The token of this home, made on first use and kept in `setup-token`, mode 0600."""
    path = home.path / "setup-token"
    if not path.exists():
        write_private(path, secrets.token_urlsafe(24))
    return path.read_text("utf-8").strip()
