"""Keeping files: looked at and written to disk first, their rows afterwards.

Looking into a file takes seconds at worst, so that it is done before the write lock is taken. A file
whose row is never written, or whose transaction rolls back, does no harm: nothing points at it, and
the same content would be written under the same name again.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from sqlalchemy.exc import IntegrityError

from app.extensions import db
from app.files.content import PDF, UnusableFileError, look_into, recognise_type
from app.files.models import StoredFile
from app.files.pictures import SIDE, keep_outline, was_looked_into
from app.files.queries import find_by_hash, path_of
from app.files.writing import write_whole
from config import Settings

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file that is acceptable and lies on disk; only its row is missing."""

    school_id: int
    name: str
    sha256: str
    size: int
    media_type: str


def check_file(data: bytes, name: str, *, school_id: int) -> CheckedFile:
    """Look into a file and write it to disk; the database is not asked.

    Raises:
        UnusableFileError: too large or not acceptable; the message is for the person.
    """
    settings: Settings = current_app.config["SETTINGS"]
    if len(data) > settings.max_upload_bytes:
        limit = settings.max_upload_bytes // MEGABYTE
        raise UnusableFileError(f"文件超过 {limit} MB，请压缩或分成几个文件。")
    media_type, sha256 = recognise_type(data, name), hashlib.sha256(data).hexdigest()
    if not was_looked_into(school_id, sha256):  # sent again after a mistake elsewhere, or with another record
        found = look_into(data, media_type, side=SIDE)
        keep_outline(school_id, sha256, found.pages, found.sizes)
    write_whole(path_of(school_id, sha256), data)
    return CheckedFile(school_id, name, sha256, len(data), media_type)


def store_checked(file: CheckedFile, *, at: datetime) -> StoredFile:
    """The row of a file; the same content is kept once for each school."""
    held = find_by_hash(file.school_id, file.sha256)
    if held is not None:
        return held
    stored = StoredFile(
        school_id=file.school_id,
        sha256=file.sha256,
        size=file.size,
        media_type=file.media_type,
        created_at=at,
    )
    try:
        with db.session.begin_nested():
            db.session.add(stored)
    except IntegrityError:  # the same file came in twice at the same moment
        held = find_by_hash(file.school_id, file.sha256)
        if held is None:
            raise
        return held
    return stored


def store_pdf(data: bytes, *, school_id: int, at: datetime) -> StoredFile:
    """Both at once, for a paper of our own making, which nobody need look into."""
    sha256 = hashlib.sha256(data).hexdigest()
    write_whole(path_of(school_id, sha256), data)
    return store_checked(CheckedFile(school_id, "", sha256, len(data), PDF), at=at)
