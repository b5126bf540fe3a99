"""QR codes (ISO/IEC 18004, error correction M) as rows of modules for papers and as a drawing for pages."""

from __future__ import annotations

import math
import re
from typing import Any

import zxingcpp


def rows(text: str) -> list[str]:
    """Rows of 0 (light) and 1 (dark), with its quiet zone of four modules."""
    made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    image: Any = made.to_image(scale=1, add_quiet_zones=True)  # gives its bytes to whoever asks; 0 is dark
    shades = memoryview(image).tobytes()
    size = math.isqrt(len(shades))
    modules = "".join("0" if shade else "1" for shade in shades)
    return [modules[at : at + size] for at in range(0, len(modules), size)]


def svg(text: str) -> str:
    """An inline SVG of one unit per module, black on white with its quiet zone; the style sheet gives it a size."""
    drawn = rows(text)
    runs = ((run, y) for y, row in enumerate(drawn) for run in re.finditer("1+", row))
    path = "".join(f"M{run.start()} {y}h{len(run[0])}v1h-{len(run[0])}z" for run, y in runs)
    size = len(drawn)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{size}v{size}H0z"/><path d="{path}"/></svg>'
    )
