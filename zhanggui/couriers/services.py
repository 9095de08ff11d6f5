"""Every change to couriers."""
