"""Tmall's own report."""
