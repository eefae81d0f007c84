"""What a file really is: told from its bytes and proved by parsing it, never from its name."""

import io
import json
import logging
import threading
import zipfile
from dataclasses import dataclass
from pathlib import PurePath

from app.files import draw, program

MAX_PIXELS = 50_000_000
"""As large as a phone's largest photo; a small file can unfold to far more."""
SECONDS = 5
"""Of the processor, to look into one file; a phone's largest photo takes one, a scan much less."""
MEGABYTES = 1024
AT_ONCE = threading.BoundedSemaphore(2)
"""So many are looked into at the same time by one process of the web server; the others wait."""
PDF = draw.PDF
SUFFIXES = {
    PDF: (".pdf",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/webp": (".webp",),
}
HEIC = frozenset({b"ftypheic", b"ftypheix", b"ftyphevc", b"ftypmif1", b"ftypmsf1"})
ACCEPTED_WORDS = "PDF、JPEG、PNG、WebP"
TOO_COMPLEX = {
    True: "文件太复杂，系统读不下来，请打印成新的 PDF 再上传。",
    False: "文件太复杂，系统读不下来，请重新拍照或截图后上传。",
}
"""By whether it is a PDF."""
WRONG = {
    ("broken", True): "PDF 已损坏，打不开，请重新导出。",
    ("empty", True): "PDF 里没有一页。",
    ("locked", True): "PDF 设有密码，审核的人打不开，请去掉密码再上传。",
    ("broken", False): "图片已损坏，打不开，请重新拍照或截图。",
    ("large", False): "图片的像素太多（超过 5000 万），请缩小后再上传。",
}
"""By what the program found, and whether it is a PDF."""


class UnusableFileError(Exception):
    """A file that is not accepted; the message tells the person why, in Chinese."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a file holds: its pages, and how large pictures of the first ones are."""

    media_type: str
    pages: int
    sizes: tuple[tuple[int, int], ...]


def recognise(data: bytes, name: str, *, side: int) -> Content:
    """What a file is, with the sizes of pictures whose longer side is ``side``.

    Raises:
        UnusableFileError: as ``recognise_type`` and ``look_into``.
    """
    return look_into(data, recognise_type(data, name), side=side)


def recognise_type(data: bytes, name: str) -> str:
    """What a file gives itself out to be, by its bytes.

    Raises:
        UnusableFileError: not one of the accepted types, not what its name says, or more than one thing.
    """
    if not data:
        raise UnusableFileError("文件是空的。")
    media_type = _by_magic(data)
    if media_type is None and data[4:12] in HEIC:
        raise UnusableFileError(
            "这是苹果手机的 HEIC 照片，请在“设置 › 相机 › 格式”里选“兼容性最佳”后重拍，或截图后上传。"
        )
    if media_type is None:
        raise UnusableFileError(f"这不是 {ACCEPTED_WORDS} 文件（看的是内容，不是文件名）。")
    suffix = PurePath(name).suffix.lower()
    if suffix not in SUFFIXES[media_type]:
        real = SUFFIXES[media_type][0]
        raise UnusableFileError(f"文件名以“{suffix or '（无）'}”结尾，内容却是 {real[1:].upper()} 文件。")
    (_check_end if media_type == PDF else _check_alone)(data)
    return media_type


def _by_magic(data: bytes) -> str | None:
    if data.startswith(b"%PDF-"):
        return PDF
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return None


def _check_end(data: bytes) -> None:
    """A PDF has come as a whole, and nothing is hidden behind it."""
    end = data.rfind(b"%%EOF")
    if end < 0:
        raise UnusableFileError("PDF 不完整，可能没有传完，请重新导出。")
    if data[end + 5 :].strip(b"\r\n\t \0"):
        raise UnusableFileError("PDF 后面还夹带着别的内容，请重新导出。")


def _check_alone(data: bytes) -> None:
    """An image is nothing else besides."""
    if zipfile.is_zipfile(io.BytesIO(data)) or b"%PDF-" in data[:1024]:
        raise UnusableFileError("图片里还夹带着别的文件，请重新拍照或截图。")


def look_into(data: bytes, media_type: str, *, side: int) -> Content:
    """Have it parsed where it can do no harm.

    Raises:
        UnusableFileError: broken, locked, or so made that reading it takes too long.
    """
    order = {"check": media_type, "side": side, "most_pixels": MAX_PIXELS}
    try:
        printed = program.run(order, seconds=SECONDS, megabytes=MEGABYTES, at_once=AT_ONCE, data=data)
        said = json.loads(printed)
    except (program.ProgramFailedError, ValueError) as error:
        logging.getLogger(__name__).warning("a file was not accepted: %s", error)
        raise UnusableFileError(TOO_COMPLEX[media_type == PDF]) from error
    if "wrong" in said:
        raise UnusableFileError(WRONG[said["wrong"], media_type == PDF])
    return Content(media_type, said["pages"], tuple((width, height) for width, height in said["sizes"]))
