"""Putting files to a record and taking them out, while it may be changed."""

from datetime import datetime

from app.accounts.models import Account
from app.files.operations import CheckedFile, check_file, store_checked
from app.practice.draft_operations import check_editable, record_step, take_back, touch
from app.practice.models import Evidence, PracticeRecord
from app.practice.proof import ORIGINAL_SEEN

MAX_EVIDENCE = 30
NAME_LENGTH = 200


class EvidenceKnownError(Exception):
    """The record has this very file already."""


class TooMuchEvidenceError(Exception):
    """The record has as many files as it may have."""


def add_evidence(
    record: PracticeRecord, data: bytes, name: str, *, actor: Account, at: datetime, stamped: bool = True
) -> Evidence:
    """Look into a file, keep and attach it, all at once.

    Raises:
        UnusableFileError: the file is not acceptable; the message is for the person.
        Others: as ``attach_checked``.
    """
    check_editable(record, actor, at)
    checked = check_file(data, name, school_id=record.school_id)
    return attach_checked(record, checked, actor=actor, at=at, stamped=stamped)


def attach_checked(
    record: PracticeRecord, checked: CheckedFile, *, actor: Account, at: datetime, stamped: bool
) -> Evidence:
    """Attach a file that was looked into before; ``stamped`` where it bears the seal of the place.

    Raises:
        OthersStepError, NotEditableError: somebody else's, or not in a state to change.
        TooMuchEvidenceError, EvidenceKnownError: one file too many, or one twice.
    """
    check_editable(record, actor, at)
    if any(held.file.sha256 == checked.sha256 for held in record.evidence):
        raise EvidenceKnownError
    if len(record.evidence) >= MAX_EVIDENCE:
        raise TooMuchEvidenceError
    file = store_checked(checked, at=at)
    evidence = Evidence(
        school_id=record.school_id,
        file=file,
        name=safe_name(checked.name),
        added_by_id=actor.id,
        added_at=at,
        stamped=stamped,
    )
    record.evidence.append(evidence)
    lost, nothing = take_back(record, *ORIGINAL_SEEN)  # with which this one has not been compared
    touch(record, at)
    what = {"name": evidence.name, "sha256": file.sha256, "stamped": stamped}
    record_step("record:add_evidence", record, actor, at, before=lost, after=what | nothing)
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
    lost, nothing = take_back(record, *ORIGINAL_SEEN)  # of which this may have been the copy
    touch(record, at)
    record_step("record:remove_evidence", record, actor, at, before=what | lost, after=nothing)


def safe_name(name: str) -> str:
    """The name without folders and signs that no name needs, its ending kept."""
    plain = "".join(sign for sign in name.replace("\\", "/").split("/")[-1] if sign.isprintable())
    stem, dot, ending = plain.rpartition(".")
    return f"{stem[: NAME_LENGTH - len(dot + ending)]}{dot}{ending}" or "佐证"
