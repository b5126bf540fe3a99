"""Official papers: books, receipts and transfer slips, as PDF that can be kept for decades and checked later.

Tables: `Paper`, one row for each book or slip that was printed. It keeps digests, never a line of what was printed,
and never the PDF: a copy would outlive what is erased, and stand outside the scope of its readers. What was printed is
typeset again from the records as long as they are as they were, byte for byte. Receipts leave no row at all: their
secret is on them. This room never opens an identity; where a form has a column for it, the paper says that it is
sealed.
"""
