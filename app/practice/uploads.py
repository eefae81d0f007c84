"""Files of a request: each is kept or refused on its own.

They are looked into before the write lock is taken, and attached behind it.
"""

from collections.abc import Collection, Iterable

from flask import current_app, flash
from werkzeug.datastructures import FileStorage

from app import clock
from app.accounts.access import actor
from app.domain.workflow import EDITABLE
from app.files.content import UnusableFileError
from app.files.operations import CheckedFile, check_file
from app.practice import wording
from app.practice.evidence_operations import (
    MAX_EVIDENCE,
    EvidenceKnownError,
    TooMuchEvidenceError,
    attach_checked,
)
from app.practice.models import PracticeRecord
from config import Settings

MOST_NAMED = 5
NAME_SHOWN = 40

Looked = list[tuple[str, CheckedFile | str]]
"""Files by name, with what was found: acceptable, or why not."""


def look_into(files: Iterable[FileStorage], school_id: int) -> Looked:
    """Check and write to disk what somebody sent; no row is written."""
    settings: Settings = current_app.config["SETTINGS"]
    looked: Looked = []
    for file in files:
        if not isinstance(file, FileStorage) or not file.filename:
            continue
        data = file.stream.read(settings.max_upload_bytes + 1)  # one byte too many says it is too large
        try:
            looked.append((file.filename, check_file(data, file.filename, school_id=school_id)))
        except UnusableFileError as error:
            looked.append((file.filename, str(error)))
    return looked


def attach_files(
    record: PracticeRecord, looked: Looked, *, stamped: bool, again: bool = False
) -> list[tuple[str, str]]:
    """Attach what can be attached; the rest by name, with the reason.

    ``again``: they were sent before with the same form, and those that are known are no mistake; a
    record that was handed in since takes no others.
    """
    if again and record.status not in EDITABLE:
        held = {one.file.sha256 for one in record.evidence}
        return [(name, wording.CLOSED) for name in not_held(looked, held)]
    refused = []
    for name, found in looked:
        if isinstance(found, str):
            refused.append((name, found))
            continue
        try:
            attach_checked(record, found, actor=actor(), at=clock.now(), stamped=stamped)
        except EvidenceKnownError:
            if not again:
                refused.append((name, "这个文件已经传过了。"))
        except TooMuchEvidenceError:
            refused.append((name, f"一条记录最多 {MAX_EVIDENCE} 个文件。"))
    return refused


def not_held(looked: Looked, held: Collection[str]) -> list[str]:
    """The names of the files that are not among those kept before, by their SHA-256."""
    return [name for name, found in looked if isinstance(found, str) or found.sha256 not in held]


def say_refused(refused: list[tuple[str, str]]) -> None:
    """Tell which files were not kept, with the reason; the rest by number, as a cookie holds 4 KB only."""
    for name, reason in refused[:MOST_NAMED]:
        flash(f"“{shortened(name)}”没有保存：{reason}", "error")
    if len(refused) > MOST_NAMED:
        flash(f"另有 {len(refused) - MOST_NAMED} 个文件没有保存，请对照下面的佐证清单", "error")


def shortened(name: str) -> str:
    """A file's name short enough to stand in a sentence, its ending kept."""
    return name if len(name) <= NAME_SHOWN else f"{name[: NAME_SHOWN - 10]}…{name[-9:]}"
