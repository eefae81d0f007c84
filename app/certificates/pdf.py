"""The recommendation on paper: one A4 landscape page, the same bytes for the same facts."""

from io import BytesIO
from math import inf

from reportlab import rl_config
from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from app.certificates import wording
from app.domain.certificates import RecommendationFacts, group_code
from app.web.fonts import FontChain
from app.web.qr import draw_qr
from app.web.typeset import Line, Span, break_lines, draw_line, measure

rl_config.useA85 = 0  # ReportLab would write every stream as text, a quarter longer

PAGE_WIDTH, PAGE_HEIGHT = landscape(A4)
FRAME = 13 * mm
"""From the paper's edge to the inner hairline: nothing is drawn outside."""
SIDE = 34 * mm
TEXT_WIDTH = PAGE_WIDTH - 2 * SIDE
BODY_TOP, BODY_BOTTOM = 408.0, 216.0
BODY_LEADING = 2.0
FOOT_TOP, FOOT_BOTTOM = 186.0, 85.0
FOOT_WIDTH = 300.0
FOOT_LEADING = 1.6
QR_SIDE = 34 * mm
QR_CENTRE = PAGE_WIDTH - SIDE - QR_SIDE / 2
SIGN_CENTRE, SIGN_WIDTH = 528.0, 190.0
SMALLEST_SCHOOL, MOST_SCHOOL_LINES = 11.0, 2
SEAL_MIDDLE, SEAL_RADIUS = 145.0, 20 * mm
INK, MUTED, TEAL, SEAL_RED, PAPER = (
    HexColor(code) for code in ("#1f2933", "#5f6c7b", "#0b6e69", "#b4232c", "#ffffff")
)


def draw_recommendation(facts: RecommendationFacts, *, fonts: FontChain) -> bytes:
    """Draw the page.

    Raises:
        MissingGlyphError: if a character has no shape in any face.
    """
    wording.require_glyphs(facts, fonts)
    sheet = BytesIO()
    canvas = Canvas(
        sheet,
        pagesize=(PAGE_WIDTH, PAGE_HEIGHT),
        pageCompression=1,
        invariant=1,
        lang="zh-CN",
        # Else the file would name an unembedded Helvetica; the stub takes the name for a number.
        initialFontName=fonts.faces[0].fontName,  # type: ignore[arg-type]
    )
    _describe(canvas, facts)
    _draw_frame(canvas)
    _draw_heading(canvas, fonts, facts)
    _draw_body(canvas, fonts, facts)
    _draw_foot(canvas, fonts, facts)
    _draw_signature(canvas, fonts, facts)
    _draw_verification(canvas, fonts, facts)
    canvas.save()
    return sheet.getvalue()


def _describe(canvas: Canvas, facts: RecommendationFacts) -> None:
    canvas.setTitle(f"{wording.TITLE} {facts.number}")
    canvas.setAuthor(facts.school_name)
    canvas.setSubject(f"{facts.teacher_name}：双师型教师{wording.LEVELS[facts.level]}认定推荐")
    canvas.setCreator("双师档案")
    canvas.setProducer("双师档案")
    decided = f"D:{facts.decided_on:%Y%m%d}000000+08'00'"
    canvas.setDateFormatter(lambda *_: decided)


def _draw_frame(canvas: Canvas) -> None:
    canvas.setStrokeColor(TEAL)
    for inset, weight in ((FRAME - 2.2 * mm, 1.1), (FRAME, 0.4)):
        canvas.setLineWidth(weight)
        canvas.rect(inset, inset, PAGE_WIDTH - 2 * inset, PAGE_HEIGHT - 2 * inset)


def _draw_heading(canvas: Canvas, fonts: FontChain, facts: RecommendationFacts) -> None:
    _use(canvas, TEAL)
    _draw_centred(canvas, fonts, Span(facts.school_name, 15), at=(PAGE_WIDTH / 2, 508), width=TEXT_WIDTH)
    _use(canvas, INK)
    title = Span(wording.TITLE, 36, bold=True)
    _draw_centred(canvas, fonts, title, at=(PAGE_WIDTH / 2, 454), width=TEXT_WIDTH)
    canvas.setStrokeColor(TEAL)
    canvas.setLineWidth(0.6)
    for end in (-1, 1):
        canvas.line(PAGE_WIDTH / 2 + end * 9, 432, PAGE_WIDTH / 2 + end * 62, 432)
    _use(canvas, TEAL)
    lozenge = canvas.beginPath()
    lozenge.moveTo(PAGE_WIDTH / 2 - 3.2, 432)
    for x, y in ((0, 3.2), (3.2, 0), (0, -3.2)):
        lozenge.lineTo(PAGE_WIDTH / 2 + x, 432 + y)
    lozenge.close()
    canvas.drawPath(lozenge, stroke=0, fill=1)


def _draw_body(canvas: Canvas, fonts: FontChain, facts: RecommendationFacts) -> None:
    size = 18.0
    while True:
        lines = break_lines(_body_spans(facts, size), fonts, TEXT_WIDTH, indent=2 * size)
        leading = size * BODY_LEADING
        if len(lines) * leading <= BODY_TOP - BODY_BOTTOM:
            break
        size -= 0.5
    _use(canvas, INK)
    y = BODY_TOP - leading * 0.75
    for number, line in enumerate(lines):
        indent = 2 * size if number == 0 else 0
        width = TEXT_WIDTH - indent if number < len(lines) - 1 else None
        draw_line(canvas, fonts, line, SIDE + indent, y, width=width)
        y -= leading


