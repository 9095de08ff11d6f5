"""Papers as PDF: typesetting, barcodes and fonts, without a database."""
