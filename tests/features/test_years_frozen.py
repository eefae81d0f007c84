"""A year frozen, stated anew and compared: what is kept, what is refused, who may."""

import hashlib
import json
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import event, func, select, update

from app.accounts.guards import NotAllowedError
from app.audit.models import AuditEvent
from app.domain.facts import Category, RecordStatus
from app.domain.frozen import thaw
from app.domain.outcome import Standing
from app.domain.workflow import Action
from app.extensions import db
from app.immutable import FrozenForeverError
from app.practice.models import PracticeRecord
from app.practice.operations import act
from app.schools.models import DecisionKind, DecisionOrigin, SchoolDecision
from app.snapshots import picture
from app.snapshots.compare import Comparison, Presence
from app.snapshots.frozen_ground import Ground, rules_of
from app.snapshots.frozen_row import evaluation_of, thaw_row
from app.snapshots.models import Snapshot, SnapshotRow, SnapshotUse
from app.snapshots.operations import (
    FrozenAlreadyError,
    NoReasonError,
    NothingDiffersError,
    NotOverError,
    SupersededError,
    freeze_year,
    restate,
    what_differs,
)
from app.snapshots.queries import frozen_years_of, school_year
from app.standing.queries import evaluate_school
from app.teachers.models import Teacher, TeacherCategory
from tests.builders import (
    give_default_decisions,
    make_leave,
    make_person,
    make_record,
    make_snapshot,
    make_teacher,
)
from tests.conftest import on_one_database

IN_TIME = datetime(2025, 9, 1, tzinfo=UTC)
JANUARY = datetime(2026, 1, 15, 2, 0, tzinfo=UTC)
FEBRUARY = datetime(2026, 2, 10, 2, 0, tzinfo=UTC)
MARCH = datetime(2026, 3, 3, 2, 0, tzinfo=UTC)
LAST_DAY = date(2025, 12, 31)


@pytest.fixture
def school(app, cast):
    """The cast's school with its decisions, one record of 2025 approved in good time."""
    give_default_decisions(cast.school)
    make_record(
        cast.teacher_post, cast.site, date(2025, 7, 7), date(2025, 7, 18),
        status=RecordStatus.APPROVED, by=cast.teacher, reviewer=cast.hr, decided_at=IN_TIME,
    )  # fmt: skip
    db.session.commit()
    return cast.school


def approve_late(cast, at=FEBRUARY, first=date(2025, 8, 4), last=date(2025, 8, 22)) -> PracticeRecord:
    """A practice of 2025 that passed only afterwards."""
    record = make_record(
        cast.teacher_post, cast.site, first, last,
        status=RecordStatus.APPROVED, by=cast.teacher, reviewer=cast.hr, decided_at=at,
    )  # fmt: skip
    db.session.commit()
    return record


def hash_of_rows(snapshot_id: int) -> str:
    """Of everything that a snapshot holds."""
    held = (
        (Snapshot.__table__, Snapshot.id),
        (SnapshotRow.__table__, SnapshotRow.snapshot_id),
        (SnapshotUse.__table__, SnapshotUse.snapshot_id),
    )
    rows = [
        repr(tuple(row))
        for table, key in held
        for row in db.session.execute(select(table).where(key == snapshot_id).order_by(*table.primary_key))
    ]
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


def test_what_is_frozen_thaws_to_the_verdicts_of_that_day(school, cast):
    make_leave(cast.colleague_post, by=cast.hr)
    snapshot = make_snapshot(school, 2025, by=cast.hr, at=JANUARY)
    rules = rules_of(thaw(Ground, snapshot.ground))
    rows = db.session.scalars(select(SnapshotRow).where(SnapshotRow.snapshot_id == snapshot.id)).all()
    thawed = {row.teacher_id: evaluation_of(thaw_row(row.frozen), rules, LAST_DAY) for row in rows}
    assert thawed == evaluate_school(school.id, LAST_DAY)
    assert snapshot.teachers == len(rows) == 5


def test_a_row_lists_what_its_verdicts_say_and_its_uses_what_they_credit(school, cast):
    snapshot = make_snapshot(school, 2025, by=cast.hr, at=JANUARY)
    row = db.session.get_one(SnapshotRow, (snapshot.id, cast.teacher_post.id))
    assert (row.year_standing, row.year_credited, row.year_required) == (Standing.NOT_MET, 160, 320)
    assert (row.name, row.staff_number, row.category) == ("示例王明", "010001", Category.SPECIALIZED)
    assert row.gate_passes is False
    uses = db.session.execute(select(SnapshotUse.teacher_id, SnapshotUse.half_hours)).all()
    assert uses == [(cast.teacher_post.id, 160)]
    assert snapshot.counts["year"] == {"NOT_MET": 5}


