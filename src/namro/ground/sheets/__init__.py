"""Tables as people keep them in spreadsheets: read whatever they are saved as, and written so that Excel shows them
well.

It has no table of its own in the database. It knows what a cell says, never what a case is; what a country's old
letters and headings look like it is told by the pack. It never runs a formula, a macro or a link to another file.
"""
