"""The desk's pages about plans: reading and issuing one, its tasks, what is reported, accepted, met about, replaced."""
