"""The only places that speak HTTP or the terminal."""
