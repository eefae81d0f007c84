"""The table of the workflow is the only way from state to state."""

from datetime import UTC, datetime
from itertools import product

import pytest
from sqlalchemy import select

from app.accounts.models import Account
from app.audit.models import AuditEvent
from app.domain.facts import RecordStatus
from app.domain.roles import Part, Role
from app.domain.workflow import TRANSITIONS, Action, ClosedTransitionError
from app.extensions import db
from app.mail.models import Mail
from app.practice.access import parts
from app.practice.operations import EvidenceMissingError, NotOverError, act
from app.practice.review_marks import Endorsement
from app.practice.steps import OthersStepError, ReasonMissingError
from tests.builders import make_account, make_evidence, make_person, make_record, make_teacher

LATER = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
ON = LATER.date()
ACTOR_OF_PART = {Part.OWNER: "teacher", Part.HEAD: "head", Part.HR: "hr2", None: "colleague"}


def ready_record(cast, status=RecordStatus.DRAFT, post=None, **values):
    record = make_record(
        post or cast.teacher_post, cast.site, status=status, by=cast.teacher, reviewer=cast.head, **values
    )
    make_evidence(record, by=cast.teacher)
    return record


def mails(record):
    return db.session.scalars(select(Mail).where(Mail.key.startswith(f"record:{record.id}:"))).all()


@pytest.mark.parametrize("status", RecordStatus)
def test_the_table_is_the_only_way(cast, status):
    for action, part in product(Action, ACTOR_OF_PART):
        try_the_step(cast, status, action, part)


def try_the_step(cast, status, action, part):
    case = f"{action} by {part} in state {status}"
    record = ready_record(cast, status)
    actor: Account = getattr(cast, ACTOR_OF_PART[part])
    line = TRANSITIONS.get((status, action))
    if line is None:
        with pytest.raises(ClosedTransitionError):
            act(record, action, actor=actor, at=LATER, reason="示例原因")
    elif line.part is not part:
        with pytest.raises(OthersStepError):
            act(record, action, actor=actor, at=LATER, reason="示例原因")
    else:
        if line.needs_reason:
            with pytest.raises(ReasonMissingError):
                act(record, action, actor=actor, at=LATER, reason=" 　")
        act(record, action, actor=actor, at=LATER, reason="示例原因")
        db.session.commit()
        assert record.status is line.becomes, case
        (event,) = events_of(record)
        assert (event.before["status"], event.after["status"]) == (status, line.becomes), case
        assert event.actor_person_id == actor.person_id, case
        return
    db.session.commit()
    assert record.status is status, case
    assert not events_of(record), case
    assert not mails(record), case


def events_of(record):
    return db.session.scalars(select(AuditEvent).where(AuditEvent.subject_id == record.id)).all()


def test_a_record_goes_from_draft_to_approved_and_everybody_concerned_gets_a_mail(cast):
    record = ready_record(cast)
    act(record, Action.SUBMIT, actor=cast.teacher, at=LATER)
    assert {mail.person_id for mail in mails(record)} == {cast.head.person_id}
    act(record, Action.ENDORSE, actor=cast.head, at=LATER)
    assert {mail.person_id for mail in mails(record)} == {
        person.person_id for person in (cast.head, cast.hr, cast.hr2)
    }
    act(record, Action.APPROVE, actor=cast.hr, at=LATER)
    db.session.commit()
    assert record.endorsement is Endorsement.GIVEN
    assert record.endorsed_by is cast.head
    assert record.decided_by is cast.hr
    answer = next(mail for mail in mails(record) if mail.person_id == cast.teacher.person_id)
    assert "已通过审批" in answer.subject
    assert f"http://127.0.0.1:5000/records/{record.id}" in answer.text


def test_a_returned_record_is_submitted_anew_with_all_marks_cleared(cast):
    record = ready_record(cast)
    act(record, Action.SUBMIT, actor=cast.teacher, at=LATER)
    act(record, Action.ENDORSE, actor=cast.head, at=LATER)
    act(record, Action.RETURN, actor=cast.hr, at=LATER, reason="请补鉴定表")
    act(record, Action.SUBMIT, actor=cast.teacher, at=LATER)
    db.session.commit()
    assert record.status is RecordStatus.SUBMITTED
    assert (record.endorsement, record.endorsed_by, record.decided_by, record.reason) == (
        None,
        None,
        None,
        "",
    )


def test_a_heads_own_record_goes_straight_to_hr(cast):
    record = ready_record(cast, post=cast.head_post)
    act(record, Action.SUBMIT, actor=cast.head, at=LATER)
    db.session.commit()
    assert record.status is RecordStatus.ENDORSED
    assert record.endorsement is Endorsement.WAIVED
    assert {mail.person_id for mail in mails(record)} == {cast.hr.person_id, cast.hr2.person_id}


def test_a_department_whose_head_account_is_closed_goes_straight_to_hr(cast):
    cast.head.active = False
    record = ready_record(cast)
    act(record, Action.SUBMIT, actor=cast.teacher, at=LATER)
    assert record.status is RecordStatus.ENDORSED


def test_nobody_reviews_their_own_record_with_a_second_account(cast):
    second = make_account(cast.teacher.person, Role.HR, Role.ADMIN, heads=cast.department)
    record = ready_record(cast, RecordStatus.ENDORSED)
    assert parts(second, record, ON) == {Part.OWNER}
    with pytest.raises(OthersStepError):
        act(record, Action.APPROVE, actor=second, at=LATER)


def test_the_only_hr_persons_record_is_decided_by_the_administrator(cast):
    record = ready_record(cast, RecordStatus.ENDORSED, post=cast.hr_post)
    assert parts(cast.hr, record, ON) == {Part.OWNER}
    assert parts(cast.hr2, record, ON) == {Part.HR}
    assert parts(cast.admin, record, ON) == frozenset()
    cast.hr2.active = False
    db.session.flush()
    assert parts(cast.admin, record, ON) == {Part.HR}
    act(record, Action.APPROVE, actor=cast.admin, at=LATER)
    assert record.status is RecordStatus.APPROVED


def test_another_departments_head_and_another_school_have_no_part(cast):
    record = ready_record(cast, RecordStatus.SUBMITTED)
    for stranger in (cast.other_head, cast.other_hr, cast.other_teacher, cast.colleague, cast.admin):
        assert parts(stranger, record, ON) == frozenset()


def test_a_record_is_submitted_only_after_its_last_day(cast):
    record = ready_record(cast)
    with pytest.raises(NotOverError):
        act(record, Action.SUBMIT, actor=cast.teacher, at=datetime(2026, 7, 31, 15, 59, tzinfo=UTC))
    act(record, Action.SUBMIT, actor=cast.teacher, at=datetime(2026, 7, 31, 16, 0, tzinfo=UTC))
    assert record.status is RecordStatus.SUBMITTED


def test_a_record_is_submitted_only_with_evidence(cast):
    record = make_record(cast.teacher_post, cast.site, by=cast.teacher)
    with pytest.raises(EvidenceMissingError):
        act(record, Action.SUBMIT, actor=cast.teacher, at=LATER)
    assert record.status is RecordStatus.DRAFT


def test_a_head_who_moved_in_after_the_hire_can_endorse(cast):
    newcomer = make_person(cast.school, "示例新主任")
    make_teacher(newcomer, cast.department)
    account = make_account(newcomer, Role.TEACHER, heads=cast.department)
    record = ready_record(cast, RecordStatus.SUBMITTED)
    assert parts(account, record, ON) == {Part.HEAD}
