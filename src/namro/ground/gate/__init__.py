"""The one way to change anything: actions.

No tables. `action.py` holds the decorator, `context.py` what a running action may add to its trail entry, `guard.py`
refuses writes to the database while no action runs, `matrix.py` says who may do what.
Never: a rule about a case, a place or a person; those stand in the function that the gate runs.
"""
