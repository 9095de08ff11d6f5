"""Addresses that never change while the program runs."""

from functools import cache

from django.urls import reverse


@cache
def address(name: str) -> str:
    """The address of a page that takes no arguments; every page's shell asks for dozens."""
    return reverse(name)
