"""Work that nobody waits for: which jobs there are, when each is due, who runs it, and what became of it.

Tables: Beat (how a job stands), Worker (which processes do background work, and when each was last heard of); the queue
itself is the table of django-tasks-db. A job is known here by its name only; the room that it belongs to registers it
(`rhythm.register`). Every job is safe to repeat and to run twice at once, so that what a dead process left is simply
done again. The room never decides anything about a case and keeps no word of what a job worked on.
"""
