"""The words of the pages, as tags and filters that every template has without loading them."""
