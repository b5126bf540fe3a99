"""QR codes (ISO/IEC 18004, error correction M) as rows of modules for papers and as a drawing for pages."""

from __future__ import annotations

import math
from typing import Any

import zxingcpp

_MODULES = bytes.maketrans(bytes(range(256)), b"1" + b"0" * 255)
_LETTERS = str.maketrans("01", "ld")
_RUNS = tuple(
    (kind * n, f"{draw}{n}{end}") for n in range(8, 0, -1) for kind, draw, end in (("d", "h", ""), ("l", "m", " 0"))
)
"""Longest first: a run of dark modules is a stroke, a run of light ones a step without one."""


MASK = "3"
"""The mask of codes drawn on screens. Readers take its number from the code itself, so any will do;
trying all eight for the best looking one, as the standard has it and paper gets it, is nine tenths of the work."""


def rows(text: str, mask: str | None = None) -> list[str]:
    """Rows of 0 (light) and 1 (dark), with its quiet zone of four modules. `mask`: "0" to "7" instead of the best."""
    given = {} if mask is None else {"dataMask": mask}
    made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M", **given)
    image: Any = made.to_image(scale=1, add_quiet_zones=True)  # gives its bytes to whoever asks; 0 is dark
    modules = memoryview(image).tobytes().translate(_MODULES).decode("ascii")
    size = math.isqrt(len(modules))
    return [modules[at : at + size] for at in range(0, len(modules), size)]


def svg(text: str) -> str:
    """An inline SVG of one unit per module, black on white with its quiet zone; the style sheet gives it a size."""
    drawn = rows(text, MASK)
    lines = (row.rstrip("0").translate(_LETTERS) for row in drawn)
    path = "".join(f"M0 {y}.5{line}" for y, line in enumerate(lines) if line)
    for run, stroke in _RUNS:
        path = path.replace(run, stroke)
    size = len(drawn)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{size}v{size}H0z"/><path stroke="#000" d="{path}"/></svg>'
    )
