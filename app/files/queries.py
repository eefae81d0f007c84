"""Finding kept files."""

import hashlib
from pathlib import Path

from flask import current_app
from sqlalchemy import select

from app.extensions import db
from app.files.models import StoredFile
from config import Settings


class DamagedFileError(Exception):
    """The bytes on disk are gone, or are not the ones that were stored."""

    def __init__(self, file: StoredFile, why: str) -> None:
        super().__init__(f"stored file {file.id} ({file.sha256[:12]}…): {why}")


def path_of(school_id: int, sha256: str) -> Path:
    """Where the content of a school's file lies."""
    settings: Settings = current_app.config["SETTINGS"]
    return settings.instance_dir / "files" / str(school_id) / sha256[:2] / sha256[2:]


def path(file: StoredFile) -> Path:
    """Where a kept file lies."""
    return path_of(file.school_id, file.sha256)


def read_checked(file: StoredFile) -> bytes:
    """The bytes exactly as they were stored.

    Raises:
        DamagedFileError: they are gone or differ.
    """
    try:
        data = path(file).read_bytes()
    except OSError as error:
        raise DamagedFileError(file, str(error)) from error
    if hashlib.sha256(data).hexdigest() != file.sha256:
        raise DamagedFileError(file, "the hash differs")
    return data


def find_by_hash(school_id: int, sha256: str) -> StoredFile | None:
    return db.session.scalar(
        select(StoredFile).where(StoredFile.school_id == school_id, StoredFile.sha256 == sha256)
    )
