"""Rows of cells for paper: their text broken into lines, their height, and how one is divided."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from reportlab.lib.colors import Color, HexColor

from app.web.fonts import FontChain
from app.web.typeset import Line, Span, break_lines

INK, MUTED, TEAL, HAIR = (HexColor(code) for code in ("#1f2933", "#5f6c7b", "#0b6e69", "#c3ccd5"))
LEADING = 1.5
PAD_X, PAD_Y = 5.0, 4.0


@dataclass(frozen=True, slots=True)
class Cell:
    """Text in a ruled row; ``where`` names the field to a person if a character cannot be drawn."""

    text: str
    width: float
    where: str = ""
    size: float = 9.5
    bold: bool = False
    colour: Color = INK
    align: float = 0.0
    """0 at the left edge, 0.5 in the middle, 1 at the right edge."""
    middle: bool = False
    foot: str = ""
    """What stands at the bottom right, such as the place for a signature and date."""


@dataclass(frozen=True, slots=True)
class Row:
    """Cells side by side, in boxes or over one line."""

    cells: Sequence[Cell]
    height: float = 0.0
    """At least this."""
    grow: int = 0
    """Share of the room left when a page is filled."""
    boxed: bool = True
    ruled: bool = True
    """Whether a row without boxes has a line beneath."""
    pad: float = PAD_Y
    """Above and below the text."""
    below: float = 0.0
    """More of it before the line beneath."""
    follow: float = 0.0
    """Room that what follows must find on the same page."""


@dataclass(frozen=True, slots=True)
class SetRow:
    """A row whose text is broken into lines."""

    row: Row
    texts: tuple[list[Line], ...]

    @property
    def height(self) -> float:
        heights = [
            len(lines) * cell.size * LEADING + 2 * self.row.pad + (cell.size * 2 if cell.foot else 0)
            for cell, lines in zip(self.row.cells, self.texts, strict=True)
        ]
        return max(self.row.height, *heights) + self.row.below


def set_cell(cell: Cell, fonts: FontChain) -> list[Line]:
    """The lines of one cell; a line break in its text stays one.

    Raises:
        MissingGlyphError: naming the cell's field.
    """
    lines: list[Line] = []
    for paragraph in clean(cell.text).splitlines():
        fonts.require(paragraph, cell.where or "文字")
        spans = [Span(paragraph, cell.size, cell.bold)]
        lines += break_lines(spans, fonts, cell.width - 2 * PAD_X)
    return lines


def clean(text: str) -> str:
    """Text as it can be set: no format characters, which have no shape, and plain spaces only."""
    shown = "".join(character for character in text if unicodedata.category(character) != "Cf")
    return shown.replace("\t", " ").replace("\u00a0", " ")


def divide(found: SetRow, room: float) -> tuple[SetRow, SetRow]:
    """The lines that fit into ``room``, and the rest; what stands at a cell's foot goes with the rest."""
    fitting = [max(1, int((room - 2 * found.row.pad) / (cell.size * LEADING))) for cell in found.row.cells]
    here = replace(
        found.row, height=0.0, cells=[replace(cell, foot="", middle=False) for cell in found.row.cells]
    )
    rest = replace(found.row, height=0.0)
    pairs = list(zip(found.texts, fitting, strict=True))
    return (
        SetRow(here, tuple(lines[:count] for lines, count in pairs)),
        SetRow(rest, tuple(lines[count:] for lines, count in pairs)),
    )
