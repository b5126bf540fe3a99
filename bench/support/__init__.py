"""What the measurements share: databases of their own, servers of their own, and the CPU time that each of them used."""
