"""The pages of a report: one for each field of the procedure, then who is writing, then the check page."""

from dataclasses import dataclass

from namro.rules.packs.schema import FormField, Procedure

WHO = "your_name"
CHECK = "check_answers"
"""The name of a field holds no underscore, so these are never taken."""


@dataclass(frozen=True, slots=True)
class Flow:
    """The order of the pages of one procedure."""

    procedure: Procedure

    @property
    def slugs(self) -> tuple[str, ...]:
        """Every page by the name that stands in its address."""
        return (*(f.id for f in self.procedure.fields), WHO, CHECK)

    @property
    def first(self) -> str:
        return self.slugs[0]

    def field(self, slug: str) -> FormField | None:
        """The field that a page asks about; None for the last two pages."""
        return next((f for f in self.procedure.fields if f.id == slug), None)

    def next(self, slug: str) -> str:
        """The page after `slug`; the check page comes after itself."""
        return self.slugs[min(self.slugs.index(slug) + 1, len(self.slugs) - 1)]

    def before(self, slug: str) -> str | None:
        """The page before `slug`; None for the first."""
        at = self.slugs.index(slug)
        return self.slugs[at - 1] if at else None

    def place(self, slug: str) -> tuple[int, int]:
        """Which page of how many, counting from 1."""
        return self.slugs.index(slug) + 1, len(self.slugs)
