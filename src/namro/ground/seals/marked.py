"""A key file together with the mark that this database keeps of it."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction

from namro.ground.keys import KeyMissing, KeyWrong, key_id, read, read_or_make
from namro.ground.seals.models import KeyMark

SIZE = 32
_checked: dict[str, bytes] = {}


def marked_key(name: str) -> bytes:
    """The 32 bytes of the key file `name`, made on the first use of this database.

    Raises `KeyMissing` when records were written with a key that is no longer there (a new one is never made in its
    place), `KeyWrong` when the file holds another key.
    """
    place = f"{settings.NAMRO_KEYS}/{name}"  # asked for with every seal and receipt: no path is built for it
    if place in _checked:
        return _checked[place]
    mark = KeyMark.objects.filter(name=name).values_list("key_id", flat=True).first()
    key = read(name)
    if key is None:
        if mark is not None:
            raise KeyMissing(
                f"The key file {place} is missing, and records in this database were written with it (key {mark}). "
                "Put the file back from the place where the keys are kept; without it those records stay closed."
            )
        key = read_or_make(name)
    if len(key) != SIZE:
        raise KeyWrong(
            f"The key file {place} holds {len(key)} bytes instead of {SIZE}: it is damaged. Put the right file back."
        )
    if mark is None:
        mark = KeyMark.objects.get_or_create(name=name, defaults={"key_id": key_id(key)})[0].key_id
    if mark != key_id(key):
        raise KeyWrong(
            f"The key file {place} is key {key_id(key)}, but records in this database were written with key {mark}. "
            "Put the right file back."
        )
    transaction.on_commit(lambda: _checked.__setitem__(place, key))  # not before the mark itself is kept
    return key


def forget_keys() -> None:
    """Forgets the keys kept in memory: they are read and checked again at the next use."""
    _checked.clear()
