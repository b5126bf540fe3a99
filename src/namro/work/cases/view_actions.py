"""Naming a list of cases to open it again, and sharing it with one's office. A view holds filters, never cases: whoever
opens it sees what they may read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from namro.ground import texts
from namro.ground.gate.action import action
from namro.ground.gate.context import current
from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import Actor
from namro.ground.people.models import Office, User
from namro.rules.packs.refused import Refused
from namro.work.cases.models import SavedView

MOST = 30
"""Views of one person at most."""
NAME = 60
FILTERS = 20
VALUE = 200


@action("cases.save_view", by_oneself=True)
def save_view(user: User, *, name: str, query: Mapping[str, str], actor: Actor, now: datetime) -> SavedView:
    """Keep the filters of a list under a name.

    Raises Refused `cases.view-empty`, `cases.view-name-taken`, `cases.view-too-many`.
    """
    name = texts.required(name, "name", most=NAME)
    kept = {key[:20]: value[:VALUE] for key, value in sorted(query.items())[:FILTERS] if value}
    if not kept:
        raise Refused("cases.view-empty", field="name")
    User.objects.select_for_update(no_key=True).get(pk=user.pk)  # so that two forms at once do not make one too many
    _free(user, name)
    if SavedView.objects.filter(owner=user).count() >= MOST:
        raise Refused("cases.view-too-many", field="name", most=MOST)
    current().carries({"name": name, "query": kept})
    return SavedView.objects.create(owner=user, name=name, query=kept, at=now)


@action("cases.rename_view", by_oneself=True)
def rename_view(user: User, *, view: int, name: str, actor: Actor, now: datetime) -> SavedView:
    """Give a view of one's own another name. Raises Refused `cases.view-name-taken`, `NotThere`."""
    name = texts.required(name, "name", most=NAME)
    found = _own(user, view)
    if found.name == name:
        current().unchanged()
        return found
    _free(user, name)
    current().carries({"view": view, "name": name})
    found.name = name
    found.save(update_fields=["name"])
    return found


@action("cases.delete_view", by_oneself=True)
def delete_view(user: User, *, view: int, actor: Actor, now: datetime) -> None:
    """Throw a view of one's own away; no case is touched. Raises `NotThere`."""
    found = _own(user, view)
    current().carries({"view": view, "name": found.name})
    found.delete()


@action("cases.share_view", in_person=True)
def share_view(office: Office, *, view: int, shared: bool, actor: Actor, now: datetime) -> SavedView:
    """Share a view of one's own with an office, or no longer. Raises `NotThere`."""
    found = SavedView.objects.filter(pk=view, owner_id=int(actor.ref.removeprefix("user:"))).first()
    if found is None:
        raise NotThere
    wanted = office.pk if shared else None
    if found.office_id == wanted:
        current().unchanged()
        return found
    current().carries({"view": view, "office": office.code, "shared": shared})
    found.office_id = wanted
    found.save(update_fields=["office"])
    return found


def _own(user: User, view: int) -> SavedView:
    found = SavedView.objects.filter(pk=view, owner=user).first()
    if found is None:
        raise NotThere
    return found


def _free(user: User, name: str) -> None:
    if SavedView.objects.filter(owner=user, name=name).exists():
        raise Refused("cases.view-name-taken", field="name", name=name)
