"""Every change that channels make."""

from zhanggui.channels.errors import BadMapping, MappingNotFound, MappingNotNamed, OtherCurrency
from zhanggui.channels.services.mappings import install_mapping

__all__ = ["BadMapping", "MappingNotFound", "MappingNotNamed", "OtherCurrency", "install_mapping"]
