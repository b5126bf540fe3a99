"""Open311 GeoReport v2: procedures that the pack opens to it are brought in, and their progress is read by anybody,
without a word of what was said. Never those about which nobody may learn anything; the pack's own check refuses them.
"""
