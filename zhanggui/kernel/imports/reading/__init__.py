"""The reading half of the import machine: any marketplace file becomes a stream of rows."""
