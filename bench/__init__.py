"""Benchmarks, run by hand: `make bench NAME=import`. Each prints a ratio against a floor of the same run."""
