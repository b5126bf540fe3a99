"""Sealing at this moment, for whoever needs what was just done to be sealed; the background seals every second."""

from __future__ import annotations

from datetime import UTC, datetime

from namro.ground.trail.sealing import Sealing, seal_pending


def seal_now() -> Sealing:
    """Seals what waits at this moment."""
    return seal_pending(datetime.now(UTC))
