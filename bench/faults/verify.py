"""Afterwards: what was acknowledged is there once, registers have no gap, nothing differs from the trail.

    python -m bench.faults.verify < told.json        {"codes": {token: code}, "registered": [ref]}

Prints what is wrong as a JSON list, and how much there is.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from datetime import UTC, datetime


def main() -> None:
    """Reads what was told, looks, prints."""
    import django

    django.setup()
    from namro.work.cases import receipts
    from namro.work.cases.models import Case, Receipt, RegisterCounter, RegisterEntry
    from namro.work.cases.queries import by_receipt

    told, wrong = json.load(sys.stdin), []
    cases_of: Counter[int] = Counter()
    for token, code in told["codes"].items():
        kept = list(Receipt.objects.filter(draft=receipts.draft_digest(token)))
        if len(kept) != 1:
            wrong.append(f"a report that was acknowledged is there {len(kept)} times")
            continue
        cases_of[kept[0].case_id] += 1
        opened = by_receipt(code, datetime.now(UTC))
        if opened is None or opened.pk != kept[0].case_id:
            wrong.append("a code does not open the case that it was given for")
    wrong += [f"{n} reports became one case" for n in cases_of.values() if n > 1]
    for ref in told["registered"]:
        if not Case.objects.filter(ref=ref).exclude(number="").exists():
            wrong.append(f"{ref} was registered and has no number")
    numbers: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for entry in RegisterEntry.objects.all():
        numbers[entry.office_id, entry.year].append(entry.number)
    for key, found in numbers.items():
        if sorted(found) != list(range(1, len(found) + 1)):
            wrong.append(f"the register {key} has a gap or a number twice")
    for counter in RegisterCounter.objects.all():
        if counter.last != len(numbers[counter.office_id, counter.year]):
            wrong.append(f"the counter of {counter.office_id} stands at {counter.last}")
    registers = sum(len(found) for found in numbers.values())
    print(json.dumps({"wrong": wrong, "cases": Case.objects.count(), "numbers": registers}))


if __name__ == "__main__":
    main()
