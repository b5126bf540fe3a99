"""Plays the plans of a city: documents, tasks, reports and answers at their days, through the actions officers use."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from namro.doors.cli.demo.plan_script import Aim, Fare, Opened, Owed, Own, Paper, Programme, Promise, Shared, Value
from namro.doors.cli.demo.town import Town
from namro.ground.files.keeping import Ready, take_in
from namro.ground.people.actors import Actor
from namro.ground.people.models import Office
from namro.rules.packs.refused import Refused
from namro.rules.packs.schema import Pack
from namro.work.plans import jobs, publishing_actions, task_actions
from namro.work.plans.draft_actions import add_task, draft, keep_as_principle
from namro.work.plans.history import acts_of
from namro.work.plans.instrument_actions import ClauseSaid, register_instrument, relate
from namro.work.plans.issue_actions import issue
from namro.work.plans.models import Instrument, Plan, Target, Task
from namro.work.plans.moving_actions import Part, split
from namro.work.plans.publishing import accepted_pieces
from namro.work.plans.replacing import waiting_under
from namro.work.plans.replacing_actions import Fate, replace_instrument
from namro.work.plans.target_actions import TargetSaid, correct_value, report_value, set_target
from namro.work.plans.task_said import TaskSaid
from namro.work.plans.task_states import task_of

if TYPE_CHECKING:
    from namro.doors.cli.demo.play import Play

REMINDED = 30
"""Days up to today on which the posts were told what comes due and what is late."""
EVIDENCE = 3
"""One report in so many brings a file, the others name a document or a figure."""


class Plans:
    """The plans of one city, queued turn by turn into its play. `share`: what part of the offices that fare somehow do;
    a small city plays a few."""

    def __init__(self, said: Programme, pack: Pack, town: Town, play: Play, *, share: float, seed: int) -> None:
        self.said, self.pack, self.town, self.play, self.share = said, pack, town, play, share
        self.draw = random.Random(seed)  # noqa: S311 - the same city each time, nothing secret
        self.today = pack.calendar.local(play.now)
        self.agency = town.of_kind(said.agency.kind)
        self.documents: dict[str, Instrument] = {}
        self.plans: dict[str, Plan] = {}
        self.tasks: dict[str, Task] = {}
        self.targets: dict[str, Target] = {}
        self.clock = datetime.min.replace(tzinfo=UTC)
        for nth, paper in enumerate(said.documents):
            self._at(paper.day, self._register, paper, first=nth)
        for promise in said.plans:
            self._at(promise.drafted, self._draft, promise)
        for day in range(-REMINDED, 0):
            early = pack.calendar.start_of(self._day(day)).replace(hour=7)
            self.play.also(early, partial(self._taken, self._remind, ()))

    # When

    def _day(self, day: int) -> date:
        return self.pack.calendar.add_days(self.today, day)

    def _at(self, day: int, run: Callable[..., object], *about: object, first: int | None = None) -> int:
        """Queues a turn for that day, or the next on which offices are open, at an hour of work; gives the day back.

        After a weekend turns of several days come on one: `first` come in this order before all others, and none comes
        before the turn that led to it.
        """
        on = self.pack.calendar.next_working(self._day(day))
        at = self.pack.calendar.start_of(on).replace(hour=9 + self.draw.randrange(7), minute=self.draw.randrange(60))
        if first is not None:
            at = at.replace(hour=8, minute=first)
        if at <= self.clock:
            at = datetime.fromtimestamp(self.clock.timestamp() + 60, self.clock.tzinfo)
        self.play.also(at, partial(self._taken, run, about))
        return self.pack.calendar.days_between(self.today, on)

    def _taken(self, run: Callable[..., object], about: tuple[object, ...], now: datetime) -> None:
        self.clock = now
        try:
            run(*about, now)
        except Refused as refusal:
            self.play.told.refused[f"plans: {refusal.code}"] += 1

    def _between(self, low: int, high: int) -> int:
        return self.draw.randint(low, max(low, high))

    def _remind(self, now: datetime) -> None:
        jobs.remind(now)

    # Who

    def _by(self, office: Office | int, role: str, now: datetime) -> Actor:
        pk = office if isinstance(office, int) else office.pk
        found = self.town.actor(pk, role, now, self.draw)
        if found is None:
            raise LookupError(f"nobody is {role} at office {pk}")
        return found

    def _agent(self, now: datetime) -> Actor:
        return self._by(self.agency, self.said.role, now)

    def _commune(self, name: str, kind: str) -> Office:
        """The office of a commune by its name, of those of today."""
        lang = self.pack.language
        return next(
            office for (found, _), office in self.town.offices.items()
            if found == kind and office.ends is None and office.unit.names[lang] == name
        )  # fmt: skip

    # Documents and drafts

    def _register(self, paper: Paper, now: datetime) -> None:
        labels = [part.label for part in paper.clauses]
        clauses = [
            ClauseSaid(part.label, part.text, labels.index(part.within) + 1 if part.within else None)
            for part in paper.clauses
        ]
        made = register_instrument(
            self.agency, kind=paper.kind, symbol=paper.symbol, issuer=paper.issuer, dated=self._day(paper.day),
            title=paper.title, clauses=clauses, actor=self._agent(now), now=now,
        )  # fmt: skip
        self.documents[paper.id] = made
        for other, kind in paper.relations.items():
            day = self._day(paper.day)
            relate(made, to=self.documents[other], kind=kind, begins=day, actor=self._agent(now), now=now)

    def _draft(self, promise: Promise, now: datetime) -> None:
        document = self.documents[promise.document]
        plan = draft(self.agency, instrument=document, name=promise.name, actor=self._agent(now), now=now)
        self.plans[promise.id] = plan
        for owed in promise.tasks:
            lead = self.town.of_kind(owed.lead) if owed.lead else None
            self._write(owed, plan, lead, self._agent(now), now, to=owed.to or promise.to)
        for aim in promise.targets:
            if not aim.unit:
                self._aim(aim, plan, self.agency, self.said.role, now)
        if promise.issued is not None:
            self._at(promise.issued, self._issue, promise)

    def _write(self, owed: Owed, plan: Plan, lead: Office | None, actor: Actor, now: datetime, *, to: str = "") -> None:
        """`to`: the kind of office that each get it where no single one leads."""
        due = self._day(owed.due) if owed.due is not None else None
        time: dict[str, Any] = {"day": due.isoformat()} if due else {}
        if owed.monthly_until is not None:
            time = {"rhythm": "monthly", "until": self._day(owed.monthly_until).isoformat()}
        clause = plan.instrument.clauses.get(label=owed.clause).pk if owed.clause else None
        task = add_task(
            plan,
            said=TaskSaid(
                matter=owed.matter, product=owed.product, clause=clause, lead=lead.pk if lead else None,
                role=owed.role, head=self.pack.role_at(self.said.head, lead.kind if lead else to), time=time,
                spread=lead is None and not owed.principle, among=[to] if to and lead is None else [],
                source={"text": owed.source.format(due=f"{due:%d/%m/%Y}" if due else "")} if owed.source else {},
            ),
            actor=actor, now=now,
        )  # fmt: skip
        self.tasks[owed.id] = task
        if owed.principle:
            keep_as_principle(task, actor=actor, now=now)

    def _aim(self, aim: Aim, plan: Plan, office: Office, role: str, now: datetime) -> None:
        clause = plan.instrument.clauses.get(label=aim.clause).pk if aim.clause else None
        said = TargetSaid(
            aim.name, str(aim.goal), self._day(aim.by), percent=aim.percent, unit=aim.counts, of=aim.of, clause=clause,
            task=self.tasks[aim.task].pk if aim.task else None, begins=self._day(aim.begins),
            parent=self.targets[aim.parent].pk if aim.parent else None,
        )  # fmt: skip
        target = self.targets[aim.id] = set_target(plan, said=said, actor=self._by(office, role, now), now=now)
        for value in aim.values:
            day = self._at(value.day, self._value, target, value, office, role)
            if value.instead is not None:
                self._at(day + 1, self._correction, target, value, office, role)

    def _value(self, target: Target, value: Value, office: Office, role: str, now: datetime) -> None:
        report_value(
            target, value=str(value.value if value.instead is None else value.instead), on=self._day(value.day),
            text=value.text, files=[self._file(value.text)], actor=self._by(office, role, now), now=now,
        )  # fmt: skip

    def _correction(self, target: Target, value: Value, office: Office, role: str, now: datetime) -> None:
        by, day = self._by(office, role, now), self._day(value.day)
        correct_value(target, on=day, value=str(value.value), reason=value.text, actor=by, now=now)

    def _own_aim(self, promise: Promise, aim: Aim, office: Office, now: datetime) -> None:
        self._aim(aim, self._of(promise, office), office, self.said.head, now)

    # Issued, and what becomes of it

    def _issue(self, promise: Promise, now: datetime) -> None:
        every = sorted(
            (o for (kind, _), o in self.town.offices.items() if kind == promise.to and o.ends is None),
            key=lambda office: office.code,
        )
        issue(self.plans[promise.id], to=self._recipients(promise), actor=self._agent(now), now=now)
        began = self.pack.calendar.days_between(self.today, self.pack.calendar.local(now))
        for owed in promise.tasks:
            if owed.lead:
                self._fares(self.tasks[owed.id], owed.fare, owed, began, _last(promise, owed))
            elif not owed.principle:
                self._spread(promise, owed, began)
        for own in promise.own:
            self._at(own.day, self._own, promise, own)
        for office in self.draw.sample(every, round(promise.others_issue * self.share)):
            if office not in {self._commune(own.unit, promise.to) for own in promise.own}:
                self._at(self._between(began + 2, -2), self._issue_own, promise, office)
        for shared in promise.shared:
            self._at(shared.day, self._shared, promise, shared)
        for aim in promise.targets:
            if aim.unit and aim.day is not None:
                office = self._commune(aim.unit, promise.to)
                self._at(aim.day, self._own_aim, promise, aim, office)
        if promise.replaced is not None:
            self._at(promise.replaced.day, self._replace, promise)
        if promise.opened is not None:
            self._at(promise.opened.day, self._open, promise, promise.opened)

    def _recipients(self, promise: Promise) -> list[Office]:
        """The offices that are given something, each kind in the order of codes."""
        found: list[Office] = []
        for kind in dict.fromkeys(owed.to or promise.to for owed in promise.tasks if not owed.lead):
            all_of = (o for (name, _), o in self.town.offices.items() if name == kind and o.ends is None)
            named = [self._commune(name, kind) for name in promise.units]
            found += named or sorted(all_of, key=lambda office: office.code)
        return found

    def _spread(self, promise: Promise, owed: Owed, began: int) -> None:
        copies = {one.lead_office_id: one for one in Task.objects.filter(parent=self.tasks[owed.id]).order_by("pk")}
        for name, fare in owed.units.items():
            self._fares(
                copies.pop(self._commune(name, owed.to or promise.to).pk), fare, owed, began, _last(promise, owed)
            )
        fares = [fare for fare, n in owed.fares.items() for _ in range(max(1, round(n * self.share)))]
        for copy, fare in zip(
            self.draw.sample(list(copies.values()), min(len(fares), len(copies))), fares, strict=False
        ):
            self._fares(copy, fare, owed, began, _last(promise, owed))

    def _fares(self, task: Task, fare: Fare, owed: Owed, began: int, last: int) -> None:
        """Queues what becomes of a task."""
        if fare == "nothing":
            return
        if owed.monthly_until is not None:
            self._months(task, owed)
            return
        early = self._between(began + 3, last - 2)
        if fare == "blocked":
            self._at(early, self._block, task, owed)
        elif fare == "waiting":
            self._at(self._between(max(began + 1, -6), -1), self._report, task, owed, None)
        elif fare == "back":
            day = self._between(max(began + 1, -14), -5)
            day = self._at(day, self._report, task, owed, None)
            self._at(day + self._between(1, 3), self._send_back, task)
        else:
            day = last + self._between(3, 9) if fare == "late" else early
            if fare == "again":
                day = self._at(day, self._report, task, owed, None)
                day = self._at(day + 2, self._send_back, task) + self._between(1, 4)
            day = self._at(day, self._report, task, owed, None)
            self._at(day + self._between(2, 5), self._accept, task, None)

    def _months(self, task: Task, owed: Owed) -> None:
        for one in task_of(acts_of(task.guard_ref)).owed:
            away = self.pack.calendar.days_between(self.today, one.due_on)
            if away < 0:
                began = self.pack.calendar.days_between(self.today, one.from_on)
                day = self._at(max(away - 2, began), self._report, task, owed, one.period)
                self._at(day + self._between(1, 3), self._accept, task, one.period)

    # The turns

    def _report(self, task: Task, owed: Owed, period: str | None, now: datetime) -> None:
        text = self.draw.choice(self.said.texts["report"]).format(product=owed.product)
        day = self.pack.calendar.local(now).isoformat()
        files = [self._file(f"{owed.matter}\n{day}\n{text}")] if self.draw.randrange(EVIDENCE) == 0 else []
        refs = [] if files else [f"figure:{day}"]
        by = self._by(task.lead_office_id or self.agency.pk, owed.role, now)
        task_actions.report(task, text=text, files=files, refs=refs, period=period, actor=by, now=now)
        self.play.told.turns += 1

    def _accept(self, task: Task, period: str | None, now: datetime) -> None:
        task_actions.accept(task, period=period, actor=self._agent(now), now=now)
        self.play.told.turns += 1

    def _send_back(self, task: Task, now: datetime) -> None:
        reason = self.draw.choice(self.said.texts["back"])
        task_actions.send_back(task, reason=reason, actor=self._agent(now), now=now)
        self.play.told.turns += 1

    def _block(self, task: Task, owed: Owed, now: datetime) -> None:
        reason, by = self.draw.choice(self.said.texts["blocked"]), self._by(task.lead_office_id or 0, owed.role, now)
        task_actions.block(task, reason=reason, actor=by, now=now)
        self.play.told.turns += 1

    def _file(self, text: str) -> Ready:
        """A small file of evidence, made here."""
        name, head = self.said.texts["file"][0], self.said.texts["file"][-1]
        upload = io.BytesIO(f"{head}\n\n{text}\n".encode())
        upload.name = name
        return take_in(upload)

    # What a commune does with its plan

    def _open(self, promise: Promise, opened: Opened, now: datetime) -> None:
        plan = self.plans[promise.id]
        actor = self._agent(now)
        publishing_actions.publish(plan, reason=opened.reason, actor=actor, now=now)
        self.play.told.turns += 1
        given = [self.tasks[owed.id].pk for owed in promise.tasks if owed.id in self.tasks]
        left = opened.pieces
        for task in Task.objects.filter(parent__in=given, state=Task.ACCEPTED).order_by("pk"):
            files = [piece for piece, _ in accepted_pieces(acts_of(task.guard_ref)) if piece.startswith("file:")]
            if files and left:
                publishing_actions.clear_evidence(
                    task, piece=files[0], title=opened.title, reason=opened.clears, actor=actor, now=now
                )
                self.play.told.turns += 1
                left -= 1

    def _of(self, promise: Promise, office: Office) -> Plan:
        return Plan.objects.get(template=self.plans[promise.id], office=office)

    def _issue_own(self, promise: Promise, office: Office, now: datetime) -> None:
        issue(self._of(promise, office), actor=self._by(office, self.said.head, now), now=now)

    def _own(self, promise: Promise, own: Own, now: datetime) -> None:
        office = self._commune(own.unit, promise.to)
        if own.adds is not None:
            plan = self._of(promise, office)
            self._write(own.adds, plan, office, self._by(office, self.said.head, now), now)
        self._issue_own(promise, office, now)

    def _shared(self, promise: Promise, shared: Shared, now: datetime) -> None:
        office = self._commune(shared.unit, promise.to)
        whole = Task.objects.get(parent=self.tasks[shared.task], lead_office=office)
        head = self._by(office, self.said.head, now)
        parts = [Part(team=group, matter=shared.matter.format(group=group)) for group in shared.groups]
        made = split(whole, parts=parts, actor=head, now=now)
        owed = next(one for one in promise.tasks if one.id == shared.task)
        for at, part in enumerate(made[: shared.done]):
            day = self._between(shared.day + 3, -4)
            day = self._at(day, self._report, part, owed, None)
            if at < shared.done - 1:  # the last one waits for its head
                self._at(day + 2, self._accept_part, part, office)

    def _accept_part(self, part: Task, office: Office, now: datetime) -> None:
        task_actions.accept(part, actor=self._by(office, self.said.head, now), now=now)

    def _replace(self, promise: Promise, now: datetime) -> None:
        """The one reviewed action: every open task and target gets its place in the new document, or its end."""
        assert promise.replaced is not None
        new, old = self.documents[promise.replaced.by], self.documents[promise.document]
        clauses = dict(new.clauses.values_list("label", "pk"))
        fates = {
            self.tasks[owed.id].ref: Fate(clause=clauses[owed.becomes]) if owed.becomes else Fate(ends=owed.ends)
            for owed in promise.tasks
        }
        for aim in promise.targets:
            if aim.id in self.targets and aim.becomes:
                fates[self.targets[aim.id].ref] = Fate(clause=clauses[aim.becomes])
        for task in Task.objects.filter(instrument=old, parent=None).exclude(ref__in=fates):  # what communes added
            fates[task.ref] = Fate(clause=next(iter(clauses.values())))
        ends = list(Task.objects.filter(ref__in=[ref for ref, fate in fates.items() if fate.ends]))
        replace_instrument(
            old, by=new, begins=self._day(promise.replaced.day), fates=fates, reason=promise.replaced.reason,
            unanswered=sum(waiting_under(old, ends).values()), actor=self._agent(now), now=now,
        )  # fmt: skip


def _last(promise: Promise, owed: Owed) -> int:
    """The day up to which a task is done in time: its own, yesterday, or before it ends with its document."""
    last = min(owed.due if owed.due is not None else -1, -1)
    return min(last, promise.replaced.day - 12) if owed.ends and promise.replaced else last
