"""The tables of the room. What is derived from the actions says so; only the reducer's answer is ever stored there."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q

from namro.work.cases.desk_models import DeskHeir as DeskHeir
from namro.work.cases.desk_models import HandedDesk as HandedDesk
from namro.work.cases.held_models import Held as Held
from namro.work.cases.held_models import HeldCase as HeldCase
from namro.work.cases.import_models import Import as Import
from namro.work.cases.import_models import ImportColumns as ImportColumns
from namro.work.cases.import_models import Imported as Imported
from namro.work.cases.join_models import Joined as Joined
from namro.work.cases.key_models import CaseKey as CaseKey
from namro.work.cases.key_models import Erasing as Erasing
from namro.work.cases.name_models import NameSearch as NameSearch
from namro.work.cases.name_models import ReporterName as ReporterName
from namro.work.cases.rating_models import Rating as Rating
from namro.work.cases.second_look_models import SecondLook as SecondLook
from namro.work.cases.several_models import OneOfSeveral as OneOfSeveral
from namro.work.cases.several_models import Several as Several
from namro.work.cases.view_models import SavedView as SavedView

if TYPE_CHECKING:
    from namro.work.cases.payload import Written


class FrozenProcedure(models.Model):
    """One published version of a procedure, as the cases opened under it keep it whatever becomes of the pack."""

    hash = models.CharField(primary_key=True, max_length=64)
    procedure_id = models.CharField(max_length=60, db_index=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    body = models.TextField()  # canonical JSON of the procedure
    counting = models.JSONField(default=dict)  # the counting rules that it named, as they stood; in the hash too

    def __str__(self) -> str:
        return f"{self.procedure_id}@{self.valid_from}"


class Case(models.Model):
    """One matter. Everything below the line is derived from its actions and cached in the same transaction."""

    WEB, COUNTER, PHONE, POST, TRANSFERRED, OPEN311 = CHANNELS = (
        "web", "counter", "phone", "post", "transferred", "open311",
    )  # fmt: skip

    ref = models.CharField(max_length=20, unique=True)
    procedure_id = models.CharField(max_length=60)
    channel = models.CharField(max_length=12)
    received_at = models.DateTimeField()
    received_on = models.DateField()  # the local day
    place_ref = models.CharField(max_length=40, blank=True)  # edition:code of the unit where it happened
    place_name = models.CharField(max_length=200, blank=True)
    summary = models.CharField(max_length=160, blank=True)  # the first words of what is not sensitive
    # ---- derived ----
    seq = models.PositiveIntegerField(default=0)
    frozen = models.ForeignKey(FrozenProcedure, on_delete=models.PROTECT, related_name="cases", db_index=False)
    office = models.ForeignKey("people.Office", on_delete=models.PROTECT, related_name="cases", db_index=False)
    pending_office = models.ForeignKey(
        "people.Office",
        on_delete=models.PROTECT,
        related_name="cases_on_their_way",
        null=True,
        blank=True,
        db_index=False,
    )
    assignee = models.ForeignKey(
        "people.Post", on_delete=models.PROTECT, related_name="cases", null=True, blank=True, db_index=False
    )
    state = models.CharField(max_length=40)
    waits_for = models.CharField(max_length=12)  # office | reporter | other
    flags = models.JSONField(default=list)
    number = models.CharField(max_length=60, blank=True)
    register_number = models.PositiveIntegerField(null=True, blank=True)
    register_year = models.PositiveIntegerField(null=True, blank=True)
    next_due_clock = models.CharField(max_length=60, blank=True)
    next_due_on = models.DateField(null=True, blank=True)
    next_due_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    wrote_at = models.DateTimeField(null=True, blank=True)  # since when the reporter's words wait to be read
    keep_until = models.DateField(null=True, blank=True)  # of a closed case: its last day, where the procedure says it
    erased_on = models.DateField(null=True, blank=True)
    changed_at = models.DateTimeField()
    folded = models.CharField(max_length=600, blank=True)  # number, reference, place, subject without accents

    guard_kind = "case"

    class Meta:
        ordering = ("-received_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(register_number__isnull=True) | Q(register_number__gt=0), name="cases_number_is_positive"
            ),
        )
        # Each serves one way of walking along cases in order (walks.py); `id` stands at the end, so that cases of one
        # instant keep their order. The words of `folded` have an index of their own (words_index.py).
        indexes = (
            # on PostgreSQL it also holds what Today counts by (migration 0006)
            models.Index(
                fields=["office", "next_due_at", "id"], condition=Q(closed_at__isnull=True), name="cases_open_due"
            ),
            models.Index(
                fields=["next_due_at", "id"], condition=Q(closed_at__isnull=True), name="cases_open_due_anywhere"
            ),
            models.Index(
                fields=["-received_at", "-id"], condition=Q(closed_at__isnull=False), name="cases_closed_newest"
            ),
            models.Index(
                fields=["office", "-received_at", "-id"],
                condition=Q(closed_at__isnull=True),
                name="cases_open_of_office_newest",
            ),
            models.Index(fields=["-received_at", "-id"], condition=Q(closed_at__isnull=True), name="cases_open_newest"),
            models.Index(
                fields=["office", "waits_for", "changed_at", "id"],
                condition=Q(closed_at__isnull=True),
                name="cases_open_of_office_waiting",
            ),
            models.Index(
                fields=["waits_for", "changed_at", "id"],
                condition=Q(closed_at__isnull=True),
                name="cases_open_waiting",
            ),
            models.Index(
                fields=["pending_office"], condition=Q(pending_office__isnull=False), name="cases_on_their_way"
            ),
            models.Index(fields=["-received_at", "-id"], name="cases_newest"),
            models.Index(fields=["office", "-received_at", "-id"], name="cases_of_office_newest"),
            models.Index(fields=["office", "state", "-received_at", "-id"], name="cases_of_office_in_state"),
            models.Index(fields=["state", "-received_at", "-id"], name="cases_in_state"),
            models.Index(fields=["procedure_id", "-received_at", "-id"], name="cases_of_procedure"),
            models.Index(fields=["place_ref", "-received_at", "-id"], name="cases_of_place"),
            models.Index(
                fields=["assignee", "-received_at", "-id"],
                condition=Q(assignee__isnull=False),
                name="cases_of_holder",
            ),
            models.Index(fields=["office", "wrote_at", "id"], condition=Q(wrote_at__isnull=False), name="cases_unread"),
            models.Index(fields=["wrote_at", "id"], condition=Q(wrote_at__isnull=False), name="cases_unread_anywhere"),
            models.Index(
                fields=["assignee", "wrote_at", "id"],
                condition=Q(wrote_at__isnull=False),
                name="cases_unread_of_holder",
            ),
            models.Index(
                fields=["office", "-received_at", "-id"],
                condition=Q(wrote_at__isnull=False),
                name="cases_unread_of_office_newest",
            ),
            models.Index(
                fields=["-received_at", "-id"], condition=Q(wrote_at__isnull=False), name="cases_unread_newest"
            ),
            models.Index(fields=["keep_until", "id"], condition=Q(keep_until__isnull=False), name="cases_kept_until"),
        )

    @property
    def guard_office_id(self) -> int | None:
        return self.office_id

    @property
    def guard_ref(self) -> str:
        return f"case:{self.ref}"

    def __str__(self) -> str:
        return self.ref


class Said(models.Model):
    """What was said, field by field, closed under the key of the case (`payload`). Who said it does not stand here."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="said")
    closed = models.BinaryField()  # with the salt of its digest in the first action

    def __str__(self) -> str:
        return f"said in {self.case_id}"


