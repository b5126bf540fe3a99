"""Whether a line in small letters that begins with a kind of document is its title, or a sentence of its body. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from namro.work.plans.reading.letterheads import Letterheads
from namro.work.plans.reading.lexicon import Lexicon
from namro.work.plans.reading.series import NUMBER
from namro.work.plans.reading.times import Times

_WORDS = 4
"""Words from which a line of the head that ends with a full stop is a sentence."""


class Titles:
    """Tells it in one language."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon, self._times, self._heads = lexicon, Times(lexicon), Letterheads(lexicon)

    def is_sentence(self, line: str, kind: str) -> bool:
        """Whether a line that begins with a kind ("Báo cáo kết quả về … trước ngày …") says by when something is to be
        done. `kind`: the words for it; a line with them in capitals is none."""
        return not kind.isupper() and self._bound(line)

    def in_body(self, above: Sequence[str], line: str, kind: str) -> bool:
        """Whether the body has begun in the lines above one with `kind`: one of them hands something over or says by
        when, or both it and the line are sentences and it is none of a letterhead. Never where the kind is in
        capitals."""
        whole = line.rstrip().endswith(".")
        return not kind.isupper() and any(self._says(one) or (whole and self._is_whole(one)) for one in above)

    def tells(self, line: str) -> bool:
        """Whether a whole sentence of the body begins with a word for a kind of document behind which no number and no
        relative stands: it may tell somebody to do that ("Thông báo cho các hộ …."), and is worth a note."""
        lexicon = self._lexicon
        kind = lexicon.any_kind.match(line)
        if kind is None or kind[0].isupper() or not line.rstrip().endswith("."):
            return False
        return not (lexicon.own.match(line) or lexicon.hoped.search(line) or NUMBER.search(line))

    def _says(self, line: str) -> bool:
        lexicon = self._lexicon
        if self._bound(line):
            return True
        if lexicon.relations["cites"].match(line) or line.isupper():
            return False
        return any(look.search(line) for look in (lexicon.assign, lexicon.lead))

    def _is_whole(self, line: str) -> bool:
        head = line.isupper() or self._heads.below(line) or self._lexicon.relations["cites"].match(line)
        return not head and line.rstrip().endswith(".") and len(line.split()) >= _WORDS

    def _bound(self, line: str) -> bool:
        return any(when.bound in ("before", "by") for when in self._times.found(line, 0, len(line)))
