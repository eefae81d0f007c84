"""Looks into files and draws them: a program of its own, as libraries that read such files crash and swell.

``python -I draw.py '{"check": "application/pdf", "side": 1600, "most_pixels": …, "megabytes": …,
"seconds": …}'`` reads a file from its input and prints a line of JSON: what is wrong with it, or how many
pages there are and how large the pictures of the first will be.

``python -I draw.py '{"path": …, "media_type": …, "page": 1, "sides": [1600, 320], "fonts": …,
"megabytes": 512, "seconds": 10}'`` prints a line of JSON – how many pages there are, the pictures'
sizes for the first of them, and how long the pictures that follow are – and then the pictures, as WebP.
It knows nothing of the application; ``content`` and ``pictures`` start it.
"""

import ctypes
import io
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps

PDF = "application/pdf"
MEASURED = 5
"""Pages whose size is told, so that a page leaves them room before they have come."""
LARGEST_SCALE = 3.0
"""Of a PDF's small page: 216 dots per inch."""
TURNED = frozenset({5, 6, 7, 8})
"""EXIF orientations of a picture that lies on its side."""
ORIENTATION = 0x0112


def limit(megabytes: int, seconds: int) -> None:
    """Bound what a file can cost this process, where the system can."""
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:  # pragma: no cover - the time limit outside still holds
        return
    size = megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def fitted(width: float, height: float, side: int, largest_scale: float = 1.0) -> tuple[int, int]:
    """A size with the same shape whose longer side is at most ``side``; never nothing."""
    scale = min(side / max(width, height), largest_scale)
    return max(round(width * scale), 1), max(round(height * scale), 1)


def upright_size(image: Image.Image, side: int) -> tuple[int, int]:
    """The size of a photo as it is drawn."""
    width, height = image.size
    if image.getexif().get(ORIENTATION) in TURNED:
        width, height = height, width
    return fitted(width, height, side)


def upright(image: Image.Image, side: int) -> Image.Image:
    """The photo as it was seen, on white, at most ``side`` long."""
    image.draft("RGB", (side, side))  # where the format can, fewer pixels are decoded
    if image.mode not in {"RGB", "RGBA", "L"}:
        image = _in_plain_colours(image)
    image.thumbnail((side, side), Image.Resampling.LANCZOS)
    ImageOps.exif_transpose(image, in_place=True)
    if image.mode != "RGBA":
        return image.convert("RGB")
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image.getchannel("A"))
    return paper


def _in_plain_colours(image: Image.Image) -> Image.Image:
    exif = image.getexif()
    plain = image.convert("RGBA" if "transparency" in image.info or image.mode in {"LA", "PA"} else "RGB")
    plain.getexif().update(exif)
    return plain


def draw_image(path: Path, side: int) -> tuple[list[tuple[int, int]], int, Image.Image]:
    """Sizes, the number of pages, and the picture."""
    with Image.open(path) as image:
        return [upright_size(image, side)], 1, upright(image, side)


def draw_pdf(
    path: Path, page: int, side: int, fonts: str | None
) -> tuple[list[tuple[int, int]], int, Image.Image]:
    """The same of one page of a PDF."""
    import pypdfium2  # noqa: PLC0415 - slow to load, and only a PDF needs it

    kept = _use_fonts(fonts) if fonts else None
    with pypdfium2.PdfDocument(path) as document:
        document.init_forms()  # what was typed into a form is part of what is read
        sizes, number = _measure(document, side), len(document)
        drawn = _draw_page(document[page - 1], side)
    del kept
    return sizes, number, drawn


def _measure(document: Any, side: int) -> list[tuple[int, int]]:  # noqa: ANN401 - as below
    shapes = (document.get_page_size(index) for index in range(min(len(document), MEASURED)))
    return [fitted(width, height, side, LARGEST_SCALE) for width, height in shapes]


