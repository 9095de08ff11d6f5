"""What each command does: one service call, and the JSON of the issue tracker's table."""
