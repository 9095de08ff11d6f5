"""What crosses the door of couriers."""
