"""Who is signed in, read on every page of the desk: Django's sessions and accounts by statements that are kept."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends.db import SessionStore as InDatabase
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from namro.ground.compiled import Compiled
from namro.ground.fetch import Fetch
from namro.ground.people.models import User


class SessionStore(InDatabase):
    """Django's sessions in the database."""

    def load(self) -> dict[str, Any]:
        """What the session holds; nothing, and no key any more, where it is over or never was."""
        found = _sessions(self.session_key or "", timezone.now())
        if not found:
            self._session_key = None
            return {}
        return dict(self.decode(found[0][0]))


class Accounts(ModelBackend):
    """Django's accounts with a password."""

    def get_user(self, user_id: int) -> User | None:
        """The account behind a session, unless it was closed."""
        user = _accounts.first(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None


def _running(key: str, now: datetime) -> QuerySet[Session, tuple[Any, ...]]:
    return Session.objects.filter(session_key=key, expire_date__gt=now).values_list("session_data")


_sessions = Compiled(_running)
_accounts = Fetch(User, where="t0.id = %s")
