"""QR codes (ISO/IEC 18004, error correction M) as rows of modules for papers and as a drawing for pages."""

from __future__ import annotations

import math
import re
from typing import Any

import zxingcpp

_DRAWN = re.compile(r'<svg width="(\d+)".*?<path d="([MVHZhvm0-9 -]+)"', re.DOTALL)


def rows(text: str) -> list[str]:
    """Rows of 0 (light) and 1 (dark), with its quiet zone of four modules."""
    image: Any = _made(text).to_image(scale=1, add_quiet_zones=True)  # gives its bytes to whoever asks; 0 is dark
    shades = memoryview(image).tobytes()
    size = math.isqrt(len(shades))
    modules = "".join("0" if shade else "1" for shade in shades)
    return [modules[at : at + size] for at in range(0, len(modules), size)]


def svg(text: str) -> str:
    """An inline SVG of one unit per module, black on white with its quiet zone; the style sheet gives it a size."""
    found = _DRAWN.search(_made(text).to_svg(add_quiet_zones=True))
    if found is None:
        raise RuntimeError("The QR code was drawn in a way that is not understood here.")
    size, path = found.groups()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{size}v{size}H0z"/><path d="{path}"/></svg>'
    )


def _made(text: str) -> zxingcpp.Barcode:
    return zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
