"""Everything done, append-only and provable.

Tables: Entry (one per action), Pending (the queue of entries not sealed yet, kept by a trigger), SealedBatch and
SealedLeaf (entries bound into Merkle batches, batches into a chain of heads).
Never: personal data (salted digests only), an UPDATE, a DELETE, or one chain that every writer must queue for.
"""
