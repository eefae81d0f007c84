"""What a file really is: told from its bytes and proved by parsing it, never from its name."""

import io
import zipfile
from pathlib import PurePath

from PIL import Image, UnidentifiedImageError
from pypdf import PdfReader

MAX_PIXELS = 50_000_000
"""As large as a phone's largest photo; a small file can unfold to far more."""
MAX_OBJECT_MARKS = 60_000
"""Of a PDF, two for each object: far more than a scan has; reading many times more takes half a minute."""
PDF = "application/pdf"
IMAGE_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
SUFFIXES = {
    PDF: (".pdf",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/webp": (".webp",),
}
HEIC = frozenset({b"ftypheic", b"ftypheix", b"ftyphevc", b"ftypmif1", b"ftypmsf1"})
ACCEPTED_WORDS = "PDF、JPEG、PNG、WebP"


class UnusableFileError(Exception):
    """A file that is not accepted; the message tells the person why, in Chinese."""


def recognise(data: bytes, name: str) -> str:
    """The media type of a file.

    Raises:
        UnusableFileError: not one of the accepted types, broken, locked, or not what its name says.
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
    if media_type == PDF:
        _check_pdf(data)
    else:
        _check_image(data, IMAGE_FORMATS[media_type])
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


def _check_pdf(data: bytes) -> None:
    end = data.rfind(b"%%EOF")
    if end < 0:
        raise UnusableFileError("PDF 不完整，可能没有传完，请重新导出。")
    if data[end + 5 :].strip(b"\r\n\t \0"):
        raise UnusableFileError("PDF 后面还夹带着别的内容，请重新导出。")
    if data.count(b"obj") > MAX_OBJECT_MARKS:
        raise UnusableFileError("PDF 的结构太复杂，请打印成新的 PDF 再上传。")
    try:
        reader = PdfReader(io.BytesIO(data))
        locked = reader.is_encrypted
        pages = 0 if locked else len(reader.pages)
    except Exception as error:  # a hostile file may break the parser in any way
        raise UnusableFileError("PDF 已损坏，打不开，请重新导出。") from error
    if locked:
        raise UnusableFileError("PDF 设有密码，审核的人打不开，请去掉密码再上传。")
    if not pages:
        raise UnusableFileError("PDF 里没有一页。")


def _check_image(data: bytes, expected: str) -> None:
    if zipfile.is_zipfile(io.BytesIO(data)) or b"%PDF-" in data[:1024]:
        raise UnusableFileError("图片里还夹带着别的文件，请重新拍照或截图。")
    try:
        with Image.open(io.BytesIO(data), formats=[expected]) as image:
            too_large = image.width * image.height > MAX_PIXELS
            if not too_large:
                _decode(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        too_large = True
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise UnusableFileError("图片已损坏，打不开，请重新拍照或截图。") from error
    if too_large:
        raise UnusableFileError("图片的像素太多（超过 5000 万），请缩小后再上传。")


def _decode(image: Image.Image) -> None:
    """Read the whole file once: at an eighth of the size where the format can, by checksums for PNG."""
    if image.format == "PNG":
        image.verify()
        return
    image.draft("RGB", (image.width // 8, image.height // 8))
    image.load()
