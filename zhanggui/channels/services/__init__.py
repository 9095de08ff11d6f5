"""Every change that channels make."""

from zhanggui.channels.errors import BadMapping, MappingNotFound, MappingNotNamed, OtherCurrency
from zhanggui.channels.services.mappings import install_mapping
from zhanggui.channels.services.start_import import start_import, stored_uploads, warehouse_said

__all__ = [
    "BadMapping",
    "MappingNotFound",
    "MappingNotNamed",
    "OtherCurrency",
    "install_mapping",
    "start_import",
    "stored_uploads",
    "warehouse_said",
]
