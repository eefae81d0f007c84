"""What enterprises said in the demo: some confirmed, one corrected, one still waiting; originals seen."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from app.accounts.models import Account
from app.confirmations.models import Confirmation
from app.confirmations.operations import Mentor, answer, ask
from app.domain.evidence import ConfirmationState as Said
from app.domain.facts import RecordStatus as S
from app.extensions import db
from app.practice.models import PracticeRecord, RecordKind
from app.practice.proof_operations import mark_original

CONFIRMED, SEEN = 4, 3
ADDRESS = "198.51.100.7"
"""Kept free for examples (RFC 5737)."""


def ask_mentors(hr: Account, teacher_username: str, now: datetime) -> None:
    """Through the links that the records' owners send."""
    asked_at = now - timedelta(days=2)
    for record in _records(hr, S.APPROVED, S.ENDORSED)[:CONFIRMED]:
        _reply(_ask(record, "示例指导人", asked_at), Said.CONFIRMED, now)
    for record in _records(hr, S.APPROVED, S.ENDORSED)[CONFIRMED : CONFIRMED + SEEN]:
        mark_original(record, seen=True, actor=hr, at=now - timedelta(days=1))
    own = [record for record in _records(hr) if record.entered_by.username == teacher_username]
    for record in own:
        if record.status is S.RETURNED:
            last_day = record.last_day - timedelta(days=1)
            corrected = {"last_day": last_day.isoformat()}
            made = _ask(record, "示例陈主管", asked_at)
            _reply(made, Said.CORRECTED, now, corrected=corrected, comment="最后一天老师已回校")
        if record.status is S.SUBMITTED:
            _ask(record, "示例林工", asked_at, email="lin@example.com")


def _records(hr: Account, *statuses: S) -> Sequence[PracticeRecord]:
    """Of those whose review is under way, or is done, the newest first."""
    statement = select(PracticeRecord).where(
        PracticeRecord.school_id == hr.school_id, PracticeRecord.kind == RecordKind.PRACTICE
    )
    if statuses:
        statement = statement.where(PracticeRecord.status.in_(statuses))
    return db.session.scalars(statement.order_by(PracticeRecord.last_day.desc(), PracticeRecord.id)).all()


def _ask(record: PracticeRecord, mentor: str, at: datetime, email: str | None = None) -> Confirmation:
    whom = Mentor(mentor, "示例车间主任", email)
    made, _ = ask(record, whom, actor=record.entered_by, at=at)
    return made


def _reply(
    made: Confirmation, said: Said, now: datetime, corrected: dict[str, str] | None = None, comment: str = ""
) -> None:
    at = now - timedelta(days=1)
    answer(made, said, visitor=None, ip=ADDRESS, at=at, corrected=corrected, comment=comment)
