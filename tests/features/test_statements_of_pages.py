"""Lists, the desk and closing an account send the database as many statements for 22 rows as for a few."""

from datetime import timedelta
from itertools import cycle, islice

import pytest
from sqlalchemy import event

from app import clock
from app.domain.facts import RecordStatus as S
from app.domain.roles import Role
from app.extensions import db
from tests.builders import (
    give_default_decisions,
    make_account,
    make_person,
    make_plan,
    make_record,
    make_stand_in,
    make_teacher,
    sign_in,
    token,
)
from tests.conftest import on_one_database
from tests.features.desk import send

pytestmark = on_one_database


UNDER_REVIEW = (S.SUBMITTED, S.ENDORSED)


@pytest.fixture(autouse=True)
def settled(cast):
    """A school with decisions, and a stand-in for the head of the department."""
    give_default_decisions(cast.school)
    make_stand_in(cast.colleague, cast.head, clock.today())


def records(cast, number):
    """The teacher's own, some written by the office."""
    for status, by, n in islice(
        zip(cycle((*UNDER_REVIEW, *S)), cycle((cast.teacher, cast.hr)), range(99)), number
    ):
        day = clock.today() - timedelta(days=40 + n)
        make_record(cast.teacher_post, cast.site, day, day, status=status, by=by, reviewer=cast.head)


def own_plans(cast, number):
    plans_of([cast.teacher_post], cast, number, (S.DRAFT, S.APPROVED, *UNDER_REVIEW))


def everybodys_plans(cast, number):
    plans_of(teachers(cast, number), cast, number, (*UNDER_REVIEW, S.APPROVED))


def plans_of(posts, cast, number, statuses):
    for post, status, n in islice(zip(cycle(posts), cycle(statuses), range(99)), number):
        first_day = clock.today() - timedelta(days=14 + n)
        by = post.person.accounts[0]
        make_plan(post, cast.site, first_day, status=status, by=by, reviewer=cast.head, late_reason="示例")


def queue(cast, number):
    for post, status in islice(zip(teachers(cast, number), cycle(UNDER_REVIEW)), number):
        send(cast, post, status)


def queue_and_plans(cast, number):
    queue(cast, number)
    everybodys_plans(cast, number)


def teachers(cast, number):
    """Somebody else for each, with an account."""
    found = []
    for _ in range(number):
        person = make_person(cast.school)
        make_account(person, Role.TEACHER)
        found.append(make_teacher(person, cast.department))
    return found


def statements(client, path, of="", **data):
    """How many a page asks, of those that name something; one that answers a form where there are data."""
    seen = []

    def note(_connection, _cursor, statement, *_rest):
        seen.append(statement)

    if data:
        data |= {"csrf_token": token(client)}
    db.session.commit()
    event.listen(db.engine, "before_cursor_execute", note)
    answer = client.post(path, data=data) if data else client.get(path)
    event.remove(db.engine, "before_cursor_execute", note)
    assert answer.status_code in {200, 302}, answer.get_data(as_text=True)
    return sum(of in statement for statement in seen)


@pytest.mark.parametrize(
    ("path", "who", "rows"),
    [
        ("/records", "teacher", records),
        ("/plans", "teacher", own_plans),
        ("/plans", "head", everybodys_plans),
        ("/plans", "hr", everybodys_plans),
        ("/reviews", "hr", queue),
        ("/reviews", "head", queue),
        ("/reviews", "colleague", queue),
        ("/people/accounts/{head}/close", "hr", queue_and_plans),
        ("/people/accounts/{head}/roles", "hr", queue_and_plans),
        ("/people/accounts/{hr2}/close", "admin", queue_and_plans),
    ],
)
def test_a_page_of_22_rows_asks_as_much_as_one_of_four(app, cast, path, who, rows):
    path = path.format(head=cast.head.id, hr2=cast.hr2.id)
    client = sign_in(app, getattr(cast, who))
    rows(cast, 4)  # one of each kind
    statements(client, path)  # what a process reads once is read
    few = statements(client, path)
    rows(cast, 18)
    assert statements(client, path) == few


def test_the_desk_asks_as_much_before_many_as_before_few(app, cast):
    client = sign_in(app, cast.head)
    queue(cast, 2 * 14)
    first = send(cast)
    path = f"/reviews?record={first.id}"
    statements(client, path)
    few = statements(client, path)
    queue(cast, 20)
    assert statements(client, path) == few


def test_closing_an_account_writes_to_the_heirs_and_asks_nothing_for_each_row(app, cast):
    """A reopened account is closed again with twenty records and plans more."""
    client, numbers = sign_in(app, cast.hr), []
    for more in (2, 20):
        queue_and_plans(cast, more)
        db.session.commit()
        path = f"/people/accounts/{cast.head.id}/close"
        numbers.append(statements(client, path, version=cast.head.version))
        db.session.refresh(cast.head)
        assert not cast.head.active
        cast.head.active = True
        make_stand_in(cast.colleague, cast.head, clock.today())
    assert numbers[0] == numbers[1]


@pytest.mark.parametrize(("who", "times"), [("teacher", 0), ("head", 0), ("hr", 1), ("admin", 1)])
def test_the_menu_reads_who_holds_what_once_and_only_for_who_decides(app, cast, who, times):
    assert statements(sign_in(app, getattr(cast, who)), "/me", of="UNION ALL") == times


@pytest.mark.parametrize(("who", "number"), [("teacher", 4), ("head", 5), ("hr", 10), ("admin", 8)])
def test_the_menu_asks_about_one_statement_for_each_number(app, cast, monkeypatch, who, number):
    """Beside what the page itself asks: records, plans with weeks to write, reviews, and the office's own."""
    client = sign_in(app, getattr(cast, who))
    queue_and_plans(cast, 4)
    own_plans(cast, 4)
    statements(client, "/me")
    whole = statements(client, "/me")
    monkeypatch.setitem(app.extensions, "nav_counters", lambda _account: {})
    assert whole - statements(client, "/me") == number
