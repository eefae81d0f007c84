"""Who has the next word: one answer in Python, in SQL and in the names on the pages, on made-up schools."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.accounts.models import Account, AccountRole
from app.domain.facts import RecordStatus as S
from app.domain.roles import Part, Role
from app.extensions import db
from app.practice.access import (
    endorsement_is_waived,
    parts,
    somebody_decides,
    waited_for,
    waits_for,
    waits_for_nobody,
)
from app.practice.holders import Holders
from app.practice.models import PracticeRecord
from app.teachers.models import Teacher
from tests.builders import (
    make_account,
    make_department,
    make_person,
    make_record,
    make_school,
    make_site,
    make_stand_in,
    make_teacher,
)
from tests.deep import examples

ON = date(2026, 11, 26)
TURN = {S.SUBMITTED: Part.HEAD, S.ENDORSED: Part.HR}
EXAMPLES = {"sqlite": 60, "postgresql": 20}


@dataclass(frozen=True)
class PersonPlan:
    teaches_in: int | None
    accounts: tuple[tuple[bool, bool, bool, int | None], ...]
    """Of each: active, HR, administrator, department headed."""


@dataclass(frozen=True)
class Plan:
    """A school; numbers are taken modulo how many there are."""

    people: tuple[PersonPlan, ...]
    stand_ins: tuple[tuple[int, int, bool, int, int, bool], ...]
    """Who, for whom, as HR, department, first day from today, ended."""
    records: tuple[tuple[int, int, S], ...]
    """Whose, entered by, state."""


ACCOUNTS = st.tuples(
    st.sampled_from([True, True, True, False]),
    st.booleans(),
    st.sampled_from([False, False, True]),
    st.sampled_from([None, None, 0, 1]),
)
PEOPLE = st.builds(
    PersonPlan,
    teaches_in=st.sampled_from([None, 0, 0, 1]),
    accounts=st.lists(ACCOUNTS, min_size=1, max_size=2).map(tuple),
)
NUMBER = st.integers(0, 11)
STAND_INS = st.tuples(
    NUMBER,
    NUMBER,
    st.booleans(),
    st.integers(0, 1),
    st.integers(-9, 2),
    st.sampled_from([False, False, True]),
)
RECORDS = st.tuples(NUMBER, NUMBER, st.sampled_from([*TURN, *TURN, *S]))
PLANS = st.builds(
    Plan,
    people=st.lists(PEOPLE, min_size=1, max_size=6).map(tuple),
    stand_ins=st.lists(STAND_INS, max_size=4).map(tuple),
    records=st.lists(RECORDS, min_size=1, max_size=6).map(tuple),
)


def build(plan: Plan) -> tuple[list[Account], list[PracticeRecord]]:
    """Write the school; a stranger from another school is the last account."""
    school, elsewhere = make_school(), make_school()
    departments, site = [make_department(school, "甲系"), make_department(school, "乙系")], make_site(school)
    accounts, posts = [], []
    for one in plan.people:
        person = make_person(school)
        if one.teaches_in is not None:
            posts.append(make_teacher(person, departments[one.teaches_in]))
        for active, hr, admin, headed in one.accounts:
            roles = [Role.TEACHER] * (one.teaches_in is not None) + [Role.HR] * hr + [Role.ADMIN] * admin
            heads = None if headed is None else departments[headed]
            accounts.append(make_account(person, *roles, heads=heads, active=active))
    for who, whom, hr, department, first_day, ended in plan.stand_ins:
        account, lender = accounts[who % len(accounts)], accounts[whom % len(accounts)]
        if account is lender:
            continue
        lender_heads = AccountRole(role=Role.HEAD, department_id=departments[department].id)
        if not lender.headed_department_ids:
            lender.grants.append(lender_heads)
            db.session.flush()
        lent = make_stand_in(account, lender, ON + timedelta(days=first_day), days=7, hr=hr)
        lent.ended_at = lent.created_at if ended else None
    records = [
        make_record(posts[whose % len(posts)], site, status=status, by=accounts[entered % len(accounts)])
        for whose, entered, status in plan.records
        if posts
    ]
    db.session.flush()
    db.session.expire_all()
    accounts.append(make_account(make_person(elsewhere), Role.HR, Role.ADMIN))
    return accounts, records


def chosen(condition) -> set[int]:
    """Ids of the records that a condition of ``waits_for`` selects."""
    return set(db.session.scalars(select(PracticeRecord.id).join(Teacher).where(condition)))


def check(plan: Plan) -> None:
    accounts, records = build(plan)
    waiting = {account.id: chosen(waits_for(account, ON)) for account in accounts}
    stuck = chosen(waits_for_nobody(accounts[0].school_id, Holders(accounts[0].school_id, ON)))
    for record in records:
        barred = {record.teacher.person_id, record.entered_by.person_id}
        turn = TURN.get(record.status)
        persons = set()
        for account in accounts:
            held = parts(account, record, ON)
            assert Part.OWNER not in held or held == {Part.OWNER}
            assert not held & {Part.HEAD, Part.HR} or account.person_id not in barred
            assert (record.id in waiting[account.id]) == (turn in held)
            if record.id in waiting[account.id]:
                persons.add(account.person_id)
        assert {person.id for person in waited_for(record, ON)} == persons
        assert (record.id in stuck) == (turn is not None and not persons)
        if turn and somebody_decides(record.school_id, ON, besides=barred):
            assert persons
        event(f"{record.status}: {min(len(persons), 2)} awaited")
    assert not waiting[accounts[-1].id]


@pytest.mark.deep
def test_sql_python_and_the_names_agree_on_whose_word_is_next(app):
    @settings(
        max_examples=examples(EXAMPLES[db.engine.dialect.name]),
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(PLANS)
    def agree(plan):
        try:
            check(plan)
        finally:
            db.session.rollback()

    agree()


@pytest.mark.parametrize("role", [Role.HR, Role.ADMIN])
def test_only_where_everybody_left_is_barred_nobody_is_awaited_and_the_office_is_told(app, cast, role):
    """The school's one decider is left with a record somebody wrote for them who decides no more."""
    record = make_record(cast.hr_post, cast.site, status=S.ENDORSED, by=cast.admin, reviewer=cast.head)
    assert {person.id for person in waited_for(record, ON)} == {cast.hr2.person_id}
    cast.hr2.active = False
    db.session.flush()
    assert not waited_for(record, ON)
    assert chosen(waits_for_nobody(cast.school.id, Holders(cast.school.id, ON))) == {record.id}
    make_account(make_person(cast.school), role)
    assert waited_for(record, ON)
    assert not chosen(waits_for_nobody(cast.school.id, Holders(cast.school.id, ON)))


def test_who_stands_in_for_the_head_still_hands_in_to_the_head(app, cast):
    make_stand_in(cast.colleague, cast.head, ON)
    own = make_record(cast.colleague_post, cast.site, by=cast.colleague)
    assert not endorsement_is_waived(own, ON)
    assert endorsement_is_waived(make_record(cast.head_post, cast.site, by=cast.head), ON)
