"""What happens around the moment of a freeze is either in it or told of later, never lost between the two."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.accounts.locks import lock_school
from app.accounts.models import Account
from app.domain.facts import RecordStatus
from app.extensions import db
from app.rulings.operations import exempt, revoke
from app.schools.models import School
from app.snapshots.models import Snapshot
from app.snapshots.moved import moved_since
from app.snapshots.revoked import revoked_rulings
from app.teachers.models import Teacher
from app.teachers.ruling_models import Ruling
from tests.builders import give_default_decisions, make_record, make_snapshot, sign_in, token
from tests.conftest import on_one_database
from tests.features.ruling_cast import GROUND
from tests.meanwhile import meanwhile

GATE = "LN-2020-5Y6M"
JANUARY = datetime(2026, 1, 15, 2, 0, tzinfo=UTC)
JUST_BEFORE = JANUARY - timedelta(seconds=1)


@pytest.fixture
def school(cast):
    give_default_decisions(cast.school)
    return cast


def practise(cast, first=date(2025, 7, 7), last=date(2025, 7, 18)):
    """Approved a second before the year is frozen, whenever that is written."""
    make_record(
        cast.teacher_post, cast.site, first, last,
        status=RecordStatus.APPROVED, by=cast.teacher, reviewer=cast.hr, decided_at=JUST_BEFORE,
    )  # fmt: skip


def exempted(cast, at):
    return exempt(cast.teacher_post, GATE, None, GROUND, actor=cast.hr, at=at)


@on_one_database
def test_an_approval_that_the_freeze_has_not_read_is_counted_whatever_its_moment(school):
    practise(school)
    practise(school)  # credits nothing beside the other; the freeze has seen it all the same
    snapshot = make_snapshot(school.school, 2025, by=school.hr, at=JANUARY)
    assert not moved_since(snapshot)
    practise(school, date(2025, 8, 4), date(2025, 8, 22))
    practise(school, date(2019, 8, 5), date(2019, 8, 23))
    assert moved_since(snapshot).approved == 1


@on_one_database
def test_a_ruling_that_the_freeze_has_not_read_is_counted_whatever_its_moment(school):
    snapshot = make_snapshot(school.school, 2025, by=school.hr, at=JANUARY)
    exempted(school, JUST_BEFORE)
    assert moved_since(snapshot).ruled == 1


@on_one_database
def test_a_frozen_year_rests_on_the_rulings_it_names_whatever_their_moment(school):
    ruling = exempted(school, JANUARY)
    snapshot = make_snapshot(school.school, 2025, by=school.hr, at=JUST_BEFORE)
    assert not moved_since(snapshot)
    revoke(ruling, "示例", actor=school.hr, at=JANUARY + timedelta(days=30))
    assert moved_since(snapshot).revoked == 1
    (one,) = revoked_rulings(school.school.id)
    assert [use.snapshot_id for use in one.years] == [snapshot.id]


@pytest.mark.parametrize("app", ["postgresql"], indirect=True)
def test_a_year_is_frozen_at_the_moment_when_its_turn_has_come(app, school):
    hr = sign_in(app, school.hr)
    sent = {"csrf_token": token(hr)}
    school_id, teacher_id, second_id = school.school.id, school.teacher_post.id, school.hr2.id

    def rule():
        teacher, actor = db.session.get_one(Teacher, teacher_id), db.session.get_one(Account, second_id)
        exempt(teacher, GATE, None, GROUND, actor=actor, at=clock.now())

    with meanwhile(app, lambda: hr.post("/school/snapshots/new?year=2025", data=sent), waiting=rule):
        lock_school(db.session.get_one(School, school_id))
    snapshot, ruling = db.session.scalars(select(Snapshot)).one(), db.session.scalars(select(Ruling)).one()
    assert snapshot.taken_at > ruling.decided_at
    assert moved_since(snapshot).ruled == 0
