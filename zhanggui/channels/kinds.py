"""Every kind of file that brings orders: one connector, one line."""

from zhanggui.channels.connectors.taobao import kinds as taobao
from zhanggui.channels.connectors.tmall import kinds as tmall

__all__ = ["taobao", "tmall"]
