"""Kinds of import file about products: how they are packed, and what they cost."""

from zhanggui.catalog.kinds import costs, packing

__all__ = ["costs", "packing"]
