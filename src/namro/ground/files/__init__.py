"""Files that people send: judged by their content, cleaned, kept outside the web root under random names. No tables.

Knows nothing of what a file belongs to: rooms write a row of their own for each, and say so to `namro.ground.copies`.
Its refusals carry the codes `cases.file-…` that programs have known since files only came with cases.
"""
