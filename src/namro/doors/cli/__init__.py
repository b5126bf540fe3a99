"""`namro …`: everything that is done from a terminal. Each command is a module in `management/commands/`; `main.py`
lists them, finds the one that is meant and says what went wrong in a sentence. Never here: a business rule, a write
that does not go through an action, a traceback.
"""
