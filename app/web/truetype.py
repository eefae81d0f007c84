"""Converting the locked PostScript-flavoured faces to TrueType, once at set-up.

Apart from ``fonts`` because fontTools takes a while to import, and only set-up needs it.
"""

import os
from collections.abc import Collection, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from tempfile import NamedTemporaryFile

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._g_l_y_f import Glyph

from app.web.fonts import EXTRA, FONT_FILES, FontFile

MAX_ERROR = 1.0
"""How far a curve may stray, in thousandths of an em: a fortieth of a point in the title."""
CHUNK = 2000
"""Glyphs a worker converts before it reports."""
_KEPT_TABLES = frozenset({"GlyphOrder", "head", "hhea", "maxp", "OS/2", "name", "cmap", "post", "hmtx"})


def prepare_fonts(directory: Path) -> list[Path]:
    """Convert the locked faces into ``directory`` where they are not there yet; return their paths."""
    directory.mkdir(parents=True, exist_ok=True)
    (directory / EXTRA).mkdir(exist_ok=True)
    paths = []
    for font_file in FONT_FILES:
        path = directory / font_file.name
        if not path.exists():
            convert_face(font_file, path)
        paths.append(path)
    return paths


def convert_face(font_file: FontFile, target: Path) -> None:
    """Write the TrueType form of a face; an interrupted run leaves no half file behind."""
    # Bounds are taken from the converted glyphs: letting fontTools find them again doubles the time.
    with TTFont(font_file.source, recalcTimestamp=False, recalcBBoxes=False) as font:
        _drop_other_characters(font, _characters(font_file, font))
        _replace_outlines(font, _convert_glyphs(font_file.source, font.getGlyphOrder()))
        with NamedTemporaryFile(dir=target.parent, suffix=".part", delete=False) as part:
            font.save(part)
    Path(part.name).chmod(0o644)
    Path(part.name).replace(target)


def _characters(font_file: FontFile, font: TTFont) -> set[int]:
    """What the face is to draw: all it has, or what the other face lacks."""
    characters = set(font.getBestCmap())
    if font_file.without is None:
        return characters
    with TTFont(font_file.without, lazy=True) as other:
        return characters - set(other.getBestCmap())


def _drop_other_characters(font: TTFont, characters: set[int]) -> None:
    """Keep the characters and no layout tables: ReportLab places glyphs by their width alone."""
    if characters != set(font.getBestCmap()):
        options = Options(notdef_outline=True, layout_features=[], glyph_names=True)
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=characters)
        subsetter.subset(font)
    for tag in set(font.keys()) - _KEPT_TABLES - {"CFF "}:
        del font[tag]


@dataclass(frozen=True, slots=True)
class _Outline:
    data: bytes
    left: int
    points: int
    contours: int


def _convert_glyphs(source: Path, names: list[str]) -> dict[str, _Outline]:
    chunks = [names[start : start + CHUNK] for start in range(0, len(names), CHUNK)]
    if len(chunks) == 1:
        return _convert_chunk(source, names)
    # Spawned, not forked: the caller may already run threads.
    workers = min(os.cpu_count() or 1, len(chunks))
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        parts = pool.map(_convert_chunk, [source] * len(chunks), chunks)
        return {name: outline for part in parts for name, outline in part.items()}


def _convert_chunk(source: Path, names: Iterable[str]) -> dict[str, _Outline]:
    with TTFont(source, lazy=True) as font:
        return _convert_named(font, names)


def _convert_named(font: TTFont, names: Iterable[str]) -> dict[str, _Outline]:
    glyph_set = font.getGlyphSet()
    converted = {}
    for name in names:
        pen = TTGlyphPen(None)
        glyph_set[name].draw(Cu2QuPen(pen, MAX_ERROR, reverse_direction=True))
        glyph = pen.glyph()
        data = glyph.compile(None)
        points = len(glyph.coordinates) if data else 0
        converted[name] = _Outline(data, getattr(glyph, "xMin", 0), points, glyph.numberOfContours)
    return converted


def _replace_outlines(font: TTFont, outlines: dict[str, _Outline]) -> None:
    del font["CFF "]
    font["loca"] = newTable("loca")
    font["glyf"] = glyf = newTable("glyf")
    glyf.glyphOrder = font.getGlyphOrder()
    glyf.glyphs = {name: Glyph(outlines[name].data) for name in glyf.glyphOrder}
    metrics = font["hmtx"].metrics
    for name, (advance, _) in metrics.items():
        metrics[name] = (advance, outlines[name].left)
    _describe_outlines(font, outlines.values())
    font["post"].formatType = 3.0
    font["head"].glyphDataFormat = 0
    font.sfntVersion = "\000\001\000\000"


def _describe_outlines(font: TTFont, outlines: Collection[_Outline]) -> None:
    maxp = font["maxp"]
    maxp.tableVersion = 0x00010000
    maxp.maxZones = 1
    maxp.maxPoints = max(outline.points for outline in outlines)
    maxp.maxContours = max(outline.contours for outline in outlines)
    for unused in (
        "maxCompositePoints", "maxCompositeContours", "maxTwilightPoints", "maxStorage", "maxFunctionDefs",
        "maxInstructionDefs", "maxStackElements", "maxSizeOfInstructions", "maxComponentElements",
        "maxComponentDepth",
    ):  # fmt: skip
        setattr(maxp, unused, 0)
