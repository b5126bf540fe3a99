"""Issuing a plan: to whom, how many tasks that makes, and then all of it in one action."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from django.http import HttpResponse

from namro.doors.desk.inputs import Input, Option, judged, marked
from namro.doors.desk.page import STALE, Desk, Wrong, form_key, page, seen_of, sent_key, text_of
from namro.doors.desk.plans.called import Called, folded
from namro.doors.desk.plans.draft import SET
from namro.doors.desk.plans.former import Was, was
from namro.doors.desk.plans.given import twice
from namro.doors.desk.plans.lines import all_of, every_of, for_period, kind_said, sets_shown, title_of, until
from namro.doors.desk.plans.own_document import offered, will_implement
from namro.doors.desk.plans.plan import heading
from namro.ground.gate.refusals import NotThere
from namro.ground.people.models import Office
from namro.rules.packs.refused import Refused
from namro.rules.packs.sets import is_open, kinds_of, set_of, units_meant, units_of
from namro.work.plans import listed, queries, scope
from namro.work.plans.issue_actions import NotClear, drafts_stand, goes_to, must_be_ready, owed_if_given
from namro.work.plans.issue_actions import issue as issue_plan
from namro.work.plans.models import Instrument, Plan
from namro.work.plans.publishing import is_public

FOLDED = 30
"""Single offices from which on they stand in a fold: the kinds of office and the list of names come first."""


@page("GET", "POST")
def issue(desk: Desk, ref: str) -> HttpResponse:
    """The form, the look at what it makes, and the issuing."""
    found = scope.plan(desk.actor, ref, desk.on)
    if not listed.sits(desk.actor, found.office_id, "plans.issue"):
        raise NotThere
    drafts = queries.drafts(desk.actor, ref, desk.on)
    if desk.request.method != "POST" and not drafts and not _own_copy(desk, found):
        return desk.answer("plan-issue-nothing", plan=heading(desk, found), given=found.state != Plan.DRAFT)
    spread = sum(one.task.spread for one in drafts)
    offices = listed.may_get(desk.actor, found, desk.on) if spread else []
    inputs = _inputs(desk, found, offices, _named(desk, drafts))
    wrongs: list[Wrong] = []
    chosen: list[Office] = []
    changed: list[Wrong] = []
    going = text_of(desk, "go")
    look = desk.request.method == "POST" and going == "look"
    if desk.request.method == "POST":
        inputs, wrongs = judged(desk, inputs)
        pasted = _Pasted(desk, inputs, offices)
        inputs, gone, instead = _with_former(desk, inputs, offices, found, pasted)
        chosen, odd = _chosen(desk, inputs, offices, gone, pasted, instead)
        wrongs += odd
        if spread and not chosen and not wrongs:
            wrongs = [Wrong(desk.say("refusals.plans.nobody-named"), "names")]
        if not wrongs and going == "look":
            wrongs = _refused(desk, found, chosen, _document(inputs, found))
        if not wrongs and going == "do":
            try:
                made = issue_plan(
                    found, to=chosen, instrument=_document(inputs, found), once=sent_key(desk),
                    seen=seen_of(desk), actor=desk.actor, now=desk.now,
                )  # fmt: skip
            except NotClear as refused:
                wrongs = [desk.refusal(refused)]
            except Refused as refused:
                if refused.code == "gate.not-found":
                    raise
                if refused.code == "plans.already-done":
                    desk.tell(desk.say("desk.plan.twice"))
                    return desk.go("plan", ref)
                if refused.code in STALE:
                    look, drafts, changed = True, queries.drafts(desk.actor, ref, desk.on), [desk.refusal(refused)]
                    spread = sum(one.task.spread for one in drafts)
                    wrongs = _refused(desk, found, chosen, _document(inputs, found))
                elif refused.code == "plans.given-already":
                    desk.tell(desk.refusal(refused).text, warning=True)
                    return desk.go("plan", ref)
                else:
                    wrongs = [desk.refusal(refused)]
            else:
                desk.tell(_told(desk, made.tasks - spread + made.copies, made.plans))
                return desk.go("plan", ref)
    if look and not wrongs:
        return desk.answer(
            "plan-issue-look",
            409 if changed else 200,
            changed,
            plan=heading(desk, found),
            own=len(drafts) - spread,
            spread=spread,
            made=len(drafts) - spread + sum(_gets(one, office) for one in drafts for office in chosen),
            gives=_gives(desk, drafts, chosen) if any(one.among or one.units for one in drafts) else [],
            offices=[{"id": one.pk, "name": desk.pick(one.names)} for one in chosen],
            no_more=_no_more(desk, found, {one.kind for one in chosen}) if spread else "",
            others=_others(desk, drafts, chosen),
            periods=_periods(desk, drafts),
            twice=twice(desk, found, drafts, _to(drafts, chosen)),
            is_public=is_public(found),
            implements=will_implement(desk, found, _document(inputs, found)),
            document=next((o.id for one in inputs if one.id == "document" for o in one.options if o.chosen), ""),
            once=form_key(desk),
            seen=drafts_stand(one.task for one in drafts),
        )
    head = heading(desk, found)
    return desk.answer(
        "form",
        wrongs=wrongs,
        title=desk.say("desk.action.plans.issue"),
        lead=" ".join(
            part
            for part in (
                desk.say(
                    "desk.plan.issue.lead" if drafts else "desk.plan.issue.lead.copy", n=len(drafts), spread=spread
                ),
                _no_more(desk, found) if spread else "",
            )
            if part
        ),
        back={"url": head["url"], "name": head["name"]},
        inputs=marked(inputs, wrongs),
        once=form_key(desk),
        does="look",
        button=desk.say("desk.plan.issue.look"),
    )


def _folded(desk: Desk, some: Sequence[Option]) -> dict[str, str]:
    """What the fold says in which single offices stand where they are many."""
    return {"fold": desk.say("desk.plan.issue.some.fold", n=len(some))} if len(some) > FOLDED else {}


def _refused(desk: Desk, plan: Plan, chosen: Sequence[Office], document: Instrument | None) -> list[Wrong]:
    """Why the plan could not be issued to these offices."""
    try:
        must_be_ready(plan, chosen, desk.on, document)
    except Refused as refused:
        return [desk.refusal(refused)]
    return []


def _told(desk: Desk, given: int, plans: int) -> str:
    """What was issued: so many tasks given, so many plans made for offices."""
    if not given:
        return desk.say("desk.plan.issue.done.copy")
    made = desk.say("desk.plan.issue.done.plans", n=plans) if plans else ""
    return f"{desk.say('desk.plan.issue.done', n=given)} {made}".strip()


def _own_copy(desk: Desk, plan: Plan) -> bool:
    """Whether it is the plan that came to an office with its tasks and was not issued yet: it needs none of its own."""
    return plan.state == Plan.DRAFT and plan.template_id is not None and listed.has_copies(plan)


def _no_more(desk: Desk, plan: Plan, kinds: Collection[str] | None = None) -> str:
    """Which offices (of these kinds) are given nothing because their unit is no more, each with those of today."""
    found = [one for one in listed.no_more(desk.actor, plan, desk.on) if kinds is None or one[0].kind in kinds]
    names = [
        desk.say(
            "desk.plan.issue.now", name=desk.pick(office.names),
            heirs=", ".join(desk.pick(one.office.names) for one in stand),
        )
        if stand
        else desk.pick(office.names)
        for office, stand in found
    ]  # fmt: skip
    return desk.say("desk.plan.issue.no-more", n=len(names), names="; ".join(names)) if names else ""


def _others(desk: Desk, drafts: Sequence[queries.Missing], chosen: Sequence[Office]) -> list[dict[str, str]]:
    """Each task of which the document names another lead than the office that gets it, or than those of one kind."""
    called = Called(desk)
    kinds = list({(one.kind, one.unit.kind): one for one in chosen}.values())
    found = []
    for one in drafts:
        get = [one.task.lead_office] if one.task.lead_office else []
        if one.task.spread:
            get = [office for office in kinds if _gets(one, office)]
        other = [office for office in get if one.led and not _means(desk, one, office, called)]
        if other:
            alike = {
                office.pk: [x for x in chosen if (x.kind, x.unit.kind) == (office.kind, office.unit.kind)]
                for office in other
            }
            names = [
                _kind(desk, office.kind, alike[office.pk]) if len(alike[office.pk]) > 1 and one.task.spread
                else desk.pick(office.names)
                for office in other
            ]  # fmt: skip
            whole = set_of(desk.pack, {office.kind for office in other}, one.units)
            gets = every_of(desk, whole) if whole and one.task.spread and len(other) > 1 else _together(names)
            said = desk.say("desk.plan.issue.other", led=one.led, gets=gets)
            matter = title_of(desk, one.task.matter, 110)
            found.append({"matter": matter, "url": desk.url("plan-task", one.task.ref), "says": said})
    return found


def _periods(desk: Desk, drafts: Sequence[queries.Missing]) -> list[dict[str, str]]:
    """Of each task that comes again for how many periods it is owed if it is given now, and the first one with its day:
    it may be near."""
    found = []
    for one in drafts:
        if one.time.get("rhythm") and (owed := owed_if_given(one.time, desk.on)):
            period, day = owed[0][0], date.fromisoformat(owed[0][1])
            first = for_period(desk, period, day)
            says = desk.say("desk.plan.issue.periods", n=len(owed), first=first, left=until(desk, day)[0])
            matter = title_of(desk, one.task.matter, 110)
            seat = listed.sits(desk.actor, one.task.assigner_id, "plans.change_draft")
            change = desk.url("plan-task-deed", one.task.ref, "change-draft") if seat else ""
            url = desk.url("plan-task", one.task.ref)
            found.append({"matter": matter, "url": url, "says": says, "change": change})
    return found


def _together(names: Sequence[str]) -> str:
    return ", ".join(dict.fromkeys(names))


def _means(desk: Desk, one: queries.Missing, office: Office, called: Called) -> bool:
    """Whether the lead that the document names is that office; of a task for every office of a kind, that kind."""
    led = folded(one.led)
    if led in {folded(name) for name in office.names.values()} or called.of(one.led) == office.pk:
        return True
    kind = desk.pack.offices.get(office.kind)
    units = units_meant(desk.pack, one.led)
    if not one.task.spread or kind is None or (units and office.unit.kind not in units):
        return False
    names = (*kind.names.values(), *kind.called)
    parts = [[folded(part) for part in name.split("{unit}") if part.strip()] for name in names]
    return any(own and all(part in led for part in own) for own in parts)


Named = Collection[tuple[str, tuple[str, ...]]]
"""Kinds of office, each with the kinds of unit (none: any) to which the tasks that name it keep."""


def _named(desk: Desk, drafts: Sequence[queries.Missing]) -> Named:
    """The kinds of office that the tasks name, but of those that leave open which office of a commune is meant."""
    found = (one for one in drafts if one.task.spread and not is_open(desk.pack, one.among))
    return {(kind, one.units) for one in found for kind in one.among}


def _gives(desk: Desk, drafts: Sequence[queries.Missing], chosen: Sequence[Office]) -> list[dict[str, str]]:
    """To whom each task for many goes: how many offices, of which kinds."""
    found = []
    for one in drafts:
        given = [office for office in chosen if _gets(one, office)]
        if one.task.spread:
            alike: dict[str, list[Office]] = {}
            for office in given:
                alike.setdefault(office.kind, []).append(office)
            names = [
                desk.say("desk.plan.issue.every", name=_kinds(desk, kind, one.units, them), n=len(them))
                if len(them) > 1
                else desk.pick(them[0].names)
                for kind, them in alike.items()
            ]
            said = desk.say("desk.plan.issue.gives", n=len(given), names=all_of(desk, names))
            matter = title_of(desk, one.task.matter, 110)
            found.append({"matter": matter, "url": desk.url("plan-task", one.task.ref), "says": said})
    return found


def _gets(one: queries.Missing, office: Office) -> bool:
    """Whether a task goes to that office once it is chosen."""
    return one.task.spread and bool(goes_to({"among": one.among, "units": one.units}, [office]))


def _kinds(desk: Desk, kind: str, units: Collection[str], offices: Sequence[Office]) -> str:
    """What offices of a kind are called together, in these kinds of unit where they keep to some."""
    whole = set_of(desk.pack, [kind], units) if units else ""
    said = every_of(desk, whole) if whole else _kind(desk, kind, offices)
    return said[:1].upper() + said[1:]


def _to(drafts: Sequence[queries.Missing], chosen: Sequence[Office]) -> dict[int, list[Office]]:
    """By draft the offices that it goes to."""
    return {
        one.task.pk: [office for office in chosen if _gets(one, office)]
        if one.task.spread
        else [one.task.lead_office] if one.task.lead_office is not None else []
        for one in drafts
    }  # fmt: skip


def _kind(desk: Desk, kind: str, offices: Sequence[Office]) -> str:
    """What offices of a kind are called together."""
    return kind_said(desk, kind) or desk.pick(offices[0].names)


def _inputs(desk: Desk, plan: Plan, offices: Sequence[Office], among: Named) -> list[Input]:
    """`among`: the kinds of office that the tasks name; all of those are chosen unless something else is."""
    found: list[Input] = []
    if offices:
        alike: dict[str, list[Office]] = {}
        for one in offices:
            alike.setdefault(one.kind, []).append(one)
        kinds = tuple(
            Option(
                kind,
                desk.say("desk.plan.issue.every", name=_kind(desk, kind, them), n=len(them)),
                chosen=(kind, ()) in among,
            )
            for kind, them in alike.items()
            if len(them) > 1
        )
        kinds += _sets(desk, alike, among)
        some = tuple(Option(str(one.pk), desk.pick(one.names)) for one in offices)
        needed = desk.say("desk.input.one-of-these" if kinds else "desk.input.one-of-two")
        if kinds:
            said = desk.say("desk.plan.issue.kinds")
            found.append(Input("kinds", "some-of", said, "", False, options=kinds, needed=needed))
        found += [
            Input(
                "names", "long-text", desk.say("desk.plan.issue.names"), desk.say("desk.plan.issue.names.hint"), False,
                most=20_000, rows=4, needed=needed,
            ),
            Input("office", "some-of", desk.say("desk.plan.issue.some"), "", False, options=some, needed=needed,
                  extra=_folded(desk, some)),
        ]  # fmt: skip
    if plan.template_id is not None and (documents := offered(plan)):
        said, hint = desk.say("desk.plan.issue.document"), desk.say("desk.plan.issue.document.hint")
        found.append(Input("document", "list", said, hint, False, options=documents))
    return found


def _sets(desk: Desk, alike: Mapping[str, Sequence[Office]], among: Named) -> tuple[Option, ...]:
    """The sets of several kinds of office, or of one kind in some kinds of unit, of which some can be chosen."""
    found = []
    for name, said in sets_shown(desk):
        kinds, units = kinds_of(desk.pack, name), units_of(desk.pack, name)
        n = sum(_in_set(desk, name, office) for kind in kinds for office in alike.get(kind, ()))
        if (len(kinds) > 1 or units) and n > 1 and not is_open(desk.pack, kinds):
            whole = desk.say("desk.plan.issue.every", name=said[:1].upper() + said[1:], n=n)
            found.append(Option(f"{SET}{name}", whole, chosen={(kind, units) for kind in kinds} <= set(among)))
    return tuple(found)


def _in_set(desk: Desk, name: str, office: Office) -> bool:
    """Whether an office is one of a set."""
    units = units_of(desk.pack, name)
    return office.kind in kinds_of(desk.pack, name) and (not units or office.unit.kind in units)


class _Pasted:
    """The lines that were pasted, by how they are compared, and the one office of those that each of them means: by a
    name that only one of them has, else as everywhere."""

    def __init__(self, desk: Desk, inputs: Sequence[Input], offices: Sequence[Office]) -> None:
        typed = next((one.value for one in inputs if one.id == "names"), "")
        self.lines = {folded(line): line.strip() for line in typed.split("\n") if line.strip()}
        self.meant: dict[str, int] = {}
        known: dict[str, set[int]] = {}
        for one in offices if self.lines else ():
            for name in (*one.names.values(), one.code):
                known.setdefault(folded(name), set()).add(one.pk)
        self.called = Called(desk) if any(len(known.get(name, ())) != 1 for name in self.lines) else None
        may = {one.pk for one in offices}
        for name, line in self.lines.items():
            found = known.get(name, set())
            if not found and self.called is not None and (pk := self.called.of(line)) in may:
                found = {pk}
            if len(found) == 1:
                self.meant[name] = next(iter(found))


def _with_former(
    desk: Desk, inputs: Sequence[Input], offices: Sequence[Office], plan: Plan, pasted: _Pasted
) -> tuple[list[Input], dict[str, Was], set[str]]:
    """The inputs, with one more where pasted lines name units that are no more, or offices that have a name together:
    those that may be meant, to be picked one by one or all that stand where a unit was; where a level of units is no
    more only all. By folded line what is said; and the ids that were picked."""
    odd = [line for name, line in pasted.lines.items() if name not in pasted.meant]
    may = {one.pk for one in offices}
    gone = was(desk, odd, pasted.called, plan.office.unit.line) if pasted.called is not None else {}
    if not any(pk in may for one in gone.values() for pk, _, _ in one.offered):
        return list(inputs), {folded(text): one for text, one in gone.items()}, set()
    offered = {pk: shown for one in gone.values() if not one.each for pk, _, shown in one.offered if pk in may}
    picked = set(desk.request.POST.getlist("former"))
    whole = {
        f"all-{n}": (one, [str(pk) for pk, _, _ in one.offered if pk in may])
        for n, one in enumerate(gone.values(), 1)
        if one.together or one.each
    }
    options = [
        Option(key, desk.say("desk.former.all", n=len(ids), name=one.text), chosen=key in picked)
        for key, (one, ids) in whole.items()
        if len(ids) > 1 or one.each
    ]
    picked = {pk for pk in picked if pk in map(str, offered)} | {
        pk for key, (_, ids) in whole.items() if key in picked for pk in ids
    }
    lines = tuple(one.told for one in gone.values())
    more = Input(
        "former", "some-of", desk.say("desk.former.pick"), " ".join(lines), False,
        options=(*options, *(Option(str(pk), shown, chosen=str(pk) in picked) for pk, shown in offered.items())),
    )  # fmt: skip
    at = next(n for n, one in enumerate(inputs) if one.id == "names") + 1
    return [*inputs[:at], more, *inputs[at:]], {folded(text): one for text, one in gone.items()}, picked


def _chosen(
    desk: Desk,
    inputs: Sequence[Input],
    offices: Sequence[Office],
    gone: Mapping[str, Was],
    pasted: _Pasted,
    picked: Collection[str],
) -> tuple[list[Office], list[Wrong]]:
    """The offices that are meant, each once; a name that is none of them is to be mended. A name of a unit that is no
    more is settled once one of those that stand there was picked."""
    sets = [name for name, _ in sets_shown(desk)]
    ticked = {(one.id, option.id) for one in inputs for option in one.options if option.chosen}
    settled = {name for name, one in gone.items() if any(str(pk) in picked for pk, _, _ in one.offered)}
    names = {name: line for name, line in pasted.lines.items() if name not in settled}
    left = [line for name, line in names.items() if name in gone and gone[name].offered]
    if left:
        return [], [Wrong(desk.say("desk.former.unsettled", n=len(left), names=all_of(desk, left)), "former")]
    odd = [line for name, line in names.items() if name not in pasted.meant]
    if odd:
        said = desk.say("desk.plan.issue.unknown", n=len(odd), names=all_of(desk, odd))
        said = " ".join((said, *(f"{gone[name].told} {gone[name].says}" for name in names if name in gone)))
        return [], [Wrong(said, "names")]
    meant = {pasted.meant[name] for name in names}
    return [
        one
        for one in offices
        if one.pk in meant
        or ("kinds", one.kind) in ticked
        or any(("kinds", f"{SET}{name}") in ticked and _in_set(desk, name, one) for name in sets)
        or ("office", str(one.pk)) in ticked
        or str(one.pk) in picked
    ], []


def _document(inputs: Sequence[Input], plan: Plan) -> Instrument | None:
    wanted = next((o.id for one in inputs if one.id == "document" for o in one.options if o.chosen), "")
    return next((one for one in listed.own_documents(plan.office_id) if str(one.pk) == wanted), None)
