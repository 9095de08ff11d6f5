"""Values that lie encrypted in the database: a copy of the database alone reveals none of them."""

import base64
import logging
from functools import lru_cache
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from zhanggui.kernel.runtime.home import open_home, secrets

_log = logging.getLogger(__name__)


def encrypt_value(text: str, purpose: str) -> str:
    """The value as it is stored; `purpose` keeps one kind of secret from being read as another. Empty stays empty."""
    return _cipher(settings.HOME, purpose).encrypt(text.encode()).decode() if text else ""


def decrypt_value(stored: str, purpose: str) -> str | None:
    """The value again; None when another home's key wrote it."""
    if not stored:
        return ""
    try:
        return _cipher(settings.HOME, purpose).decrypt(stored.encode()).decode()
    except InvalidToken:
        _log.warning("a stored secret (%s) was written with another home's key", purpose)
        return None


@lru_cache(maxsize=8)
def _cipher(home: Path, purpose: str) -> Fernet:
    """The cipher of a home; its key is made of the home's own, which backups carry along."""
    derived = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=f"zhanggui {purpose}".encode())
    return Fernet(base64.urlsafe_b64encode(derived.derive(secrets(open_home(home)).hash_key.encode())))
