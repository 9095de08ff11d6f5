"""Reading what an address names; it is typed and shared by people, so anything may stand there."""

_LONGEST_ID = 18


def id_of(text: str) -> int | None:
    """The id that a part of an address names; None for anything that is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _LONGEST_ID else None
