"""Keeping files: named by their content, written before their row is committed.

A file whose transaction rolls back does no harm: nothing points at it, and the same content
would be written under the same name again.
"""

import hashlib
import os
import tempfile
from datetime import datetime
from pathlib import Path

from flask import current_app
from sqlalchemy.exc import IntegrityError

from app.extensions import db
from app.files.content import UnusableFileError, recognise
from app.files.models import StoredFile
from app.files.queries import find_by_hash, path_of
from config import Settings

MEGABYTE = 1024 * 1024


def store_file(data: bytes, name: str, *, school_id: int, at: datetime) -> StoredFile:
    """Check and keep a file; the same content is kept once for each school.

    Raises:
        UnusableFileError: too large or not acceptable; the message is for the person.
    """
    settings: Settings = current_app.config["SETTINGS"]
    if len(data) > settings.max_upload_bytes:
        limit = settings.max_upload_bytes // MEGABYTE
        raise UnusableFileError(f"文件超过 {limit} MB，请压缩或分成几个文件。")
    media_type = recognise(data, name)
    sha256 = hashlib.sha256(data).hexdigest()
    _write(path_of(school_id, sha256), data)
    held = find_by_hash(school_id, sha256)
    if held is not None:
        return held
    stored = StoredFile(
        school_id=school_id, sha256=sha256, size=len(data), media_type=media_type, created_at=at
    )
    try:
        with db.session.begin_nested():
            db.session.add(stored)
    except IntegrityError:  # the same file came in twice at the same moment
        held = find_by_hash(school_id, sha256)
        if held is None:
            raise
        return held
    return stored


def _write(path: Path, data: bytes) -> None:
    """All or nothing, even if the power fails."""
    if path.exists() and path.stat().st_size == len(data):
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as draft:
        draft.write(data)
        draft.flush()
        os.fsync(draft.fileno())
    Path(draft.name).replace(path)
