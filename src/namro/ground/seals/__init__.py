"""What only the right people together can open.

Tables: Sealed (a payload under a key that is not in the database), KeyMark (which key this database was written with).
Never: a list or a search over what is sealed; a key in the database or in its backup.
"""
