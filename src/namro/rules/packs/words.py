"""The words of the screens: flat maps of key to sentence, one set per language.

The first folder holds English (`*.yaml`), the common ground that every sentence falls back to. Each further folder
is a pack's: its `*.yaml` are in the pack's own language (the first), its sub-folders `<language>/*.yaml` in others.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from namro.rules.packs.reading import read
from namro.rules.packs.refused import PackRefused, Problem

ENGLISH = "en"
Sentence = str | Mapping[str, str]
_HOLE = re.compile(r"\{([a-z_]+)\}")


class UnknownWord(KeyError):
    """No language has a sentence under this key."""


class Words:
    """Sentences by language and key. `strict`: a key that nobody has raises `UnknownWord`; else the key comes back."""

    def __init__(self, by_language: Mapping[str, Mapping[str, Sentence]], languages: Sequence[str], *, strict: bool):
        self.languages = tuple(languages)
        self.strict = strict
        self._words = {language: dict(words) for language, words in by_language.items()}

    @classmethod
    def load(cls, dirs: Sequence[Path], languages: Sequence[str], *, strict: bool = False) -> Words:
        """All sentences of the folders. A key twice in one language, or a file that is no flat map, is refused.

        Raises `PackRefused` with every problem, by file and line.
        """
        found: dict[str, dict[str, Sentence]] = {ENGLISH: {}, **{language: {} for language in languages}}
        problems: list[Problem] = []
        for number, folder in enumerate(dirs):
            own = ENGLISH if number == 0 else languages[0]
            _read_folder(folder, folder.name, found[own], problems)
            if number:
                for language in languages:
                    _read_folder(folder / language, f"{folder.name}/{language}", found[language], problems)
        if problems:
            raise PackRefused(problems)
        return cls(found, languages, strict=strict)

    def has(self, language: str, key: str) -> bool:
        """Whether this language itself has a sentence under the key."""
        return key in self._words.get(language, {})

    def sentence(self, language: str, key: str) -> Sentence:
        """The sentence (or pair) as it is written. Raises `KeyError` where the language has none."""
        return self._words[language][key]

    def keys(self, language: str) -> frozenset[str]:
        """Every key that the language has a sentence for."""
        return frozenset(self._words.get(language, {}))

    def say(self, language: str, key: str, /, **params: object) -> str:
        """The sentence with its `{name}` holes filled; of a pair `one`/`other` the one that `n` asks for.

        Falls back to English. A hole without a value stays as it is written.
        """
        sentence = self._words.get(language, {}).get(key)
        if sentence is None:
            sentence = self._words[ENGLISH].get(key)
        if sentence is None:
            if self.strict:
                raise UnknownWord(key)
            return key
        text = sentence if isinstance(sentence, str) else sentence["one" if params.get("n") == 1 else "other"]
        if "{" not in text:
            return text
        parts = _parts(text).copy()
        for at in range(1, len(parts), 2):
            name = parts[at]
            parts[at] = str(params[name]) if name in params else "{" + name + "}"
        return "".join(parts)

    def pick(self, text: Mapping[str, str], language: str) -> str:
        """The sentence of a pack's text in this language, else in the pack's own, else any there is."""
        for wanted in (language, *self.languages, ENGLISH):
            if wanted in text:
                return text[wanted]
        return next(iter(text.values()), "")


@lru_cache(maxsize=20_000)
def _parts(text: str) -> list[str]:
    """A sentence cut at its holes: what stands between, and at every second place the name of one."""
    return _HOLE.split(text)


def _read_folder(folder: Path, shown: str, into: dict[str, Sentence], problems: list[Problem]) -> None:
    if not folder.is_dir():
        return
    for path in sorted(folder.glob("*.yaml")):
        name = f"{shown}/{path.name}"
        try:
            file = read(path, name)
        except PackRefused as refused:
            problems.extend(refused.problems)
            continue
        if not isinstance(file.value, dict):
            problems.append(file.problem((), "words-not-flat"))
            continue
        for key, value in file.value.items():
            if key in into:
                problems.append(file.problem((key,), "word-twice", key=key))
            elif isinstance(value, str) or (
                isinstance(value, dict)
                and set(value) == {"one", "other"}
                and all(isinstance(inner, str) for inner in value.values())
            ):
                into[key] = value
            else:
                problems.append(file.problem((key,), "words-not-flat"))
