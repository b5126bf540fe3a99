"""Photos and files on their way: each is checked, cleaned and kept aside when it is added, under the draft's token.

Nothing is shown of a waiting file but its name and size. It becomes part of the case when the report is sent, and is
deleted when it has waited for a day.
"""

import time

from django.http import HttpRequest

from namro.doors.portal.draft import Draft
from namro.doors.portal.page import address_of, now
from namro.doors.portal.wrong import Wrong
from namro.doors.throttle import Throttle
from namro.doors.uploads import LARGEST_FILE, MEGABYTE, MOST_FILES, refused_files, size
from namro.rules.packs.refused import Refused
from namro.work.cases import actions, queries
from namro.work.cases.models import StagedFile

ACCEPT = "image/*,video/*,audio/*,.pdf,.txt,.csv,.doc,.docx,.xls,.xlsx,.odt,.ods"
"""What the phone's chooser offers first; what is really taken, the content decides."""

adding = Throttle(400)
"""Files from one address in ten minutes: ten each for forty people behind it."""


def staged(draft: Draft) -> list[StagedFile]:
    """The files that wait under this draft."""
    return queries.staged(draft.token)


def add(request: HttpRequest, draft: Draft, field: str) -> list[Wrong]:
    """Stage what was chosen; gives back what was wrong, one for each file that was not taken, one for all
    that were too many."""
    wrong = [Wrong.from_refused(refused, field) for refused in refused_files(request)]
    uploads = request.FILES.getlist(field)
    if not uploads and not wrong:
        return [Wrong("portal.files.empty", field)]
    left_out: list[str] = []
    for upload in uploads:
        if adding.full(address_of(request), time.monotonic()):
            return [*wrong, Wrong("portal.files.busy", field)]
        adding.count(address_of(request), time.monotonic())
        try:
            actions.stage_file(draft.token, upload, actor=actions.NEWCOMER, now=now())
        except Refused as refused:
            if refused.code == "cases.files-too-many":
                left_out.append(str(upload.name)[:80])
            else:
                wrong.append(Wrong.from_refused(refused, field))
    if left_out:
        wrong.append(Wrong("portal.files.left-out", field, {"most": MOST_FILES, "names": ", ".join(left_out)}))
    return wrong


def remove(draft: Draft, id: str) -> None:
    """Take a waiting file away; one that is gone already is no matter."""
    if id.isascii() and id.isdigit() and len(id) < 19:
        try:
            actions.unstage_file(draft.token, int(id), actor=actions.NEWCOMER, now=now())
        except Refused:
            return


def context(draft: Draft) -> dict[str, object]:
    """What the page needs beyond its frame."""
    waiting = staged(draft)
    return {
        "staged": [{"id": f.pk, "name": f.name, "size": size(f.size)} for f in waiting],
        "room": len(waiting) < MOST_FILES,
        "most_files": MOST_FILES,
        "most_size": LARGEST_FILE // MEGABYTE,
        "accept": ACCEPT,
    }
