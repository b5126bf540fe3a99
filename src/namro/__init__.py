"""Namro (năm rõ, "five clears"): a public-safety programme whose promises are kept on the right day, provably.

Floors, from the bottom: `rules` (pure law and time), `ground` (who, where, proof), `work` (what is being done),
`doors` (HTTP and the terminal). A floor imports only from those below it.
"""