def _body_spans(facts: RecommendationFacts, size: float) -> list[Span]:
    return [
        Span(wording.body_before_name(), size),
        Span(facts.teacher_name, size * 1.4, bold=True, keep=True),
        Span(wording.body_after_name(facts), size),
    ]


def _draw_foot(canvas: Canvas, fonts: FontChain, facts: RecommendationFacts) -> None:
    size = 9.5
    while True:
        lines = _foot_lines(fonts, facts, size)
        if len(lines) * size * FOOT_LEADING <= FOOT_TOP - FOOT_BOTTOM:
            break
        size -= 0.25
    _use(canvas, MUTED)
    y = FOOT_BOTTOM + (len(lines) - 1) * size * FOOT_LEADING
    for line in lines:
        draw_line(canvas, fonts, line, SIDE, y)
        y -= size * FOOT_LEADING


def _foot_lines(fonts: FontChain, facts: RecommendationFacts, size: float) -> list[Line]:
    return [
        line
        for text in wording.foot_lines(facts)
        for line in break_lines([Span(text, size)], fonts, FOOT_WIDTH)
    ]


def _draw_signature(canvas: Canvas, fonts: FontChain, facts: RecommendationFacts) -> None:
    canvas.saveState()
    canvas.setStrokeColor(SEAL_RED)
    canvas.setLineWidth(0.7)
    canvas.setLineCap(1)
    canvas.setDash(0.1, 3)
    canvas.circle(SIGN_CENTRE, SEAL_MIDDLE, SEAL_RADIUS)
    canvas.restoreState()
    _use(canvas, SEAL_RED)
    place = Span(facts.seal_place, 8)
    _draw_centred(canvas, fonts, place, at=(SIGN_CENTRE, SEAL_MIDDLE - 40), width=SEAL_RADIUS * 1.4)
    _use(canvas, INK)
    for text, above in ((wording.long_date(facts.decided_on), -19), (facts.signatory, 3)):
        line, size = _fitted(fonts, Span(text, 12), SIGN_WIDTH)
        _draw_signed(canvas, fonts, line, size, SEAL_MIDDLE + above)
    _draw_signing_school(canvas, fonts, facts.school_name)


def _draw_signing_school(canvas: Canvas, fonts: FontChain, name: str) -> None:
    """The school above its signatory: one line, or two that grow upwards, smaller if need be."""
    size = 13.0
    while len(lines := break_lines([Span(name, size)], fonts, SIGN_WIDTH)) > 1 and size > SMALLEST_SCHOOL:
        size -= 0.5
    while len(lines) > MOST_SCHOOL_LINES:
        size -= 0.5
        lines = break_lines([Span(name, size)], fonts, SIGN_WIDTH)
    y = SEAL_MIDDLE + 26 + (len(lines) - 1) * size * 1.3
    for line in lines:
        _draw_signed(canvas, fonts, line, size, y)
        y -= size * 1.3


def _draw_signed(canvas: Canvas, fonts: FontChain, line: Line, size: float, y: float) -> None:
    """A line of the signature, white beneath: one wider than the place of the seal crosses no dots."""
    wide = measure(line)
    canvas.saveState()
    canvas.setFillColor(PAPER)
    canvas.rect(SIGN_CENTRE - wide / 2 - 3, y - size * 0.3, wide + 6, size * 1.3, stroke=0, fill=1)
    canvas.restoreState()
    draw_line(canvas, fonts, line, SIGN_CENTRE - wide / 2, y)


def _draw_verification(canvas: Canvas, fonts: FontChain, facts: RecommendationFacts) -> None:
    _use(canvas, INK)
    draw_qr(canvas, facts.verify_url, QR_CENTRE - QR_SIDE / 2, FOOT_BOTTOM + 6, QR_SIDE)
    _draw_centred(canvas, fonts, Span(facts.number, 9), at=(QR_CENTRE, FOOT_BOTTOM), width=QR_SIDE * 1.15)
    _use(canvas, MUTED)
    address, _, code = facts.verify_url.rpartition("/")
    typed = Span(f"核验网址 {address}/　核验码 {group_code(code)}", 7.5)
    _draw_centred(canvas, fonts, typed, at=(PAGE_WIDTH / 2, 62), width=TEXT_WIDTH)
    _draw_centred(canvas, fonts, Span(wording.DISCLAIMER, 8.5), at=(PAGE_WIDTH / 2, 49), width=TEXT_WIDTH)


def _draw_centred(
    canvas: Canvas, fonts: FontChain, span: Span, *, at: tuple[float, float], width: float
) -> None:
    """Draw one line about a point, smaller if it would be wider than ``width``."""
    line, _ = _fitted(fonts, span, width)
    draw_line(canvas, fonts, line, at[0] - measure(line) / 2, at[1])


def _fitted(fonts: FontChain, span: Span, width: float) -> tuple[Line, float]:
    """One line no wider than ``width``, and its size."""
    line = _single_line(fonts, span)
    if (wide := measure(line)) <= width:
        return line, span.size
    size = span.size * width / wide
    return _single_line(fonts, Span(span.text, size, span.bold)), size


def _single_line(fonts: FontChain, span: Span) -> Line:
    return break_lines([span], fonts, inf)[0]


def _use(canvas: Canvas, colour: Color) -> None:
    canvas.setFillColor(colour)
    canvas.setStrokeColor(colour)
