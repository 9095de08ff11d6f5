"""Tables of couriers."""
