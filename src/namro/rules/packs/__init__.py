"""A country's law and offices as data: read from YAML, checked whole, frozen by content, asked for due dates.

No tables. Never decides who did what; never counts a rule that nobody has confirmed; never contains a country.
"""
