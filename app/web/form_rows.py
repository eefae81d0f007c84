"""Rows of a form on paper: a label beside its value, a heading, a place to sign."""

from app.web.paper import WIDTH
from app.web.ruled import MUTED, TEAL, Cell, Row

LABEL = 66.0
RIGHT = 122.0
VALUE = (WIDTH - 3 * LABEL - RIGHT) / 2
WIDE = 2 * VALUE + LABEL
REST = WIDTH - LABEL
LINE = 22.0
SIGNED_ON = "年　　　月　　　日"


def section(title: str) -> Row:
    """A heading, never alone at the foot of a page."""
    return Row([Cell(title, WIDTH, size=10, bold=True, colour=TEAL, middle=True)], height=21, follow=60)


def pairs(*given: tuple[str, str]) -> Row:
    """Two or three labels with their values; of two, the first value is the wide one."""
    widths = (VALUE, VALUE, RIGHT) if given[2:] else (WIDE, RIGHT)
    cells = []
    for (name, value), width in zip(given, widths, strict=True):
        cells += [label(name), Cell(value, width, name.replace("\n", ""), middle=True)]
    return Row(cells, height=LINE)


def label(text: str) -> Cell:
    """What stands left of a value."""
    return Cell(text, LABEL, size=9, colour=MUTED, align=0.5, middle=True)


def hint(text: str, width: float, foot: str = "") -> Cell:
    """What is asked for where somebody writes by hand; ``foot`` is the place to sign."""
    return Cell(text, width, size=9, colour=MUTED, foot=foot)
