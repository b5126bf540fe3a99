"""The citizens' portal: report in short steps, keep the receipt, follow what becomes of it.

No table, no cookie, no account: a report on its way travels in a signed hidden field (`draft.py`), the receipt code is
sent in the body of a form and never stands in an address. Never here: a business rule, a query of its own, a script
that a page could not do without.
"""
