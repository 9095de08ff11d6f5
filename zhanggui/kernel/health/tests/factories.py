"""Failed jobs, heartbeats and certificates as a test needs them."""

from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.db import connection

from zhanggui.kernel.clock import now
from zhanggui.kernel.errors import InvalidInput
from zhanggui.kernel.jobs.failures import note_failure
from zhanggui.kernel.jobs.models import Heartbeat
from zhanggui.kernel.jobs.queue import enqueue


def alive(process: str, *, seconds_ago: int = 2) -> None:
    """A process that was heard of so many seconds ago."""
    Heartbeat.objects.update_or_create(process=process, defaults={"at": now() - timedelta(seconds=seconds_ago)})


def failed_job(shop_id: int, *, error: Exception | None = None) -> int:
    """A job of a shop that was given up after its tries, with the reason of the last."""
    job_id = enqueue("fulfilment.close_now", shop_id=shop_id, run_id=1) or 0
    set_status(job_id, "failed")
    note_failure(job_id, "fulfilment.close_now", error or InvalidInput("test.x", "The printer is %(how)s.", how="away"))
    return job_id


def set_status(job_id: int, status: str, *, attempts: int = 5) -> None:
    """Move a job of the queue without a worker."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = %s::procrastinate_job_status, attempts = %s WHERE id = %s",
            [status, attempts, job_id],
        )


def status_of(job_id: int) -> str | None:
    """Where a job of the queue stands, None when it is gone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT status::text FROM procrastinate_jobs WHERE id = %s", [job_id])
        row = cursor.fetchone()
    return row[0] if row else None


def certificate_file(folder: Path, ends_at: datetime) -> Path:
    """A self-signed certificate with its key in one PEM file, as servers keep it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(ends_at - timedelta(days=400))
        .not_valid_after(ends_at)
        .sign(key, hashes.SHA256())
    )
    path = folder / "site.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + secret)
    return path
