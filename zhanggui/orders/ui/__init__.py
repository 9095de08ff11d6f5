"""Pages of orders: the desk, one order, decisions on holds, bulk work."""
