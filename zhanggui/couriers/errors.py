"""What can go wrong in couriers."""
