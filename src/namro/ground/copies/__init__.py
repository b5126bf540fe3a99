"""A whole installation in one file, and back: every table, every kept file, whatever the database engine.

Tables: none of its own. It reads all of them, and writes all of them into an empty installation.
Never: a key in the file of a copy; a restore over something that is there; a rule about what the records mean.
"""