def test_only_who_was_there_on_the_last_day_is_in_it(school, cast):
    cast.colleague_post.left_on = date(2025, 6, 30)
    make_teacher(make_person(school, "示例新人"), cast.department, hired_on=date(2026, 1, 5))
    snapshot = make_snapshot(school, 2025, by=cast.hr, at=JANUARY)
    names = set(db.session.scalars(select(SnapshotRow.name)))
    assert snapshot.teachers == 4
    assert names.isdisjoint({"示例李华", "示例新人"})


def test_a_year_is_frozen_once_and_only_when_it_is_over(school, cast):
    with pytest.raises(NotOverError):
        freeze_year(school.id, school_year(school.id, 2026), actor=cast.hr, at=JANUARY)
    first = make_snapshot(school, 2025, by=cast.hr, at=JANUARY)
    with pytest.raises(FrozenAlreadyError) as refused:
        make_snapshot(school, 2025, by=cast.admin, at=FEBRUARY)
    assert refused.value.snapshot is first
    logged = db.session.scalars(select(AuditEvent).where(AuditEvent.tag == "snapshot:freeze")).one()
    assert (logged.actor_account_id, logged.after["year"]) == (cast.hr.id, 2025)


@pytest.mark.parametrize("who", ["teacher", "head", "other_hr"])
def test_nobody_else_freezes_or_restates(school, cast, who):
    snapshot = make_snapshot(school, 2025, by=cast.hr, at=JANUARY)
    approve_late(cast)
    actor = getattr(cast, who)
    with pytest.raises(NotAllowedError):
        freeze_year(school.id, school_year(school.id, 2024), actor=actor, at=JANUARY)
    with pytest.raises(NotAllowedError):
        restate(snapshot, "补批", actor=actor, at=MARCH)
    assert db.session.scalar(select(func.count(Snapshot.id))) == 1


def test_late_approval_counts_in_the_year_it_happened_and_the_frozen_one_stays(school, cast):
    """W20."""
    first = make_snapshot(school, 2025, by=cast.hr, at=JANUARY)
    before = hash_of_rows(first.id)
    approve_late(cast)
    second = restate(first, "材料补交，2 月才审批", actor=cast.hr, at=MARCH)
    found = thaw(Comparison, second.changes)
    (person,) = found.people
    annual = next(line for line in person.lines if line.annual and line.last_day == LAST_DAY)
    assert (person.name, annual.before, annual.after) == ("示例王明", Standing.NOT_MET, Standing.MET)
    assert (annual.credited_before, annual.credited_after) == (160, 400)
    assert person.reasons == (
        "示例重工有限公司 2025-08-04 至 2025-08-22 的实践：2026 年 2 月 10 日审批通过，计入实践发生的年度",
    )
    assert hash_of_rows(first.id) == before
    assert (second.edition, second.supersedes_id, second.as_of) == (2, first.id, first.as_of)
    (own,) = frozen_years_of(cast.teacher_post.id)
    assert (own.edition, own.year_standing) == (2, Standing.MET)


def test_where_nothing_differs_there_is_nothing_to_restate(school, cast):
    first = make_snapshot(school, 2025, by=cast.hr, at=JANUARY)
    make_record(cast.teacher_post, cast.site, date(2026, 7, 6), by=cast.teacher)
    assert what_differs(first, MARCH).comparison.people == ()
    with pytest.raises(NothingDiffersError):
        restate(first, "再看一遍", actor=cast.hr, at=MARCH)


def test_a_restatement_says_why_and_restates_the_newest(school, cast):
    first = make_snapshot(school, 2025, by=cast.hr, at=JANUARY)
    approve_late(cast)
    with pytest.raises(NoReasonError):
        restate(first, "　", actor=cast.hr, at=MARCH)
    second = restate(first, "补批", actor=cast.hr, at=MARCH)
    with pytest.raises(SupersededError) as refused:
        restate(first, "补批", actor=cast.admin, at=MARCH)
    assert refused.value.snapshot is second


def reasons_now(snapshot: Snapshot) -> list[str]:
    """Why the year would read otherwise in March."""
    db.session.commit()
    people = what_differs(snapshot, MARCH).comparison.people
    return [reason for person in people for reason in person.reasons]


def test_a_revoked_record_is_named_with_its_day_and_its_reason(school, cast):
    first = make_snapshot(school, 2025, by=cast.hr, at=JANUARY)
    record = db.session.scalars(select(PracticeRecord)).one()
    act(record, Action.REVOKE, actor=cast.hr, at=FEBRUARY, reason="公章不符")
    assert reasons_now(first) == [
        "示例重工有限公司 2025-07-07 至 2025-07-18 的实践：2026 年 2 月 10 日撤销，原因：公章不符"
    ]