class Done(models.Model):
    """One action on a case: who, when, which step, and its structure. Rows are only ever added (triggers see to it)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="history", db_index=False)
    seq = models.PositiveIntegerField()
    verb = models.CharField(max_length=20)
    step = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()
    actor_ref = models.CharField(max_length=80)
    actor_name = models.CharField(max_length=120, blank=True)  # staff only
    seat = models.CharField(max_length=120, blank=True)
    office = models.ForeignKey("people.Office", on_delete=models.PROTECT, related_name="+")
    data = models.JSONField(default=dict)
    once = models.CharField(max_length=64, null=True, blank=True)  # the key of the form that was sent
    entry = models.OneToOneField("trail.Entry", on_delete=models.PROTECT, related_name="+")  # of the trail

    written: list[Written]  # what was written with it, where `timeline.done_of` read that too

    class Meta:
        ordering = ("case_id", "seq")
        constraints = (
            models.UniqueConstraint(fields=["case", "seq"], name="cases_done_in_order"),
            models.UniqueConstraint(fields=["case", "once"], name="cases_done_once"),
        )

    def __str__(self) -> str:
        return f"{self.case_id}/{self.seq} {self.verb}"


class Words(models.Model):
    """The free text of an action, apart from its structure, closed under the key of the case (`payload`). The action
    binds its digest under a salt of its own, which is closed with it: both can go, and everything else of the action
    still be proven."""

    done = models.ForeignKey(Done, on_delete=models.PROTECT, related_name="words", db_index=False)
    part = models.CharField(max_length=20)  # reason, question, answer, message, …
    closed = models.BinaryField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["done", "part"], name="cases_words_one_of_a_part"),)

    def __str__(self) -> str:
        return f"{self.part} of {self.done_id}"


class Salt(models.Model):
    """The salt of an action's digests in the trail; without it nothing about the action can be proven."""

    done = models.OneToOneField(Done, on_delete=models.PROTECT, related_name="salt", primary_key=True)
    salt = models.BinaryField()

    def __str__(self) -> str:
        return f"salt of {self.done_id}"


