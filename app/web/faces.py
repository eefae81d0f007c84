"""ReportLab's TrueType embedding, corrected where rare characters and many documents need it."""

from functools import cache
from pathlib import Path
from threading import Lock
from typing import cast

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfdoc import PDFDocument, PDFStream
from reportlab.pdfbase.ttfonts import SUBSETN, TTFont

_BLOCK = 100
"""Most entries one bfchar block may hold (PDF 32000-1, 9.10.3)."""


class EmbeddedFace(TTFont):
    """A registered face that embeds its used characters and names them right for search and copy."""

    def __init__(self, path: Path) -> None:
        super().__init__(path.stem, str(path), asciiReadable=False, shapable=False)
        # The outlines are cut out of the file once; ReportLab would copy all of them for each document.
        vars(self.face)["get_table"] = cache(self.face.get_table)
        self._embedding = Lock()
        pdfmetrics.registerFont(self)

    def has(self, character: str) -> bool:
        return ord(character) in self.face.charToGlyph

    def addObjects(self, doc: PDFDocument) -> None:  # noqa: N802 -- ReportLab's name
        subsets = self.state[doc].subsets
        # Reading moves one shared position, and web workers draw in several threads.
        with self._embedding:
            super().addObjects(doc)
        for number, subset in enumerate(subsets):
            base = (SUBSETN(number) + b"+" + self.face.name + self.face.subfontNameX).decode("pdfdoc")
            # ReportLab writes characters above U+FFFF as one five-digit number, which readers cut short.
            stream = cast("PDFStream", doc.idToObject["toUnicodeCMap:" + base])
            stream.content = to_unicode_map(base, subset)


def to_unicode_map(font_name: str, subset: list[int]) -> str:
    """The ToUnicode CMap of a subset: code by code its character, in UTF-16."""
    entries = [
        f"<{code:02X}> <{chr(character).encode('utf-16-be').hex().upper()}>"
        for code, character in enumerate(subset)
        if character
    ]
    blocks = []
    for start in range(0, len(entries), _BLOCK):
        block = entries[start : start + _BLOCK]
        blocks += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            f"/CIDSystemInfo << /Registry ({font_name}) /Ordering ({font_name}) /Supplement 0 >> def",
            f"/CMapName /{font_name} def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            "<00> <FF>",
            "endcodespacerange",
            *blocks,
            "endcmap",
            "CMapName currentdict /CMap defineresource pop",
            "end",
            "end",
        ]
    )
