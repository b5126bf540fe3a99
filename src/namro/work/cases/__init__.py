"""What came in and what became of it: a case is its actions.

Tables: FrozenProcedure, Case, Said, Done, Words, CaseClock, RegisterCounter, RegisterEntry, Receipt, SentBody,
Attachment, StagedFile, Notice, Recount, Subscription, Progress, Import, ImportColumns, Imported, Joined, SecondLook,
CaseKey, Erasing. `Done` is append-only and is the truth; what is on `Case` and `CaseClock` follows from it by one
reducer (`states.reduce`) and can be rebuilt (`recheck`), and what was recorded is bound by the trail (`digests`,
`evidence`). What is said and written lies closed under a key of the case (`payload`), which is taken away when it has
been kept long enough (`retention_actions`). The room never deletes a case, never keeps who the reporter is beside what
was said (that lies sealed in ground/seals), and knows no country: names, steps and limits come from the pack.
"""
