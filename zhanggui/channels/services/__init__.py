"""Changes of channels."""
