"""The command line: composition only. Every command makes one service call."""
