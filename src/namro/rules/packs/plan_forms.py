"""The forms that plans are written in beside their sentences: the official table, acts and letters."""

from __future__ import annotations

from typing import Literal

from namro.rules.packs.kinds import Data, Line, Words

Column = Literal["number", "task", "lead", "coordinating", "due", "product", "head", "note"]


class Forms(Data):
    """How acts and letters are written. `basis`: words with which a line of what an act stands on begins, besides
    those by which it cites. `this`: words beside the kind of an instrument by which the document itself is meant.
    `handed`: words between those of handing over and what is handed over, `to`: those before to whom. `latest`: words
    before a time that only an order has, `obliged`: words behind a name that make what it does one."""

    basis: Words = ()
    this: Words = ()
    handed: Words = ()
    to: Words = ()
    latest: Words = ()
    obliged: Words = ()


class Layout(Data):
    """The official table in which the tasks of a plan are handed on. `columns`: its headings. `every`: what stands for
    a lead where each office gets the task. Then how a time is written: `{day}`, `{rhythm}` and `{n}` are filled in.
    `after`: so many working days after the end of each period. `begins`: a day in the first period, put behind
    `{rhythm}`, as is `within`: by which day of each, put behind `{rhythm}`
    (`{weekday}`, or the day `{n}` and the month `{m}`; "months" of a quarter and a half). `terms`: from the day on
    which it was given."""

    columns: dict[Column, Line]
    every: Line
    until: Line
    after: Line
    after_until: Line
    begins: Line
    within: dict[Literal["weekly", "monthly", "months", "yearly"], Line]
    terms: dict[Literal["days", "working-days", "months"], Line]