class CaseClock(models.Model):
    """One running of a clock of a case (derived)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="clocks", db_index=False)
    clock = models.CharField(max_length=60)
    run = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    due_on = models.DateField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    status = models.CharField(max_length=12)  # running | paused | met | missed | void | unconfirmed
    paused_since = models.DateTimeField(null=True, blank=True)
    extensions = models.JSONField(default=list)
    provisional = models.BooleanField(default=False)

    class Meta:
        ordering = ("case_id", "started_at", "clock", "run")
        constraints = (models.UniqueConstraint(fields=["case", "clock", "run"], name="cases_clock_runs"),)
        indexes = (models.Index(fields=["clock", "status", "due_at"], name="cases_clock_by_status"),)

    def __str__(self) -> str:
        return f"{self.clock} of {self.case_id}"


class Recount(models.Model):
    """That the dates of a case were brought up to the calendar: which clocks moved, from which day to which. Rows are
    only ever added."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="recounts")
    at = models.DateTimeField()
    moved = models.JSONField(default=list)  # [clock, day before or "", day after or ""]
    salt = models.BinaryField()
    entry = models.OneToOneField("trail.Entry", on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"recount of {self.case_id}"


class RegisterCounter(models.Model):
    """The last number given in the register of one office and year; locked while a number is taken."""

    office = models.ForeignKey("people.Office", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveIntegerField()
    last = models.PositiveIntegerField(default=0)
    paper = models.PositiveIntegerField(default=0)  # numbers up to this one stand in a paper book of the same year

    class Meta:
        constraints = (models.UniqueConstraint(fields=["office", "year"], name="cases_one_counter"),)

    def __str__(self) -> str:
        return f"{self.office_id}/{self.year}: {self.last}"


class RegisterEntry(models.Model):
    """One line of an office's register: it stays when the case moves on to another office."""

    office = models.ForeignKey("people.Office", on_delete=models.PROTECT, related_name="register")
    year = models.PositiveIntegerField()
    number = models.PositiveIntegerField()
    text = models.CharField(max_length=60)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="entries", db_index=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ("office_id", "year", "number")
        constraints = (
            models.UniqueConstraint(fields=["office", "year", "number"], name="cases_register_gapless"),
            models.UniqueConstraint(fields=["case", "office"], name="cases_once_in_a_register"),
        )

    def __str__(self) -> str:
        return self.text


class Receipt(models.Model):
    """The keyed hash of the reporter's secret code, and of the draft that the case was made from."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="receipt")
    digest = models.CharField(max_length=64, unique=True)
    draft = models.CharField(max_length=64, unique=True, null=True, blank=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"receipt of {self.case_id}"


class SentBody(models.Model):
    """What a program sent under a key, as a hash that only who knows the key can make again: so that the same key with
    something else in it is noticed.
    """

    receipt = models.OneToOneField(Receipt, on_delete=models.PROTECT, primary_key=True, related_name="sent")
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"sent for {self.receipt_id}"


class StoredFile(models.Model):
    """What is known about a kept file: judged by its content, kept under a random name outside the web root."""

    token = models.CharField(max_length=40, unique=True)  # what an address may name
    path = models.CharField(max_length=80, unique=True)  # below FILES_ROOT
    name = models.CharField(max_length=120)  # made safe; its ending follows the content
    kind = models.CharField(max_length=12)  # image, document, sheet, text, video, audio
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.token


class StagedFile(StoredFile):
    """A file that waits for its report to be sent. `draft` is a keyed hash of the draft's token."""

    draft = models.CharField(max_length=64, db_index=True)


class Attachment(StoredFile):
    """A file that belongs to a case."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="attachments")
    done = models.ForeignKey(Done, on_delete=models.PROTECT, related_name="attachments")
    by_reporter = models.BooleanField()
    for_reporter = models.BooleanField(default=False)  # the reporter may read it too

    guard_kind: ClassVar[str] = "case"


class Notice(models.Model):
    """That someone is to be told of an action: the reporter on the follow page, the office on its desk."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notices", db_index=False)
    done = models.ForeignKey(Done, on_delete=models.PROTECT, related_name="notices", db_index=False)
    to = models.CharField(max_length=12)  # reporter | denounced | office
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["done", "to"], name="cases_notice_once"),)
        indexes = (models.Index(fields=["case", "to", "at"], name="cases_notices_of_case"),)

    def __str__(self) -> str:
        return f"{self.to} about {self.done_id}"


