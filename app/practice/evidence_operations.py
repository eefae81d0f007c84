"""Putting files to a record and taking them out, while it may be changed."""

from datetime import datetime

from app.accounts.models import Account
from app.files.operations import store_file
from app.practice.draft_operations import check_editable, record_step, touch
from app.practice.models import Evidence, PracticeRecord

MAX_EVIDENCE = 30
NAME_LENGTH = 200


class EvidenceKnownError(Exception):
    """The record has this very file already."""


class TooMuchEvidenceError(Exception):
    """The record has as many files as it may have."""


def add_evidence(record: PracticeRecord, data: bytes, name: str, *, actor: Account, at: datetime) -> Evidence:
    """Keep a file and attach it.

    Raises:
        OthersStepError, NotEditableError: somebody else's, or not in a state to change.
        TooMuchEvidenceError, EvidenceKnownError: one file too many, or one twice.
        UnusableFileError: the file is not acceptable; the message is for the person.
    """
    check_editable(record, actor, at)
    if len(record.evidence) >= MAX_EVIDENCE:
        raise TooMuchEvidenceError
    file = store_file(data, name, school_id=record.school_id, at=at)
    if any(held.file_id == file.id for held in record.evidence):
        raise EvidenceKnownError
    evidence = Evidence(
        school_id=record.school_id, file=file, name=safe_name(name), added_by_id=actor.id, added_at=at
    )
    record.evidence.append(evidence)
    touch(record, at)
    what = {"name": evidence.name, "sha256": file.sha256}
    record_step("record:add_evidence", record, actor, at, after=what)
    return evidence


def remove_evidence(evidence: Evidence, *, actor: Account, at: datetime) -> None:
    """Take a file out of its record; the log keeps its name and hash.

    Raises:
        OthersStepError, NotEditableError: somebody else's, or not in a state to change.
    """
    record = evidence.record
    check_editable(record, actor, at)
    what = {"name": evidence.name, "sha256": evidence.file.sha256}
    record.evidence.remove(evidence)
    touch(record, at)
    record_step("record:remove_evidence", record, actor, at, before=what)


def safe_name(name: str) -> str:
    """The name without folders and signs that no name needs, its ending kept."""
    plain = "".join(sign for sign in name.replace("\\", "/").split("/")[-1] if sign.isprintable())
    stem, dot, ending = plain.rpartition(".")
    return f"{stem[: NAME_LENGTH - len(dot + ending)]}{dot}{ending}" or "佐证"
