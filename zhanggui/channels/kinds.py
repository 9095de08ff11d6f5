"""Every kind of file that brings orders: one connector, one line."""

from zhanggui.channels.connectors.mapped import kinds as mapped
from zhanggui.channels.connectors.taobao import kinds as taobao
from zhanggui.channels.connectors.tmall import kinds as tmall
from zhanggui.channels.queries import mapping_definition
from zhanggui.kernel.imports.ports import register_mappings

__all__ = ["mapped", "taobao", "tmall"]

register_mappings(mapping_definition)
