"""Writing what a command was asked to write."""

from pathlib import Path

from zhanggui.kernel.errors import InvalidInput


def write_file(path: Path, content: bytes) -> None:
    """Write a file whole; InvalidInput with its name when the place cannot be written."""
    try:
        path.write_bytes(content)
    except OSError as wrong:
        raise InvalidInput(
            "cli.cannot_write", "%(file)s cannot be written. Choose another place.", file=str(path)
        ) from wrong


def read_file(path: Path, most: int) -> bytes:
    """The file, at most `most` bytes and one more; InvalidInput with its name when it cannot be read."""
    try:
        with path.open("rb") as stream:
            return stream.read(most + 1)
    except OSError as wrong:
        raise InvalidInput("cli.cannot_read", "%(file)s cannot be read.", file=str(path)) from wrong
