"""Reading of channels: imports, findings, mappings."""
