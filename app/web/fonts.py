"""Chinese faces for paper: prepared once at set-up, then chosen character by character.

The locked font package holds PostScript outlines, which ReportLab cannot embed, so set-up
converts them to TrueType. What is known of a face is its set of characters: text is split into
runs over the chain, and a character no face has is refused before anything is drawn.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

import pylopdf_fonts_zh_cn
from reportlab.pdfbase.pdfmetrics import stringWidth

from app.web.faces import EmbeddedFace

FOLDER = "fonts"
"""Folder of the instance that holds the prepared faces."""
EXTRA = "extra"
"""Folder below the fonts folder where an administrator puts TrueType files for rarer names."""


_CONVERTER = "1"
"""Part of the file name: raise it when the conversion changes."""
_PACKAGE_VERSION = version("pylopdf-fonts-zh-cn")


@dataclass(frozen=True, slots=True)
class FontFile:
    """A face set-up makes: its source, and the face whose characters it need not repeat."""

    stem: str
    source: Path
    without: Path | None = None

    @property
    def name(self) -> str:
        return f"{self.stem}-{_PACKAGE_VERSION}-{_CONVERTER}.ttf"


SERIF = FontFile("NotoSerifSC", pylopdf_fonts_zh_cn.serif_path())
REMAINDER = FontFile(
    "NotoSansSC-remainder", pylopdf_fonts_zh_cn.sans_path(), without=pylopdf_fonts_zh_cn.serif_path()
)
FONT_FILES = (SERIF, REMAINDER)
"""In order of preference."""


class FontsNotPreparedError(RuntimeError):
    """The fonts folder lacks a face that set-up makes."""

    def __init__(self, missing: Path) -> None:
        super().__init__(f"缺少字体文件 {missing.name}，请先运行 flask fonts prepare")
        self.missing = missing


class MissingGlyphError(ValueError):
    """Characters that no face of the chain can draw; printing them would leave blanks."""

    def __init__(self, characters: list[str], where: str) -> None:
        named = "、".join(f"“{character}”（U+{ord(character):04X}）" for character in characters)
        super().__init__(f"{where}中的{named}没有可用字形，无法打印，请联系管理员")
        self.characters = characters
        self.where = where


class FontChain:
    """Faces in order of preference; the first that has a character draws it."""

    def __init__(self, faces: Iterable[EmbeddedFace]) -> None:
        self.faces = tuple(faces)
        self._owner: dict[str, EmbeddedFace | None] = {}
        self._widths: dict[str, float] = {}

    def face_for(self, character: str) -> EmbeddedFace | None:
        try:
            return self._owner[character]
        except KeyError:
            found = next((face for face in self.faces if face.has(character)), None)
            self._owner[character] = found
            return found

    def missing_characters(self, text: str) -> list[str]:
        """Characters no face has, each once, in order of appearance."""
        return [character for character in dict.fromkeys(text) if not self._draws(character)]

    def require(self, text: str, where: str) -> None:
        """Refuse text that cannot be drawn whole.

        Raises:
            MissingGlyphError: naming the characters and the field, in Chinese.
        """
        if missing := self.missing_characters(text):
            raise MissingGlyphError(missing, where)

    def runs(self, text: str) -> Iterator[tuple[str, str]]:
        """Yield ``(face name, text)``, neighbours of one face joined."""
        name, run = "", ""
        for character in text:
            face = self.face_for(character) or self.faces[0]
            if run and face.fontName != name:
                yield name, run
                run = ""
            name, run = face.fontName, run + character
        if run:
            yield name, run

    def width(self, text: str, size: float) -> float:
        """Width in points."""
        return size * sum(self._ems(character) for character in text)

    def _ems(self, character: str) -> float:
        if character not in self._widths:
            face = self.face_for(character) or self.faces[0]
            self._widths[character] = stringWidth(character, face.fontName, 1)
        return self._widths[character]

    def _draws(self, character: str) -> bool:
        # A control or format character has no shape of its own, so a face that maps it proves nothing.
        return self.face_for(character) is not None and unicodedata.category(character)[0] != "C"


def load_fonts(directory: Path) -> FontChain:
    """The chain of the prepared serif, what only the sans has, and the administrator's own files.

    Raises:
        FontsNotPreparedError: if set-up has not run since the font package last changed.
    """
    return _load(directory.resolve())


@cache
def _load(directory: Path) -> FontChain:
    paths = [directory / font_file.name for font_file in FONT_FILES]
    for path in paths:
        if not path.exists():
            raise FontsNotPreparedError(path)
    extras = sorted((directory / EXTRA).glob("*.ttf"))
    return FontChain(EmbeddedFace(path) for path in [*paths, *extras])
