"""Setting Chinese text on a page: lines broken by Chinese rules, mixed faces and sizes, even edges."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from reportlab.pdfgen.canvas import Canvas

from app.web.fonts import FontChain

_NEVER_FIRST = frozenset("，。、；：！？…—％）》〉”’】」』〕·%)]},.;:!?")
_NEVER_LAST = frozenset("（《〈“‘【「『〔([{")
_BLANK_LEFT = _NEVER_LAST - frozenset("([{")
_BLANK_RIGHT = frozenset("，。、；：）》〉”’】」』〕")
_QUOTES_LEFT, _QUOTES_RIGHT = frozenset("“‘"), frozenset("”’")
_BEFORE_NUMBER = frozenset("月第〕")
"""What stays on one line with the number after them."""
_ONE_WORD = frozenset({"小时", "有效"})
"""What would be read wrongly, or leave one lonely sign, were it broken."""
_LAST_LATIN = "\u024f"
_WORDS = re.compile(r"[!-~\u00a1-\u024f]+| +|.", re.DOTALL)
"""A Latin word or number, spaces, or any one other character."""
_GAP = 0.2
"""Space between Han and Latin or digits, in ems."""
_SQUEEZE = 0.45
"""What a full-width mark gives up beside another, and at a line's edge, in ems."""
_QUOTE_SQUEEZE = 0.4
"""What a quotation mark gives up beside a character: its full-width blank tears a line open."""
_KEPT_SHARE = 0.6
"""Share of a line up to which a kept span is kept; a longer one would leave a gaping line before it."""
_MOST_STRETCH = 0.09
"""How far a line may be pulled apart, in ems; from a tenth on, copied text would get spaces in it."""
_BOLDNESS = 0.025
"""Stroke that makes a regular face bold, in ems."""


@dataclass(frozen=True, slots=True)
class Span:
    """Text in one size and weight; a kept one is neither divided nor stretched unless it is long."""

    text: str
    size: float
    bold: bool = False
    keep: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """What a line break may not divide, with the space before it (less than nothing between marks)."""

    text: str
    size: float
    bold: bool
    width: float
    before: float = 0.0

    @property
    def advance(self) -> float:
        return self.before + self.width

    @property
    def trailing_blank(self) -> float:
        return self.size * _SQUEEZE if self.text in _BLANK_RIGHT else 0.0

    @property
    def solid(self) -> bool:
        """Not a single character: its letters stay together when a line is stretched."""
        return len(self.text) > 1


Line = list[Piece]


def break_lines(spans: Iterable[Span], fonts: FontChain, width: float, indent: float = 0.0) -> list[Line]:
    """Fill lines of ``width`` points, the first ``indent`` shorter; no mark opens or ends a line wrongly."""
    lines: list[Line] = []
    line: Line = []
    room = width - indent
    for group in _unbreakable_groups(_pieces(spans, fonts, width), width):
        taken = sum(piece.advance for piece in group)
        if line and taken - group[-1].trailing_blank > room:
            lines.append(line)
            line, room = [], width
        line += group if line else _opening(group)
        room -= taken if len(line) > len(group) else sum(piece.advance for piece in line)
    return [*lines, line] if line else lines


def measure(line: Line) -> float:
    """Width in points, without the blank half of a mark at the end."""
    return sum(piece.advance for piece in line) - (line[-1].trailing_blank if line else 0.0)


def draw_line(
    canvas: Canvas, fonts: FontChain, line: Line, x: float, y: float, *, width: float | None = None
) -> None:
    """Draw a line from ``x``; with ``width``, stretch it to end exactly there if that looks well."""
    gaps = len(line) - 1
    stretch = 0.0
    if width is not None and gaps > 0:
        wanted = (width - measure(line)) / gaps
        stretch = wanted if 0 < wanted <= _MOST_STRETCH * min(piece.size for piece in line) else 0.0
    canvas.saveState()  # the render mode of bold text would leak into what follows
    canvas.setLineWidth(_BOLDNESS * max((piece.size for piece in line if piece.bold), default=0.0))
    words = canvas.beginText(x, y)
    for run in _runs(line):
        x += run[0].before
        words.setTextOrigin(x, y)
        words.setCharSpace(0.0 if run[0].solid else stretch)
        words.setTextRenderMode(2 if run[0].bold else 0)
        for name, text in fonts.runs("".join(piece.text for piece in run)):
            words.setFont(name, run[0].size)
            words.textOut(text)
        x += sum(piece.width + stretch for piece in run)
    canvas.drawText(words)
    canvas.restoreState()


def _pieces(spans: Iterable[Span], fonts: FontChain, room: float) -> Iterator[Piece]:
    last = ""
    for span in spans:
        kept = span.keep and fonts.width(span.text, span.size) <= room * _KEPT_SHARE
        for text in [span.text] if kept else _WORDS.findall(span.text):
            width = fonts.width(text, span.size)
            letters = [text] if width <= room else list(text)
            for letter in letters:
                before = _space_between(last, letter[0]) * span.size
                yield Piece(letter, span.size, span.bold, fonts.width(letter, span.size), before)
                last = letter[-1]


def _space_between(last: str, first: str) -> float:
    """Ems between two neighbours."""
    if not last:
        return 0.0
    if (last in _BLANK_RIGHT and first in _BLANK_RIGHT | _BLANK_LEFT) or (
        last in _BLANK_LEFT and first in _BLANK_LEFT
    ):
        return -_SQUEEZE
    if first in _QUOTES_LEFT or last in _QUOTES_RIGHT:
        return -_QUOTE_SQUEEZE
    return _GAP if {_script(last), _script(first)} == {"han", "latin"} else 0.0


def _script(character: str) -> str:
    if character.isalnum():
        return "latin" if character <= _LAST_LATIN else "han"
    return "mark"


def _unbreakable_groups(pieces: Iterable[Piece], room: float) -> Iterator[Line]:
    """Pieces that stay on one line if it holds them: a mark with what it leans on, a number with its unit."""
    group: Line = []
    taken = 0.0
    for piece in pieces:
        if group and (not _clings(group[-1].text[-1], piece.text[0]) or taken + piece.advance > room):
            yield group
            group, taken = [], 0.0
        group.append(piece)
        taken += piece.advance
    if group:
        yield group


def _clings(last: str, first: str) -> bool:
    if first in _NEVER_FIRST or last in _NEVER_LAST or last + first in _ONE_WORD:
        return True
    if last.isascii() and last.isdigit():
        return _script(first) == "han"
    return last in _BEFORE_NUMBER and first.isascii() and first.isdigit()


def _opening(group: Line) -> Line:
    """The group as a line begins: no gap, and a bracket's blank half outside the edge."""
    first = group[0]
    edge = -_SQUEEZE * first.size if first.text in _BLANK_LEFT else 0.0
    return [replace(first, before=edge), *group[1:]]


def _runs(line: Line) -> Iterator[Line]:
    """Neighbours that can be drawn at one go: same style, nothing between them, none solid."""
    run: Line = []
    for piece in line:
        joins = run and not (piece.solid or run[-1].solid or piece.before)
        if joins and (piece.size, piece.bold) == (run[-1].size, run[-1].bold):
            run.append(piece)
        else:
            if run:
                yield run
            run = [piece]
    if run:
        yield run
