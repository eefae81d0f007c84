"""Papers of several A4 pages: text and ruled rows that flow, a running head, and page n of m.

Nothing is drawn before the last page is known; a page is a list of things still to draw.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO
from math import inf

from reportlab import rl_config
from reportlab.lib.colors import Color
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from app.web.fonts import FontChain
from app.web.ruled import (
    HAIR,
    INK,
    LEADING,
    MUTED,
    PAD_X,
    PAD_Y,
    Cell,
    Row,
    SetRow,
    divide,
    set_cell,
)
from app.web.typeset import Line, Span, break_lines, draw_line, measure

rl_config.useA85 = 0  # ReportLab would write every stream as text, a quarter longer

PAGE_WIDTH, PAGE_HEIGHT = A4
SIDE = 19 * mm
WIDTH = PAGE_WIDTH - 2 * SIDE
TOP, BOTTOM = PAGE_HEIGHT - 22 * mm, 20 * mm
HEAD_LINE, FOOT_LINE = PAGE_HEIGHT - 14 * mm, 12 * mm
ASCENT = 0.88
"""From the top of a line's square to its baseline, in ems."""
MOST_GROWTH = 190.0
"""What filling a page may add to its rows together, in points: more would look forgotten."""
KEPT_WHOLE = 170.0
"""A row up to this height is never divided between pages."""
ROUNDING = 0.01

