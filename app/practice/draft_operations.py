"""Writing a record before it is submitted: begin it, change it."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from app import clock
from app.accounts.models import Account
from app.audit.operations import as_json, record_event, set_changed
from app.audit.queries import history
from app.domain.facts import RecordStatus
from app.domain.roles import Part, Role
from app.domain.workflow import EDITABLE
from app.extensions import db
from app.mail.operations import queue_mail
from app.practice import emails
from app.practice.access import parts, somebody_decides
from app.practice.checks import ProblemsError, Written, problems
from app.practice.models import ENDED, PracticeRecord
from app.practice.proof import CONFIRMED_FACTS, ORIGINAL_FACTS, ORIGINAL_SEEN
from app.practice.review_marks import Reviewed
from app.practice.steps import OthersStepError
from app.teachers.locks import lock_teachers
from app.teachers.models import Teacher


class NotEditableError(Exception):
    """The record is under review or decided."""


class NobodyElseError(Exception):
    """Nobody but the writer and the teacher could decide on what is written here."""


class WrittenWrongError(ProblemsError):
    """It cannot be kept as it is written."""


def create_record(
    teacher: Teacher,
    written: Written,
    *,
    actor: Account,
    at: datetime,
    plan_id: int | None = None,
    imported: bool = False,
) -> PracticeRecord:
    """Begin a draft, one's own or for a teacher as the office; the same sent twice is one record.

    That is the one there was (``created_at`` is before ``at``), however far it has come by now.

    ``plan_id`` names the plan that it carries out; ``imported`` marks what is taken over from old
    files, where nobody reports it of their own knowledge.

    Raises:
        OthersStepError: it is neither the actor's own nor theirs to write.
        NobodyElseError: nobody else could decide on it.
        WrittenWrongError: see its problems.
    """
    own = teacher.person_id == actor.person_id
    if not own:
        check_may_write_for(teacher, actor, at)
    check_written(written, actor, at)
    values = _columns(written)
    lock_teachers({teacher.id})
    whose = {"entered_by_id": actor.id, "plan_id": plan_id}
    if (twin := _twin(teacher, values | whose)) is not None:
        return twin
    record = _begin(teacher, values, whose | {"imported": imported}, actor=actor, at=at)
    if not own:
        key = f"record:{record.id}:entered"
        context = emails.record_entered(record, actor)
        queue_mail("record_entered", teacher.person, key=key, at=at, context=context)
    return record


def _twin(teacher: Teacher, values: Mapping[str, Any]) -> PracticeRecord | None:
    """What says the same of the teacher already, and is no copy."""
    same = select(PracticeRecord).filter_by(teacher_id=teacher.id, copied_from_id=None, **values)
    return db.session.scalars(same.where(PracticeRecord.status.not_in(ENDED))).first()


def _begin(
    teacher: Teacher, values: Mapping[str, Any], besides: Mapping[str, Any], *, actor: Account, at: datetime
) -> PracticeRecord:
    """A draft of what is written; the log need not say what it carries besides."""
    record = PracticeRecord(
        school_id=teacher.school_id,
        teacher=teacher,
        status=RecordStatus.DRAFT,
        created_at=at,
        updated_at=at,
        **values,
        **besides,
    )
    db.session.add(record)
    db.session.flush()
    after = {name: as_json(value) for name, value in values.items()}
    record_step("record:create", record, actor, at, after=after)
    return record


def check_may_write_for(teacher: Teacher, actor: Account, at: datetime) -> None:
    """Whether the office may write for a teacher, and somebody else is left to decide.

    Raises:
        OthersStepError, NobodyElseError: it may not.
    """
    office = actor.active and actor.school_id == teacher.school_id and actor.has(Role.HR, Role.ADMIN)
    if not office or actor.person_id == teacher.person_id:
        raise OthersStepError(Part.OWNER)
    today, two = clock.local(at).date(), {actor.person_id, teacher.person_id}
    if not somebody_decides(teacher.school_id, today, besides=two):
        raise NobodyElseError


def edit_record(record: PracticeRecord, written: Written, *, actor: Account, at: datetime) -> None:
    """Change what is written.

    Raises:
        OthersStepError, NotEditableError: somebody else's, or not in a state to change.
        WrittenWrongError: see its problems.
    """
    check_editable(record, actor, at)
    check_written(written, actor, at)
    before, after = set_changed(record, _columns(written))
    changed = frozenset(after)
    for facts, marks in ((CONFIRMED_FACTS, ("confirmation",)), (ORIGINAL_FACTS, ORIGINAL_SEEN)):
        if not changed.isdisjoint(facts):
            lost, nothing = take_back(record, *marks)
            before, after = before | lost, after | nothing
    writer = _writer(record, actor)
    if writer is not record.entered_by:
        lost, nothing = take_back(record, *ORIGINAL_SEEN)  # whoever saw it may be the writer now
        before |= lost | {"entered_by_id": record.entered_by_id}
        after |= nothing | {"entered_by_id": writer.id}
        record.entered_by = writer
    touch(record, at)
    record_step("record:edit", record, actor, at, before=before, after=after)


def _writer(record: PracticeRecord, actor: Account) -> Account:
    """Whose writing a record is after the actor has changed it; only that of a copy can pass to its owner.

    Whoever wrote the original for the owner stays barred from deciding on the copy while it tells of
    the same stretch, that is the same place and a day in common, or tells it in the same words, and for
    good once they have changed the copy themselves. So nobody passes their own claim or words; and a
    copy in which nothing of theirs is left is its owner's, for otherwise a teacher could choose who may
    not decide by copying what that person once wrote. It is asked anew at every change, so that
    writing the old words back bars them again.
    """
    if actor.person_id != record.teacher.person_id:
        return record.entered_by
    earlier = record
    while earlier.copied_from_id is not None:
        earlier = db.session.get_one(PracticeRecord, earlier.copied_from_id)
        by_others = earlier.entered_by.person_id != actor.person_id
        if by_others and (_tells_the_same(record, earlier) or _has_changed(record, earlier.entered_by)):
            return earlier.entered_by
    return record.entered_by if earlier is record else actor


def _tells_the_same(record: PracticeRecord, earlier: PracticeRecord) -> bool:
    days_in_common = record.first_day <= earlier.last_day and earlier.first_day <= record.last_day
    same_words = record.tasks != "" and record.tasks == earlier.tasks
    return same_words or (record.site_id == earlier.site_id and days_in_common)


def _has_changed(record: PracticeRecord, account: Account) -> bool:
    log = history("record", record.id, school_id=record.school_id)
    return any(event.tag == "record:edit" and event.actor_person_id == account.person_id for event in log)


def take_back(record: PracticeRecord, *marks: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Empty marks of what somebody vouched for, as it is no longer there; before and after, for the log."""
    return set_changed(record, dict.fromkeys(marks))


