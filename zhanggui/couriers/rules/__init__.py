"""Rules of couriers: forms of numbers, regions, prices and the choice; values in, values out."""