Draw = Callable[[Canvas], None]


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands in the margins: above every page but the first, and below every page."""

    title: str
    about: str
    note: str


@dataclass
class Paper:
    """Pages filled from the top; ``y`` is where the next thing hangs."""

    fonts: FontChain
    heading: Heading
    y: float = TOP
    _pages: list[list[Draw]] = field(default_factory=lambda: [[]])
    _repeated: Row | None = None
    _broken: dict[Cell, list[Line]] = field(default_factory=dict)

    @property
    def room(self) -> float:
        """What is left of the page."""
        return self.y - BOTTOM

    def new_page(self) -> None:
        self._pages.append([])
        self.y = TOP
        if self._repeated:
            self._draw(self._set(self._repeated))

    def need(self, height: float) -> None:
        """Go to a new page unless so much is left on this one."""
        if self.room < height:
            self.new_page()

    def text(self, cell: Cell) -> None:
        """A paragraph over the whole width, divided between pages where it must be."""
        whole = replace(cell, width=WIDTH + 2 * PAD_X)
        for number, line in enumerate(lines := set_cell(whole, self.fonts), 1):
            self.need(cell.size * LEADING)
            at = SIDE + cell.align * (WIDTH - measure(line))
            stretched = WIDTH if not cell.align and number < len(lines) else None
            self._line(line, at, self.y - cell.size * ASCENT, cell.colour, stretched)
            self.y -= cell.size * LEADING

    def rows(self, rows: Iterable[Row], *, header: Row | None = None) -> None:
        """Rows one below the other, each on one page if it is not long; a header opens every page."""
        if header:
            self._flow(self._set(header))
        self._repeated = header
        for row in rows:
            found = self._set(row)
            if row.follow:
                self.need(found.height + row.follow)
            self._flow(found)
        self._repeated = None

    def height(self, rows: Iterable[Row]) -> float:
        """What rows take if nothing is divided."""
        return sum(self._set(row).height for row in rows)

    def fill(self, rows: Sequence[Row]) -> None:
        """Rows of one page, those that may grow made higher until it is full."""
        spare = min(self.room - self.height(rows), MOST_GROWTH)
        shares = sum(row.grow for row in rows)
        for row in rows:
            more = spare * row.grow / shares if spare > 0 and shares else 0.0
            self._flow(self._set(replace(row, height=self.height([row]) + more)))

    def _set(self, row: Row) -> SetRow:
        return SetRow(row, tuple(self._lines(cell) for cell in row.cells))

    def _lines(self, cell: Cell) -> list[Line]:
        """Broken once, however often a row is measured."""
        if cell not in self._broken:
            self._broken[cell] = set_cell(cell, self.fonts)
        return self._broken[cell]

    def _flow(self, found: SetRow) -> None:
        fresh = TOP - BOTTOM - (self.height([self._repeated]) if self._repeated else 0.0)
        while found.height > self.room + ROUNDING:
            short = found.height <= KEPT_WHOLE or self.room < KEPT_WHOLE / 2
            if short and self.room < fresh:
                self.new_page()
                continue
            here, found = divide(found, self.room)
            self._draw(here)
            self.new_page()
        self._draw(found)

    def _draw(self, found: SetRow) -> None:
        row, x, top, height = found.row, SIDE, self.y, found.height
        self.y -= height
        end = SIDE + sum(cell.width for cell in row.cells)
        largest = max(cell.size for cell in row.cells)
        for cell, lines in zip(row.cells, found.texts, strict=True):
            above = (height - len(lines) * cell.size * LEADING) / 2 if cell.middle else row.pad
            first = cell.size if cell.middle else largest  # texts of two sizes stand on one line
            y = top - above - first * (LEADING / 2 + ASCENT - 0.5)
            self._cell(cell, lines, (x, y), top - height)
            if row.boxed:
                self._rule((x, top), (x, self.y), INK)
            x += cell.width
        if row.boxed:
            for rule in (
                ((end, top), (end, self.y)),
                ((SIDE, top), (end, top)),
                ((SIDE, self.y), (end, self.y)),
            ):
                self._rule(*rule, INK)
        elif row.ruled:
            self._rule((SIDE, self.y), (end, self.y), HAIR)

    def _cell(self, cell: Cell, lines: list[Line], at: tuple[float, float], floor: float) -> None:
        x, y = at
        leading, inner = cell.size * LEADING, cell.width - 2 * PAD_X
        for number, line in enumerate(lines):
            left = x + PAD_X + cell.align * (inner - measure(line))
            stretched = inner if not cell.align and number < len(lines) - 1 else None
            self._line(line, left, y - number * leading, cell.colour, stretched)
        if cell.foot:
            foot = break_lines([Span(cell.foot, cell.size)], self.fonts, WIDTH)[0]
            self._line(foot, x + cell.width - PAD_X - measure(foot), floor + 2 * PAD_Y, INK)

    def _line(self, line: Line, x: float, y: float, colour: Color, width: float | None = None) -> None:
        def draw(canvas: Canvas) -> None:
            canvas.setFillColor(colour)
            canvas.setStrokeColor(colour)
            draw_line(canvas, self.fonts, line, x, y, width=width)

        self._pages[-1].append(draw)

    def _rule(self, start: tuple[float, float], end: tuple[float, float], colour: Color) -> None:
        def draw(canvas: Canvas) -> None:
            canvas.setStrokeColor(colour)
            canvas.line(*start, *end)

        self._pages[-1].append(draw)

    def finish(self) -> bytes:
        """Draw every page with its margins, and close the file."""
        sheet = BytesIO()
        first_face = self.fonts.faces[0].fontName  # else the file would name an unembedded Helvetica
        canvas = Canvas(
            sheet,
            pagesize=A4,
            pageCompression=1,
            invariant=1,
            lang="zh-CN",
            initialFontName=first_face,  # type: ignore[arg-type] # the stub takes the name for a number
        )
        canvas.setTitle(self.heading.title)
        canvas.setAuthor("双师档案")
        canvas.setCreator("双师档案")
        canvas.setProducer("双师档案")
        pages, self._pages = self._pages, []
        for number, page in enumerate(pages, 1):
            self._pages = [page]
            self._margins(number, len(pages))
            canvas.setLineWidth(0.5)
            for draw in page:
                draw(canvas)
            canvas.showPage()
        canvas.save()
        return sheet.getvalue()

    def _margins(self, number: int, total: int) -> None:
        corners = [
            (f"第 {number} 页，共 {total} 页", 1, FOOT_LINE - 12),
            (self.heading.note, 0, FOOT_LINE - 12),
        ]
        if number > 1:
            corners += [(self.heading.title, 0, HEAD_LINE + 5), (self.heading.about, 1, HEAD_LINE + 5)]
            self._rule((SIDE, HEAD_LINE), (SIDE + WIDTH, HEAD_LINE), HAIR)
        self._rule((SIDE, FOOT_LINE), (SIDE + WIDTH, FOOT_LINE), HAIR)
        for text, align, y in corners:
            for line in set_cell(Cell(text, inf, "页眉页脚", size=8), self.fonts):
                self._line(line, SIDE + align * (WIDTH - measure(line)), y, MUTED)
