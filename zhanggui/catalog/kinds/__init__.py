"""Kinds of import file about products: how they are packed, what they cost and weigh."""

from zhanggui.catalog.kinds import costs, packing, weights

__all__ = ["costs", "packing", "weights"]
