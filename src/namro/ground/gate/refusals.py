"""What the gate says when it does not open."""

from namro.rules.packs.refused import Refused


class NotThere(Refused):
    """Not allowed and not there: one answer, so that a refusal tells nothing about what exists."""

    code = "gate.not-found"


NotAllowed = NotThere


class WrittenOutsideTheGate(RuntimeError):
    """Code tried to write a guarded table while no action was running. A programmer reads this, never a user."""
