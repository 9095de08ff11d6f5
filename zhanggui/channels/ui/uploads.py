"""Uploaded files on their way to the import machine."""

from collections.abc import Sequence

from django.core.files.uploadedfile import UploadedFile

QUICK_LOOK = 20 * 1024 * 1024


def is_quick(files: Sequence[UploadedFile]) -> bool:
    """Whether looking into the files at once keeps nobody waiting."""
    return sum(file.size or 0 for file in files) <= QUICK_LOOK
