"""What was promised: instruments, the plans that carry them out, tasks, targets, and what proves them.

Tables: Deed and Act (append-only: what was done), KeptFile and Clause (append-only: what an act brought), and what
follows from the acts: Instrument, Relation, Plan, Task, With, Target, and what everybody may read: Publication,
Cleared. Digest is what a post was told on a day. `reading` proposes what a document says; it writes nothing.

Never closes a task that its assigner did not accept, never edits or deletes what was done, never ranks anybody, and
knows nothing of cases: evidence names them by reference.
"""
