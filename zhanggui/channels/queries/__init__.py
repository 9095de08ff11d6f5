"""Reading what channels keep."""

from zhanggui.channels.queries.mappings import MappingCard, list_mappings, mapping_definition, mapping_source

__all__ = ["MappingCard", "list_mappings", "mapping_definition", "mapping_source"]
