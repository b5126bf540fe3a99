"""Law and time, in pure Python: no database, no Django, no wall clock."""
