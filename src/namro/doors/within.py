"""The day within a period, in words, and as people type it."""

from __future__ import annotations

from namro.doors import words
from namro.rules.clocks.within import Within
from namro.rules.packs.current import the_pack


def said(lang: str, rhythm: str, within: str) -> str:
    """`within` of a rhythm as a part of a sentence: "by Friday", "by day 15". "" where there is none; as it was typed
    where it is no day of such a period, as on a form that is still to be mended."""
    if not within:
        return ""
    try:
        day = Within.parse(rhythm, within)
    except ValueError:
        return within
    if day.rhythm == "weekly":
        weekday = words.say(lang, f"common.weekday.{day.day}")
        return words.say(lang, "common.within.weekly", weekday=weekday)
    kind = day.rhythm if day.rhythm in ("monthly", "yearly") else "months"
    return words.say(lang, f"common.within.{kind}", day=f"{day.day:02d}", month=_month(day))


def _month(day: Within) -> str:
    return f"{day.month:02d}" if day.rhythm == "yearly" else str(day.month)


def shown(lang: str, rhythm: str, within: str) -> str:
    """As the input of a form holds it: "Friday", "15", "20/3"; "" where there is none."""
    if not within:
        return ""
    day = Within.parse(rhythm, within)
    if day.rhythm == "weekly":
        return words.say(lang, f"common.weekday.{day.day}")
    return str(day.day) if day.rhythm == "monthly" else f"{day.day}/{day.month}"


def typed(lang: str, rhythm: str, text: str) -> str:
    """What was typed, as `Within.parse` takes it: a weekday of a week, a day of a month, day and month of a longer
    period. What is none of these comes back as it is, to be refused by the room."""
    text = " ".join(text.casefold().split())
    if rhythm == "weekly":
        return str(_weekdays(lang).get(text, text))
    day, mark, month = text.partition("/")
    if mark and day.isdecimal() and month.isdecimal():
        return f"{int(month)}-{int(day)}"
    return str(int(text)) if text.isdecimal() else text


def _weekdays(lang: str) -> dict[str, int]:
    """The days of the week by every name that the pack and the pages have for them."""
    plans = the_pack().plans
    speeches = plans.languages.values() if plans else ()
    named = {name.casefold(): n for speech in speeches for name, n in speech.times.weekdays.items()}
    return named | {words.say(lang, f"common.weekday.{n}").casefold(): n for n in range(1, 8)}
