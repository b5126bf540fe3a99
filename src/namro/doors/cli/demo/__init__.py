"""The demonstration city: made-up people and matters on real units, played through the same actions that officers use.

What happens stands in the pack (`demo/<city>.yaml`), not here. No tables. It never writes past the gate and never runs
on an installation that already has offices.
"""
