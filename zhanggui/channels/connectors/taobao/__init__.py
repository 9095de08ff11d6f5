"""Taobao and Tmall: their exports, status texts, and a composer of both."""
