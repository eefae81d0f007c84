"""Pictures of the pages of kept files: drawn by a program of its own, kept by content hash and page.

What lies under ``instance/previews`` can be thrown away at any time; it is drawn again.
"""

import json
import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import current_app

from app import clock
from app.files import program
from app.files.content import PDF
from app.files.models import StoredFile
from app.files.queries import path
from app.files.writing import write_whole
from config import Settings

SIDE = 1600
"""Pixels of a picture's longer side: an A4 page can be read."""
SMALL_SIDE = 320
SECONDS = 10
"""Of the processor for one page."""
MEGABYTES = program.MEGABYTES
AT_ONCE = threading.BoundedSemaphore(2)
"""So many are drawn at the same time by one process of the web server; the others wait."""
PATIENCE = timedelta(minutes=10)
"""For so long a page that could not be drawn is not tried again: each try costs ten seconds."""
OUTLINE = "outline.json"
FACES = "fonts"
"""The folder of the faces our papers are printed in."""


class NotDrawableError(Exception):
    """The file cannot be shown as a picture; it can still be opened."""


class NoSuchPageError(Exception):
    """The file has fewer pages."""


@dataclass(frozen=True, slots=True)
class Outline:
    """How many pages there are, and the size of the first ones' pictures."""

    pages: int
    sizes: tuple[tuple[int, int], ...]
    counted: bool = True
    """False: the file has not been looked into yet, and may have more pages."""

    @property
    def further(self) -> int:
        """Pages that are not shown where the file is mentioned."""
        return self.pages - len(self.sizes)


A4_UPRIGHT = Outline(1, ((1131, SIDE),), counted=False)
PHOTO = Outline(1, ((SIDE, 1200),))
"""The room left for what has not been drawn yet: most papers and photos are of these sizes."""


def outline(file: StoredFile) -> Outline | None:
    """What a page leaves room for; None where there is nothing to draw. Nothing is drawn for it."""
    if _failed_lately(_failed(file, 1)) or not path(file).is_file():
        return None
    return _known(file) or (A4_UPRIGHT if file.media_type == PDF else PHOTO)


def _known(file: StoredFile) -> Outline | None:
    """As it was found when the file came in, or when its first page was drawn."""
    kept = _folder(file) / OUTLINE
    if not kept.is_file():
        return None
    known = json.loads(kept.read_bytes())
    return Outline(known["pages"], tuple((width, height) for width, height in known["sizes"]))


def picture(file: StoredFile, page: int, *, small: bool) -> Path:
    """Where the picture of a page lies, as WebP.

    Raises:
        NoSuchPageError: the file ends before.
        NotDrawableError: broken, lost, or too much for the limits.
    """
    known = outline(file)
    if known is None:
        raise NotDrawableError
    if not known.counted:
        _draw(file, 1)
        known = _known(file) or known
    if not 1 <= page <= known.pages:
        raise NoSuchPageError
    large, little = _places(file, page)
    wanted = little if small else large
    if not wanted.is_file():
        _draw(file, page)
    return wanted


def _folder(file: StoredFile) -> Path:
    return _folder_of(file.school_id, file.sha256)


def _folder_of(school_id: int, sha256: str) -> Path:
    settings: Settings = current_app.config["SETTINGS"]
    return settings.instance_dir / "previews" / str(school_id) / sha256[:2] / sha256[2:]


def _places(file: StoredFile, page: int) -> tuple[Path, Path]:
    folder = _folder(file)
    return folder / f"{page}.webp", folder / f"{page}-small.webp"


def _failed(file: StoredFile, page: int) -> Path:
    """Where it is marked that a page could not be drawn."""
    return _folder(file) / f"{page}.failed"


def _draw(file: StoredFile, page: int) -> None:
    """Have a page drawn, and keep what comes."""
    failed = _failed(file, page)
    if _failed_lately(failed):
        raise NotDrawableError
    try:
        head, pictures = _ask(file, page)
    except NotDrawableError as error:
        logging.getLogger(__name__).warning("stored file %s, page %s: %s", file.id, page, error)
        write_whole(failed, b"")
        failed.touch()
        raise
    for place, data in zip(_places(file, page), pictures, strict=True):
        write_whole(place, data)
    keep_outline(file.school_id, file.sha256, head["pages"], head["sizes"])


def keep_outline(school_id: int, sha256: str, pages: int, sizes: Sequence[tuple[int, int]]) -> None:
    """Remember how many pages a file has, and how large the first are."""
    known = {"pages": pages, "sizes": sizes}
    write_whole(_folder_of(school_id, sha256) / OUTLINE, json.dumps(known).encode())


def was_looked_into(school_id: int, sha256: str) -> bool:
    """Whether the same content has been accepted, or drawn, before."""
    return (_folder_of(school_id, sha256) / OUTLINE).is_file()


def _failed_lately(mark: Path) -> bool:
    try:
        when = datetime.fromtimestamp(mark.stat().st_mtime, UTC)
    except FileNotFoundError:
        return False
    return clock.now() - when < PATIENCE


def _ask(file: StoredFile, page: int) -> tuple[dict[str, Any], list[bytes]]:
    """Run the program once; its head, and the pictures."""
    place = path(file)
    if not place.is_file():
        raise NotDrawableError("its content is gone")
    fonts = Path(current_app.instance_path) / FACES
    order = {
        "path": str(place),
        "media_type": file.media_type,
        "page": page,
        "sides": [SIDE, SMALL_SIDE],
        "fonts": str(fonts) if fonts.is_dir() else None,
    }
    try:
        return _read(program.run(order, seconds=SECONDS, megabytes=MEGABYTES, at_once=AT_ONCE))
    except (program.ProgramFailedError, ValueError, KeyError, TypeError) as error:
        raise NotDrawableError(str(error)) from error


def _read(printed: bytes) -> tuple[dict[str, Any], list[bytes]]:
    line, _, rest = printed.partition(b"\n")
    head: dict[str, Any] = json.loads(line)
    large, small = head["lengths"]
    if len(rest) != large + small:
        raise ValueError("the pictures are not as long as announced")
    return head, [rest[:large], rest[large:]]
