"""Rules about buyers: addresses and contact data; values in, values out."""
