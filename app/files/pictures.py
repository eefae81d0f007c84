"""Pictures of the pages of kept files: drawn by a program of its own, kept by content hash and page.

What lies under ``instance/previews`` can be thrown away at any time; it is drawn again.
"""

import json
import logging
import subprocess
import sys
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import current_app
from PIL import Image

from app import clock
from app.files import draw
from app.files.content import PDF
from app.files.models import StoredFile
from app.files.queries import path
from app.files.writing import write_whole
from config import Settings

SIDE = 1600
"""Pixels of a picture's longer side: an A4 page can be read."""
SMALL_SIDE = 320
SECONDS = 10
"""Of the processor for one page; on a busy machine that may take WALL times as long by the clock."""
WALL = 3
MEGABYTES = 768
"""Of address space: a photo of 50 million pixels is drawn in less."""
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

    @property
    def further(self) -> int:
        """Pages that are not shown where the file is mentioned."""
        return self.pages - len(self.sizes)


def outline(file: StoredFile) -> Outline | None:
    """What a page leaves room for; None where there is nothing to draw."""
    if file.media_type != PDF:
        return _photo(path(file))
    kept = _folder(file) / OUTLINE
    if not kept.is_file():
        try:
            _draw(file, 1)
        except NotDrawableError:
            return None
    known = json.loads(kept.read_bytes())
    return Outline(known["pages"], tuple((width, height) for width, height in known["sizes"]))


def _photo(place: Path) -> Outline | None:
    """A photo's shape stands in its first bytes, which were read when it came in as well."""
    try:
        with Image.open(place) as image:
            return Outline(1, (draw.upright_size(image, SIDE),))
    except Exception:  # noqa: BLE001 - a hostile file may break the parser in any way
        return None


def picture(file: StoredFile, page: int, *, small: bool) -> Path:
    """Where the picture of a page lies, as WebP.

    Raises:
        NoSuchPageError: the file ends before.
        NotDrawableError: broken, lost, or too much for the limits.
    """
    known = outline(file)
    if known is None:
        raise NotDrawableError
    if not 1 <= page <= known.pages:
        raise NoSuchPageError
    large, little = _places(file, page)
    wanted = little if small else large
    if not wanted.is_file():
        _draw(file, page)
    return wanted


def _folder(file: StoredFile) -> Path:
    settings: Settings = current_app.config["SETTINGS"]
    return settings.instance_dir / "previews" / str(file.school_id) / file.sha256[:2] / file.sha256[2:]


def _places(file: StoredFile, page: int) -> tuple[Path, Path]:
    folder = _folder(file)
    return folder / f"{page}.webp", folder / f"{page}-small.webp"


def _draw(file: StoredFile, page: int) -> None:
    """Have a page drawn, and keep what comes."""
    failed = _folder(file) / f"{page}.failed"
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
    known = {"pages": head["pages"], "sizes": head["sizes"]}
    write_whole(_folder(file) / OUTLINE, json.dumps(known).encode())


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
        "megabytes": MEGABYTES,
        "seconds": SECONDS,
    }
    with AT_ONCE:
        try:
            done = subprocess.run(  # noqa: S603 - our own program; a path of ours in JSON
                [sys.executable, "-I", draw.__file__, json.dumps(order)],
                capture_output=True,
                stdin=subprocess.DEVNULL,
                timeout=SECONDS * WALL,
                check=True,
            )
            return _read(done.stdout)
        except (subprocess.SubprocessError, OSError, ValueError, KeyError, TypeError) as error:
            raise NotDrawableError(_why(error)) from error


def _why(error: Exception) -> str:
    """One line for the log: the last that the program said."""
    said = getattr(error, "stderr", None) or b""
    return (said.decode(errors="replace").strip().splitlines() or [str(error)])[-1]


def _read(printed: bytes) -> tuple[dict[str, Any], list[bytes]]:
    line, _, rest = printed.partition(b"\n")
    head: dict[str, Any] = json.loads(line)
    large, small = head["lengths"]
    if len(rest) != large + small:
        raise ValueError("the pictures are not as long as announced")
    return head, [rest[:large], rest[large:]]
