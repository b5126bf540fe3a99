"""Days off from the `holidays` package, beside what the pack says: a first draft, and a second opinion ever after.

    python tools/seed_calendar.py --draft 2028        prints the days of a new year as YAML, each to be checked
    python tools/seed_calendar.py                     reports where packs/vn/calendar.yaml and the package differ

The package knows most swapped days late or not at all, and guesses Tết; the acts decide. Each difference should
therefore be explained by the act that the calendar names. Nothing at run time uses the package.
"""

import argparse
from datetime import date
from pathlib import Path

import holidays

from namro.rules.packs.reading import read

CALENDAR = Path(__file__).parent.parent / "packs" / "vn" / "calendar.yaml"


def draft(years: list[int]) -> str:
    """The package's days for `years` as entries of calendar.yaml, provisional and without an act until checked."""
    vi = holidays.country_holidays("VN", years=years, language="vi")
    en = holidays.country_holidays("VN", years=years, language="en_US")
    days = [(day, False, vi[day], en[day]) for day in vi]
    days += [
        (day, True, "Làm bù", "Worked to make up for a day off") for day in vi.weekend_workdays if day.year in years
    ]
    entries = [
        f'  - on: {day}\n    working: {str(working).lower()}\n    name: {{vi: "{here}", en: "{there}"}}\n'
        '    act: "the holidays package; to be checked against the act"\n    provisional: true\n'
        for day, working, here, there in sorted(days)
    ]
    return "".join(entries)


def differences(path: Path) -> list[str]:
    """One line for each day on which the calendar and the package disagree whether it is worked."""
    data = read(path, path.name).value
    first, last = data["covers"]["from"], data["covers"]["to"]
    ours = {entry["on"]: entry for entry in data["days"]}
    theirs = holidays.country_holidays("VN", years=range(first.year, last.year + 1))
    lines = []
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        day = date.fromordinal(ordinal)
        usual = day.weekday() < 5
        here = ours[day]["working"] if day in ours else usual
        there = day in theirs.weekend_workdays or (usual and day not in theirs)
        if here != there:
            said = f"{ours[day]['name']['en']} ({ours[day]['act']})" if day in ours else "no entry"
            lines.append(
                f"{day} {day:%a}: the calendar has it {_worked(here)}: {said}; the package has it {_worked(there)}"
                f"{': ' + theirs[day] if day in theirs else ''}"
            )
    return lines


def _worked(working: bool) -> str:
    return "worked" if working else "off"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draft", type=int, nargs="+", metavar="YEAR", help="print these years instead")
    parser.add_argument("--calendar", type=Path, default=CALENDAR)
    asked = parser.parse_args()
    if asked.draft:
        print(draft(asked.draft), end="")
        return
    found = differences(asked.calendar)
    print(f"{len(found)} days differ between {asked.calendar.name} and holidays {holidays.__version__}:")
    print("\n".join(found))


if __name__ == "__main__":
    main()
