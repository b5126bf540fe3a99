"""The desk's pages, as those who work there meet them."""
