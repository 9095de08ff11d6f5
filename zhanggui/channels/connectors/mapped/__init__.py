"""Files of any platform, read by a mapping that a shop wrote."""
