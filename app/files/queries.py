"""Finding kept files."""

from pathlib import Path

from flask import current_app
from sqlalchemy import select

from app.extensions import db
from app.files.models import StoredFile
from config import Settings


def path_of(school_id: int, sha256: str) -> Path:
    """Where the content of a school's file lies."""
    settings: Settings = current_app.config["SETTINGS"]
    return settings.instance_dir / "files" / str(school_id) / sha256[:2] / sha256[2:]


def path(file: StoredFile) -> Path:
    """Where a kept file lies."""
    return path_of(file.school_id, file.sha256)


def find_by_hash(school_id: int, sha256: str) -> StoredFile | None:
    return db.session.scalar(
        select(StoredFile).where(StoredFile.school_id == school_id, StoredFile.sha256 == sha256)
    )
