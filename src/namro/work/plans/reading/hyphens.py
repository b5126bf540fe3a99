"""Two lines of one paragraph made one. Pure."""

from __future__ import annotations

import re


def joined(before: str, line: str) -> str:
    """Two lines of one paragraph, without a hyphen that only the end of the line asked for."""
    if before.endswith("\u00ad"):
        return before[:-1] + line if line[:1].islower() else f"{before[:-1]}-{line}"
    if re.search(r"[^\W\d_][-‐]$", before) and line[:1].islower() and before[-2:-1].islower():
        return before[:-1] + line
    if re.search(r"\w/$|/[^\W_]+-$", before) and line[:1].isalnum():
        return before + line  # inside the number of an instrument
    return f"{before} {line}"