def test_a_decision_a_category_and_the_day_of_hire_are_named(school, cast):
    first = make_snapshot(school, 2025, by=cast.hr, at=JANUARY)
    cast.head_post.hired_on = date(2025, 3, 1)
    db.session.execute(
        update(TeacherCategory)
        .where(TeacherCategory.teacher_id == cast.colleague_post.id)
        .values(category=Category.GENERAL)
    )
    db.session.commit()
    found = what_differs(first, MARCH).comparison
    told = {person.name: person.reasons[0] for person in found.people}
    assert told == {
        "示例李华": "教师类别由“2015-09-01 起专业课教师”改为“2015-09-01 起公共基础课教师”",
        "示例赵主任": "入职日期由 2015-09-01 改为 2025-03-01",
    }
    assert found.ground == ()


def test_a_decision_made_since_is_named_and_the_frozen_year_keeps_its_own(school, cast):
    first = make_snapshot(school, 2025, by=cast.hr, at=JANUARY)
    before = hash_of_rows(first.id)
    db.session.add(
        SchoolDecision(
            school_id=school.id, kind=DecisionKind.PROFILE, value="WD22", effective_from=date(2025, 1, 1),
            document="示例校〔2026〕2号", reason="按 22 天", origin=DecisionOrigin.SCHOOL,
            proposed_by_id=cast.hr2.id, proposed_at=FEBRUARY, decided_by_id=cast.hr.id, decided_at=FEBRUARY,
        )
    )  # fmt: skip
    db.session.commit()
    found = what_differs(first, MARCH).comparison
    assert found.ground == ("学校的决定：每月按 22 个工作日，即 176 小时（示例校〔2026〕2号）",)
    assert {person.reasons for person in found.people} == {("折合口径改为每月按 22 个工作日，即 176 小时",)}
    restate(first, "学校改了口径", actor=cast.hr, at=MARCH)
    assert hash_of_rows(first.id) == before


def test_somebody_entered_later_is_new_and_somebody_gone_is_gone(school, cast):
    first = make_snapshot(school, 2025, by=cast.hr, at=JANUARY)
    cast.colleague_post.left_on = date(2025, 6, 30)
    make_teacher(make_person(school, "示例补录"), cast.department, hired_on=date(2020, 9, 1))
    db.session.commit()
    found = what_differs(first, MARCH).comparison
    assert {person.name: person.presence for person in found.people} == {
        "示例李华": Presence.GONE,
        "示例补录": Presence.NEW,
    }


@on_one_database
def test_a_teacher_entered_while_a_year_is_frozen_is_not_in_it(school, cast, monkeypatch):
    """The list of people is read after the facts: another may have committed in between."""
    listed = picture.members

    def one_more(*asked):
        make_teacher(make_person(school, "示例新来"), cast.department, hired_on=date(2020, 9, 1))
        return listed(*asked)

    monkeypatch.setattr(picture, "members", one_more)
    snapshot = make_snapshot(school, 2025, by=cast.hr, at=JANUARY)
    rows = db.session.scalars(select(SnapshotRow.name).where(SnapshotRow.snapshot_id == snapshot.id)).all()
    assert len(rows) == snapshot.teachers == 5
    assert "示例新来" not in rows


def test_frozen_rows_refuse_to_be_changed_or_deleted(school, cast):
    make_snapshot(school, 2025, by=cast.hr, at=JANUARY)
    db.session.commit()
    for table in (Snapshot, SnapshotRow, SnapshotUse):
        row = db.session.scalars(select(table)).first()
        db.session.delete(row)
        with pytest.raises(FrozenForeverError):
            db.session.flush()
        db.session.rollback()
    row = db.session.scalars(select(SnapshotRow)).first()
    row.name = "示例他人"
    with pytest.raises(FrozenForeverError):
        db.session.flush()
    db.session.rollback()


def test_no_entity_of_a_teacher_or_a_record_is_loaded_to_freeze_or_to_compare(school, cast):
    actor, year = cast.hr, school_year(school.id, 2025)
    db.session.commit()
    db.session.expire_all()
    loaded: list[str] = []

    def note(target: object, _context: object) -> None:
        loaded.append(type(target).__name__)

    many = (Teacher, TeacherCategory, PracticeRecord, SnapshotRow, SnapshotUse)
    for table in many:
        event.listen(table, "load", note)
        event.listen(table, "refresh", note)
    try:
        what_differs(freeze_year(school.id, year, actor=actor, at=JANUARY), MARCH)
    finally:
        for table in many:
            event.remove(table, "load", note)
            event.remove(table, "refresh", note)
    assert loaded == []