class Subscription(models.Model):
    """A city's own system that is told of what was done: where, by which secret, about what, and in whose reach."""

    name = models.CharField(max_length=60)
    url = models.CharField(max_length=500)
    secret = models.TextField()  # closed under a key that is not in the database
    verbs = models.JSONField(default=list)  # empty: all
    offices = models.JSONField(default=list)  # ids; empty: all in the owner's reach
    owner = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    guard_kind = "webhook"
    guard_office_id: ClassVar[int | None] = None

    class Meta:
        ordering = ("id",)

    @property
    def guard_ref(self) -> str:
        return f"webhook:{self.pk}"

    def __str__(self) -> str:
        return self.name


class Progress(models.Model):
    """How far a subscription has been told, and how the last tries went. Times are whole seconds since 1970 (UTC)."""

    subscription = models.OneToOneField(
        Subscription, on_delete=models.PROTECT, primary_key=True, related_name="progress"
    )
    batch = models.BigIntegerField(default=0)
    position = models.BigIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    next_try = models.BigIntegerField(default=0)
    paused_for = models.CharField(max_length=20, blank=True)  # why nothing is sent until somebody resumes it
    lease = models.CharField(max_length=40, blank=True)
    lease_until = models.BigIntegerField(default=0)
    last_ok = models.BigIntegerField(null=True, blank=True)
    last_said = models.CharField(max_length=40, blank=True)  # what the last failed try met: a status, or a word

    def __str__(self) -> str:
        return f"{self.subscription_id} at {self.batch}-{self.position}"


class MovedDate(models.Model):
    """That the date of a clock moved because the calendar or a rule changed, and to whom that is told; of a clock that
    has ended where it counts as kept now and did not before, or the other way round.

    `office` and `post` (None: nobody in particular) had the case then. `why` names what changed:
    `{"on", "working", "names", "act"}` for a day, `{"article"}` for a rule that was confirmed.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="moved_dates")
    clock = models.CharField(max_length=60)
    run = models.PositiveIntegerField()
    office = models.ForeignKey("people.Office", on_delete=models.PROTECT, related_name="+", db_index=False)
    post = models.ForeignKey("people.Post", on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    before_on = models.DateField(null=True)
    before_at = models.DateTimeField(null=True)
    after_on = models.DateField(null=True)
    after_at = models.DateTimeField(null=True)
    was_provisional = models.BooleanField()
    provisional = models.BooleanField()
    why = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=["office", "-id"], name="cases_moved_of_office"),)

    def __str__(self) -> str:
        return f"{self.clock} of {self.case_id}: {self.before_on} → {self.after_on}"


class SeenMovedDates(models.Model):
    """Up to which moved date somebody has said that they have seen them."""

    user = models.OneToOneField("people.User", on_delete=models.PROTECT, related_name="+", primary_key=True)
    upto = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.user_id} up to {self.upto}"


class CalendarUsed(models.Model):
    """A calendar by which the open dates were brought up to date: what has changed since is what moved them."""

    fingerprint = models.CharField(max_length=64)
    days = models.JSONField(default=list)  # the special days, as `moved_why.plain` writes them
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.fingerprint[:8]} of {self.at:%Y-%m-%d}"
