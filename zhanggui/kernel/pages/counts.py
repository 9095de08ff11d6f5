"""Counted things in words, with the right plural."""

from django.utils.translation import ngettext


def orders_text(count: int) -> str:
    """`1 order`, `1,204 orders`."""
    return ngettext("%(n)s order", "%(n)s orders", count) % {"n": f"{count:,}"}


def lines_text(count: int) -> str:
    """`1 line`, `312 lines`."""
    return ngettext("%(n)s line", "%(n)s lines", count) % {"n": f"{count:,}"}


def parcels_text(count: int) -> str:
    """`1 parcel`, `60 parcels`."""
    return ngettext("%(n)s parcel", "%(n)s parcels", count) % {"n": f"{count:,}"}
