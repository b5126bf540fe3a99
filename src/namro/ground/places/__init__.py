"""Places: the administrative units of a country through time.

Tables: Edition, Kind, Unit, Alias, Change, Loaded. A unit is (edition, code) and is never edited: when its type, name,
parent or extent changes, its row ends and another begins, and a `Change` says what became of it, with the share, what
the share stands on, and the range in which the truth can lie. Nothing here is deleted, and no share is silently even.
"""
