"""Pages of shops."""