def check_editable(subject: Reviewed, actor: Account, at: datetime) -> None:
    """Whether the actor may change what is written now.

    Raises:
        OthersStepError, NotEditableError: somebody else's, or not in a state to change.
    """
    if Part.OWNER not in parts(actor, subject, clock.local(at).date()):
        raise OthersStepError(Part.OWNER)
    if subject.status not in EDITABLE:
        raise NotEditableError


def check_written(written: Written, actor: Account, at: datetime) -> None:
    """Whether a stretch can be kept as it is written.

    Raises:
        WrittenWrongError: see its problems.
    """
    found = problems(written, school_id=actor.school_id, today=clock.local(at).date())
    if found:
        raise WrittenWrongError(found)


def touch(subject: Reviewed, at: datetime) -> None:
    """Make the row change even in the same moment, so that its version grows with every step."""
    subject.updated_at = at
    flag_modified(subject, "updated_at")
    db.session.flush()


def _columns(written: Written) -> dict[str, Any]:
    values = {field.name: getattr(written, field.name) for field in fields(written) if field.name != "site"}
    return values | {"site_id": written.site.id, "host": written.site.host}


def record_step(
    tag: str,
    subject: Reviewed,
    actor: Account | None,
    at: datetime,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> None:
    """Append one event; its tag begins with what the log calls the thing, e.g. ``record:edit``."""
    record_event(
        tag,
        tag.partition(":")[0],
        subject.id,
        school_id=subject.school_id,
        actor=actor,
        at=at,
        before=before,
        after=after,
        reason=reason,
    )