def _draw_page(page: Any, side: int) -> Image.Image:  # noqa: ANN401 - pypdfium2 ships no types
    longest = max(page.get_size())
    bitmap = page.render(scale=min(side / longest, LARGEST_SCALE), limit_image_cache=True)
    picture: Image.Image = bitmap.to_pil().convert("RGB")
    return picture


def _use_fonts(folder: str) -> object:
    """Let text whose font the file does not bring be drawn in the faces of our papers.

    A server often has no Chinese font; such text would simply be missing, and a filled form look empty.
    """
    from pypdfium2 import raw  # noqa: PLC0415 - as above

    held = ctypes.create_string_buffer(folder.encode())
    paths = (ctypes.POINTER(ctypes.c_char) * 2)()  # the second stays null: the end
    paths[0] = ctypes.cast(held, ctypes.POINTER(ctypes.c_char))
    raw.FPDF_DestroyLibrary()
    raw.FPDF_InitLibraryWithConfig(
        raw.FPDF_LIBRARY_CONFIG(version=2, m_pUserFontPaths=paths, m_pIsolate=None, m_v8EmbedderSlot=0)
    )
    return held, paths  # PDFium keeps their addresses


def pictures_of(drawn: Image.Image, sides: Sequence[int]) -> Iterator[bytes]:
    """One WebP for each side, the longest first."""
    for side in sides:
        drawn.thumbnail((side, side), Image.Resampling.LANCZOS)
        out = io.BytesIO()
        drawn.save(out, "WEBP", quality=80, method=2)
        yield out.getvalue()


def check(order: dict[str, Any], data: bytes) -> dict[str, Any]:
    """What is wrong with a file, or its pages and their sizes; no memory left is for the caller to tell."""
    try:
        if order["check"] == PDF:
            return check_pdf(data, order["side"])
        return check_image(data, order["check"], order["side"], order["most_pixels"])
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - a hostile file may break the parser in any way
        return {"wrong": "broken"}


def check_pdf(data: bytes, side: int) -> dict[str, Any]:
    """A PDF opens without a password, and its first pages are there."""
    import pypdfium2  # noqa: PLC0415 - as above
    from pypdfium2 import raw  # noqa: PLC0415 - as above

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        return {"wrong": "locked" if error.err_code == raw.FPDF_ERR_PASSWORD else "broken"}
    if raw.FPDF_GetSecurityHandlerRevision(document) >= 0:
        return {"wrong": "locked"}
    if not len(document):
        return {"wrong": "empty"}
    return {"pages": len(document), "sizes": _measure(document, side)}


def check_image(data: bytes, media_type: str, side: int, most_pixels: int) -> dict[str, Any]:
    """An image is read once as a whole, at an eighth of its size where it can be."""
    Image.MAX_IMAGE_PIXELS = None  # the limit is ours
    with Image.open(io.BytesIO(data), formats=[media_type.removeprefix("image/").upper()]) as image:
        if image.width * image.height > most_pixels:
            return {"wrong": "large"}
        sizes = [upright_size(image, side)]
        image.draft("RGB", (image.width // 8, image.height // 8))
        image.load()
    return {"pages": 1, "sizes": sizes}


def draw(order: dict[str, Any]) -> bytes:
    """What is printed of a page."""
    path, page, sides = Path(order["path"]), order["page"], order["sides"]
    if order["media_type"] == PDF:
        sizes, pages, drawn = draw_pdf(path, page, sides[0], order["fonts"])
    else:
        sizes, pages, drawn = draw_image(path, sides[0])
    made = list(pictures_of(drawn, sides))
    head = {"pages": pages, "sizes": sizes, "lengths": [len(one) for one in made]}
    return json.dumps(head).encode() + b"\n" + b"".join(made)


if __name__ == "__main__":
    ordered = json.loads(sys.argv[1])
    limit(ordered["megabytes"], ordered["seconds"])
    if "check" in ordered:
        print(json.dumps(check(ordered, sys.stdin.buffer.read())))  # noqa: T201 - it is what this is for
    else:
        sys.stdout.buffer.write(draw(ordered))
