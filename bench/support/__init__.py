"""What the measurements share: databases and servers of their own, and the CPU time that each of them used."""
