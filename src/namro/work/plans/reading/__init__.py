"""A plan's own document becomes text, tasks, targets and instruments, each field with the characters it came from.

No table, no database, no clock: bytes in, plain values out. `opening.read_document` reads a file, `reader.read_plan`
what stands in it. The words of the genre are the pack's. It never fills in what is not written: what is not found is
missing.
"""
