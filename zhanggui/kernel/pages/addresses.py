"""Addresses of pages: those that never change, and what a typed one names."""

from functools import cache

from django.urls import reverse

_LONGEST_ID = 18


@cache
def address(name: str) -> str:
    """The address of a page that takes no arguments; every page's shell asks for dozens."""
    return reverse(name)


def id_of(text: str) -> int | None:
    """The id that a part of an address names; None for anything that is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _LONGEST_ID else None
