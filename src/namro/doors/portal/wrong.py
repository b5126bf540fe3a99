"""What was wrong with an answer: a sentence for the reader and the input that it is about."""

from collections.abc import Mapping

from namro.doors import words
from namro.rules.packs.refused import Refused


class Wrong(Exception):
    """An answer that cannot be taken as it stands. `key` names the sentence, `part` the input to mend."""

    def __init__(self, key: str, part: str = "", params: Mapping[str, object] | None = None) -> None:
        super().__init__(key)
        self.key = key
        self.part = part
        self.params = dict(params or {})

    @classmethod
    def from_refused(cls, refused: Refused, part: str) -> "Wrong":
        """What a room below refused, said about the input `part`."""
        return cls(f"refusals.{refused.code}", part, refused.params)

    def says(self, lang: str) -> str:
        """The sentence in the reader's language."""
        return words.say(lang, self.key, **self.params)
