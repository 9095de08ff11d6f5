"""One folder a marketplace: its file layouts, status texts, and how rows become orders."""
