"""Shipping orders together, or one in parts; each with a preview, each undone while nothing is printed (ORD-17)."""
