"""Staff, offices, posts and their holders. Nothing is deleted: what is over has an end.

`begins` is the first local day on which a thing holds, `ends` the first day on which it no longer does (None: open).
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q


def in_force(on: date, prefix: str = "") -> Q:
    """The condition that a row with `begins` and `ends` holds on the local day `on`."""
    begun = Q(**{f"{prefix}begins__lte": on})
    not_over = Q(**{f"{prefix}ends__isnull": True}) | Q(**{f"{prefix}ends__gt": on})
    return begun & not_over


def _ends_after_it_begins(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(ends__isnull=True) | Q(ends__gte=F("begins")), name=f"people_{name}_ends_after_it_begins"
    )


class User(AbstractBaseUser):
    """Someone who signs in. What they may do comes from the posts that they hold, never from here."""

    last_login = None  # each sign-in is an entry of the trail instead

    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = BaseUserManager()

    guard_kind = "user"
    guard_office_id: int | None = None

    @property
    def guard_ref(self) -> str:
        return f"user:{self.pk}"

    def __str__(self) -> str:
        return self.username


class MailAddress(models.Model):
    """Where somebody wants their daily digest to be sent. They set it themselves; it is closed under a key that is not
    in the database, and no page, export or program shows it to anybody else."""

    user = models.OneToOneField(User, on_delete=models.PROTECT, primary_key=True, related_name="mail")
    closed = models.TextField()

    def __str__(self) -> str:
        return f"user {self.user_id}"


class Office(models.Model):
    """An authority of one unit: the police of a ward, the investigation office of a city."""

    kind = models.CharField(max_length=40)
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="offices")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    names = models.JSONField(default=dict)
    code = models.CharField(max_length=40, unique=True)
    begins = models.DateField()
    ends = models.DateField(null=True, blank=True)
    path = models.CharField(max_length=200, default="", db_index=True)  # derived: ids from the root, "/1/14/"

    guard_kind = "office"

    class Meta:
        constraints = (_ends_after_it_begins("office"),)
        ordering = ("code",)

    @property
    def guard_office_id(self) -> int | None:
        return self.pk

    @property
    def guard_ref(self) -> str:
        return f"office:{self.code}"

    def __str__(self) -> str:
        return self.code


class Post(models.Model):
    """A place in an office with a role of the pack."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(max_length=40)
    title = models.CharField(max_length=120, blank=True)
    begins = models.DateField()
    ends = models.DateField(null=True, blank=True)

    guard_kind = "post"

    class Meta:
        constraints = (_ends_after_it_begins("post"),)
        ordering = ("office_id", "role", "id")

    @property
    def guard_office_id(self) -> int | None:
        return self.office_id

    @property
    def guard_ref(self) -> str:
        return f"post:{self.pk}"

    def __str__(self) -> str:
        return f"{self.role} @ {self.office_id}"


class Holding(models.Model):
    """Who holds a post, from when to when; a deputy holds it beside the holder."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="holdings")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="holdings")
    begins = models.DateField()
    ends = models.DateField(null=True, blank=True)
    deputy = models.BooleanField(default=False)

    guard_kind = "holding"

    class Meta:
        constraints = (_ends_after_it_begins("holding"),)
        indexes = (models.Index(fields=["user", "begins"], name="people_holding_of_user"),)

    @property
    def guard_office_id(self) -> int | None:
        return self.post.office_id

    @property
    def guard_ref(self) -> str:
        return f"holding:{self.pk}"

    def __str__(self) -> str:
        return f"{self.user_id} holds {self.post_id}"


class Token(models.Model):
    """What a program shows instead of a password: a part of what its holder may do, until a day. Only a keyed hash of
    its secret is kept.
    """

    API, CALENDAR, OPEN311 = KINDS = ("api", "calendar", "open311")

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tokens")
    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=60)  # what it is for, in its holder's words
    digest = models.CharField(max_length=64, unique=True)
    actions = models.JSONField(default=list)
    begins = models.DateField()
    ends = models.DateField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (_ends_after_it_begins("token"),)
        ordering = ("user_id", "id")

    def __str__(self) -> str:
        return f"token {self.pk}"


class TokenUse(models.Model):
    """The last local day on which a token was shown, so that its holder notices one that is used without them."""

    token = models.OneToOneField(Token, on_delete=models.PROTECT, primary_key=True, related_name="use")
    on = models.DateField()

    def __str__(self) -> str:
        return f"{self.token_id}: {self.on}"


class SignInAttempt(models.Model):
    """A counter that slows guessing down. `key` is a keyed hash: of an account's typed name, or, under a key that is
    thrown away each day, of a client's address. Times are whole seconds since 1970 (UTC).
    """

    key = models.CharField(max_length=64, unique=True)
    failures = models.PositiveIntegerField(default=0)
    last_at = models.BigIntegerField(db_index=True)
    wait_until = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.key[:8]}: {self.failures}"
