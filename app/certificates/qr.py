"""A QR code as vector rectangles: sharp at any size, and no image to embed."""

from typing import Any

import zxingcpp
from reportlab.pdfgen.canvas import Canvas

QUIET_MODULES = 4
"""Blank border the standard asks for, in modules."""
_OVERLAP = 1.03
"""Rows reach a hair into the next: viewers would otherwise show white seams between them."""


def qr_rows(payload: str) -> list[list[tuple[int, int]]]:
    """Row by row from the top, the dark runs as ``(first module, length)``."""
    code = zxingcpp.create_barcode(payload, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    image: Any = code.to_image(scale=1, add_quiet_zones=False)  # a buffer, which its stub does not say
    rows: Any = memoryview(image).tolist()
    return [_dark_runs(row) for row in rows]


def draw_qr(canvas: Canvas, payload: str, x: float, y: float, side: float) -> None:
    """Fill a square of ``side`` points, quiet zone included, with its lower left corner at ``(x, y)``."""
    rows = qr_rows(payload)
    module = side / (len(rows) + 2 * QUIET_MODULES)
    path = canvas.beginPath()
    for number, runs in enumerate(rows):
        below = y + side - (number + 1 + QUIET_MODULES) * module
        for first, length in runs:
            left = x + (first + QUIET_MODULES) * module
            path.rect(left, below, length * module, module * _OVERLAP)
    # Counted by winding: where rows overlap they must not cancel out.
    canvas.drawPath(path, stroke=0, fill=1, fillMode=1)


def _dark_runs(row: list[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for place, value in enumerate(row):
        if value:
            continue
        if runs and sum(runs[-1]) == place:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((place, 1))
    return runs
