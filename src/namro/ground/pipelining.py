"""PostgreSQL's pipeline mode where all statements are known before the first answer is looked at.

The driver sends each statement as it comes and looks twice whether the line is free, which for a handful of small ones
costs as much as building them. Here they are gathered and go out together. Two methods that are the driver's own are
overridden; were they called no more, each statement would go out by itself again, and a test counts that.
"""

from __future__ import annotations

from psycopg import Pipeline
from psycopg.abc import PQGen


class Gathering(Pipeline):
    """Sends when the block ends, when a transaction begins, or when somebody looks at an answer after all."""

    def _communicate_gen(self) -> PQGen[None]:
        if self.command_queue and self.command_queue[-1] == self.pgconn.pipeline_sync:
            yield from super()._communicate_gen()

    def _fetch_gen(self, *, flush: bool) -> PQGen[None]:
        if self.command_queue:
            yield from super()._communicate_gen()
        yield from super()._fetch_gen(flush=flush)
