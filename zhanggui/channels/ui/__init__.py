"""Pages of imports and column mappings."""
