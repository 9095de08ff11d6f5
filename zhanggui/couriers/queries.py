"""Reading couriers."""
