"""Until when the site's certificate holds: read from a file, or asked from the host itself."""

import socket
import ssl
from datetime import datetime
from pathlib import Path

from cryptography import x509
from django.core.cache import cache
from django.utils.translation import gettext as _

from zhanggui.kernel.health.models import Installation
from zhanggui.kernel.health.settings import CERTIFICATE_CACHE
from zhanggui.kernel.health.values import Certificate

_PATIENCE_SECONDS = 3
_KEPT_SECONDS = 600
_HTTPS = 443


def watched_certificate(settings: Installation) -> Certificate | None:
    """The certificate that is set to be watched; None when none is set. A host is asked every ten minutes."""
    if settings.certificate_file:
        return certificate_of_file(settings.certificate_file)
    if not settings.certificate_host:
        return None
    kept: Certificate | None = cache.get(CERTIFICATE_CACHE)
    if kept is None or kept.source != settings.certificate_host:
        kept = certificate_of_host(settings.certificate_host)
        cache.set(CERTIFICATE_CACHE, kept, _KEPT_SECONDS)
    return kept


def certificate_of_file(path: str) -> Certificate:
    """Read a PEM file; the first certificate in it is the site's own."""
    try:
        return Certificate(path, _ends_at(Path(path).read_bytes()))
    except OSError:
        return Certificate(path, trouble=_("The file cannot be read."))
    except ValueError:
        return Certificate(path, trouble=_("The file holds no certificate."))


def certificate_of_host(host: str) -> Certificate:
    """Ask the host for its certificate. It is only read, not trusted, so that an expired one shows its date."""
    name, _colon, port = host.partition(":")
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        with (
            socket.create_connection((name, int(port or _HTTPS)), timeout=_PATIENCE_SECONDS) as plain,
            context.wrap_socket(plain, server_hostname=name) as secure,
        ):
            found = secure.getpeercert(binary_form=True)
        return Certificate(host, x509.load_der_x509_certificate(found or b"").not_valid_after_utc)
    except (OSError, ValueError):
        return Certificate(host, trouble=_("The host did not show a certificate."))


def _ends_at(pem: bytes) -> datetime:
    return x509.load_pem_x509_certificate(pem).not_valid_after_utc
