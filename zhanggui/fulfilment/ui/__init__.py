"""Pages between the close and the daily report."""
