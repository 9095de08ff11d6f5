"""Keeping papers: files lie in the home, rows say what they are."""

from pathlib import Path

from django.conf import settings
from django.db import transaction

from zhanggui.kernel.clock import now
from zhanggui.kernel.documents.models import Document, Printing
from zhanggui.kernel.values import Actor, Subject


def files_folder(*parts: str) -> Path:
    """A folder inside the home's files, created when missing."""
    folder = Path(settings.MEDIA_ROOT).joinpath(*parts)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def absolute(document: Document) -> Path:
    """Where a document's file lies."""
    return Path(settings.MEDIA_ROOT) / document.path


def archive_document(
    *,
    shop_id: int,
    kind: str,
    number: str,
    subject: Subject,
    part: int,
    path: Path,
    pages: int,
    items: int,
    sha256: str,
) -> Document:
    """Record a rendered file; rendering the same part again replaces the row's facts."""
    document, _created = Document.objects.update_or_create(
        subject_kind=subject.kind,
        subject_id=subject.id,
        kind=kind,
        part=part,
        defaults={
            "shop_id": shop_id,
            "number": number,
            "path": str(path.relative_to(settings.MEDIA_ROOT)),
            "pages": pages,
            "items": items,
            "sha256": sha256,
            "created_at": now(),
        },
    )
    return document


def documents_of(subject: Subject, kind: str | None = None) -> list[Document]:
    """The papers of a subject in order of kind and part."""
    rows = Document.objects.filter(subject_kind=subject.kind, subject_id=subject.id)
    return list((rows.filter(kind=kind) if kind else rows).order_by("kind", "part"))


def note_printing(document: Document, *, actor: Actor, reason: str = "") -> Printing:
    """Count a printing; every one after the first is a copy."""
    with transaction.atomic():
        Document.objects.select_for_update().get(pk=document.pk)
        earlier = Printing.objects.filter(document=document).exists()
        return Printing.objects.create(
            document=document,
            printed_at=now(),
            actor_id=actor.user_id,
            actor_name=actor.name,
            is_copy=earlier,
            reason=reason,
        )
