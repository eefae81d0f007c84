"""A QR code as vector rectangles: sharp at any size, and no image to embed."""

from typing import Any

import zxingcpp
from markupsafe import Markup
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

QUIET_MODULES = 4
"""Blank border the standard asks for, in modules."""
_NON_ZERO = 1
"""ReportLab's name for filling by winding, which its stubs lack."""
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
    # In whole modules under one scale: a code has hundreds of rectangles, and numbers are dear to format.
    rectangles = [
        f"{first} {-number - 1} {length} {_OVERLAP} re"
        for number, runs in enumerate(rows)
        for first, length in runs
    ]
    module = side / (len(rows) + 2 * QUIET_MODULES)
    canvas.saveState()
    canvas.translate(x + QUIET_MODULES * module, y + side - QUIET_MODULES * module)
    canvas.scale(module, module)
    # Counted by winding: where rows overlap they must not cancel out.
    canvas.drawPath(PDFPathObject(rectangles), stroke=0, fill=1, fillMode=_NON_ZERO)
    canvas.restoreState()


def qr_svg(payload: str, label: str) -> Markup:
    """The code as a picture of a page, quiet zone included."""
    rows = qr_rows(payload)
    side = len(rows) + 2 * QUIET_MODULES
    path = "".join(
        f"M{first + QUIET_MODULES} {number + QUIET_MODULES}h{length}v1h-{length}z"
        for number, runs in enumerate(rows)
        for first, length in runs
    )
    return Markup(
        '<svg class="qr" role="img" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        '<title>{label}</title><rect width="{side}" height="{side}" fill="#fff"/><path d="{path}"/></svg>'
    ).format(side=side, label=label, path=path)


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
