"""Files as people upload them, good and bad."""

import io
import struct
import zipfile
import zlib

from PIL import Image
from pypdf import PdfWriter


def pdf(*, password: str | None = None, note: str = "示例") -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    writer.add_metadata({"/Title": note})
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def image(kind: str, size: tuple[int, int] = (40, 30)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(out, kind)
    return out.getvalue()


def picture_bomb(width: int = 30_000, height: int = 30_000) -> bytes:
    """A PNG of a few kilobytes that claims 900 million pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as bundle:
        bundle.writestr("a.txt", "示例")
    return out.getvalue()


def pages(number: int, size: tuple[float, float] = (595, 842)) -> bytes:
    """A PDF of several pages."""
    writer = PdfWriter()
    for _ in range(number):
        writer.add_blank_page(*size)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def photo(kind: str = "JPEG", *, orientation: int = 1, size: tuple[int, int] = (2400, 1800)) -> bytes:
    """Sky above ground, as seen; kept turned, as a camera does it, with the word how to turn it back."""
    seen = Image.new("RGB", size, (40, 90, 220))
    seen.paste((60, 160, 60), (0, size[1] // 2, *size))
    turn = {1: None, 3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_90}[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    out = io.BytesIO()
    (seen.transpose(turn) if turn is not None else seen).save(out, kind, exif=exif)
    return out.getvalue()


def pages_in_one_stream(number: int) -> bytes:
    """A small PDF of very many pages, which stand in one packed object and are cheap to write down."""
    kids = " ".join(f"{n + 10} 0 R" for n in range(number))
    page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"
    objects = [(2, f"<</Type/Pages/Count {number}/Kids[{kids}]>>"), *((n + 10, page) for n in range(number))]
    heads, at = [], 0
    for key, body in objects:
        heads.append(f"{key} {at}")
        at += len(body) + 1
    head = " ".join(heads) + " "
    packed = zlib.compress((head + " ".join(body for _, body in objects)).encode())
    start = b"%PDF-1.7\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n"
    stream = (
        b"3 0 obj <</Type/ObjStm/N %d/First %d/Filter/FlateDecode/Length %d>> stream\n"
        % (len(objects), len(head), len(packed))
        + packed
        + b"\nendstream endobj\n"
    )
    rows = [(0, 0, 0), (1, 9, 0), (2, 3, 0), (1, len(start), 0), (1, len(start) + len(stream), 0)]
    rows += [(0, 0, 0)] * 5 + [(2, 3, n + 1) for n in range(number)]
    table = zlib.compress(b"".join(struct.pack(">BII", *row) for row in rows))
    return (
        start
        + stream
        + b"4 0 obj <</Type/XRef/Size %d/W[1 4 4]/Root 1 0 R/Filter/FlateDecode/Length %d>> stream\n"
        % (len(rows), len(table))
        + table
        + b"\nendstream endobj\nstartxref\n%d\n%%%%EOF\n" % (len(start) + len(stream))
    )
