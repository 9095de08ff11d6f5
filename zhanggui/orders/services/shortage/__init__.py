"""Short goods: telling the buyer, choosing together, and what follows for stock and order (ORD-08)."""
