"""From the lines that a page draws to tables: which cells there are, and which of them are merged. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from namro.work.plans.reading.glyphs import Letter, Rule

NEAR = 3.0
"""Points up to which two lines are at one place."""
OPEN = 8.0
"""Points from which a row without a line at its end is one."""


@dataclass(slots=True)
class Grid:
    """A table on a page: the places of its upright lines from the left and of its level lines from the top, and for
    each place in it the number of the cell that lies there."""

    xs: list[float]
    ys: list[float]
    cells: list[list[int]]
    letters: dict[int, list[Letter]] = field(default_factory=dict)

    def put(self, letter: Letter) -> bool:
        """Puts a letter into its cell; False where it lies outside."""
        x, y = (letter.x0 + letter.x1) / 2, letter.middle
        if not (self.xs[0] - 1 <= x <= self.xs[-1] + 1 and self.ys[-1] - 1 <= y <= self.ys[0] + 1):
            return False
        column = max(0, min(len(self.xs) - 2, sum(x > line for line in self.xs) - 1))
        row = max(0, min(len(self.ys) - 2, sum(y < line for line in self.ys) - 1))
        self.letters.setdefault(self.cells[row][column], []).append(letter)
        return True


def grids(level: Sequence[Rule], upright: Sequence[Rule]) -> list[Grid]:
    """The tables that the lines of a page make, from the top. A frame around one thing is none."""
    level, upright = _merged(level), _merged(upright)
    found = []
    for lines, bars in _groups(level, upright):
        grid = _grid(lines, bars)
        if grid is not None:
            found.append(grid)
    return sorted(found, key=lambda grid: -grid.ys[0])


def _merged(rules: Sequence[Rule]) -> list[Rule]:
    """The lines with pieces of one line put together."""
    done: list[Rule] = []
    for rule in sorted(rules, key=lambda r: (round(r.at / NEAR), r.start)):
        for other in done[-40:]:
            if abs(other.at - rule.at) <= 1.5 and rule.start <= other.end + NEAR and other.start <= rule.end + NEAR:
                other.start, other.end = min(other.start, rule.start), max(other.end, rule.end)
                break
        else:
            done.append(Rule(rule.at, rule.start, rule.end))
    return done


def _groups(level: list[Rule], upright: list[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Lines that touch each other, directly or by others."""
    owner = list(range(len(level) + len(upright)))

    def root(at: int) -> int:
        while owner[at] != at:
            owner[at] = owner[owner[at]]
            at = owner[at]
        return at

    for i, line in enumerate(level):
        for j, bar in enumerate(upright):
            if line.start - NEAR <= bar.at <= line.end + NEAR and bar.start - NEAR <= line.at <= bar.end + NEAR:
                owner[root(i)] = root(len(level) + j)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for i, line in enumerate(level):
        groups.setdefault(root(i), ([], []))[0].append(line)
    for j, bar in enumerate(upright):
        groups.setdefault(root(len(level) + j), ([], []))[1].append(bar)
    return list(groups.values())


def _grid(level: list[Rule], upright: list[Rule]) -> Grid | None:
    xs, ys = _places(rule.at for rule in upright), _places(rule.at for rule in level)[::-1]
    if len(xs) < 3 or len(ys) < 2:
        return None
    ys = _open_ended(xs, ys, upright)
    rows, columns = len(ys) - 1, len(xs) - 1
    owner = list(range(rows * columns))

    def root(at: int) -> int:
        while owner[at] != at:
            owner[at] = owner[owner[at]]
            at = owner[at]
        return at

    for r in range(rows):
        for c in range(columns):
            y, x = (ys[r] + ys[r + 1]) / 2, (xs[c] + xs[c + 1]) / 2
            if c + 1 < columns and not _between(upright, xs[c + 1], y):
                owner[root(r * columns + c + 1)] = root(r * columns + c)
            if r + 1 < rows and not _between(level, ys[r + 1], x):
                owner[root((r + 1) * columns + c)] = root(r * columns + c)
    cells = [[root(r * columns + c) for c in range(columns)] for r in range(rows)]
    if len({cell for row in cells for cell in row}) < 2:
        return None
    return Grid(xs, ys, cells)


def _open_ended(xs: list[float], ys: list[float], upright: list[Rule]) -> list[float]:
    """The places of the level lines with those at which a page breaks a row and draws none: both outer upright lines go
    on beyond the last one there, and end together."""
    outer = [[rule for rule in upright if abs(rule.at - at) <= NEAR] for at in (xs[0], xs[-1])]
    if not all(outer):
        return ys
    tops = [max(rule.end for rule in side) for side in outer]
    feet = [min(rule.start for rule in side) for side in outer]
    above = [max(tops)] if min(tops) > ys[0] + OPEN and max(tops) - min(tops) <= NEAR else []
    below = [min(feet)] if max(feet) < ys[-1] - OPEN and max(feet) - min(feet) <= NEAR else []
    return [*above, *ys, *below]


def _places(values: object) -> list[float]:
    done: list[float] = []
    for value in sorted(values):  # type: ignore[call-overload]
        if not done or value - done[-1] > NEAR:
            done.append(value)
    return done


def _between(rules: Sequence[Rule], at: float, along: float) -> bool:
    return any(abs(rule.at - at) <= NEAR and rule.start - 1 <= along <= rule.end + 1 for rule in rules)
