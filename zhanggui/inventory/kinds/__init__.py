"""Kinds of import file that inventory reads."""

from zhanggui.inventory.kinds.stock import StockKind

__all__ = ["StockKind"]
