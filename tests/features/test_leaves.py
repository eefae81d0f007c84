"""Approved leaves: entered by somebody else, without a reason, and read by every verdict."""

import threading
from contextvars import Context
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from app.accounts.guards import NotAllowedError
from app.accounts.models import Account
from app.audit.models import AuditEvent
from app.domain.facts import Leave
from app.domain.outcome import Standing
from app.domain.rules import RuleWindow
from app.extensions import db, write_transaction
from app.standing.queries import evaluate_school, evaluate_teacher
from app.teachers.leave_operations import LeaveDaysError, Span, add_leave, correct_leave, remove_leave
from app.teachers.models import Teacher, TeacherLeave
from app.teachers.operations import OwnPostError
from app.teachers.queries import teacher_facts, teacher_facts_of_school
from tests.architecture.test_transactions import statements_of
from tests.builders import AT, give_default_decisions, make_leave, sign_in, token
from tests.conftest import on_one_database

AS_OF = date(2026, 11, 20)
SPRING = Span(date(2025, 3, 1), date(2025, 6, 30), "示例院人〔2025〕8号")


def post(client, path, page, **data):
    return client.post(path, data={**data, "csrf_token": token(client)})


# Operations


def test_a_leave_is_entered_corrected_and_removed_and_the_log_keeps_its_days(cast):
    leave = add_leave(cast.teacher_post, SPRING, actor=cast.hr, at=AT)
    correct_leave(leave, Span(SPRING.first_day, date(2025, 5, 31)), actor=cast.hr2, at=AT)
    assert [(one.first_day, one.last_day, one.document) for one in cast.teacher_post.leaves] == [
        (date(2025, 3, 1), date(2025, 5, 31), "")
    ]
    remove_leave(leave, actor=cast.admin, at=AT)
    assert cast.teacher_post.leaves == []
    events = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    assert [event.tag for event in events] == [
        "teacher:leave_added", "teacher:leave_changed", "teacher:leave_removed",
    ]  # fmt: skip
    assert events[1].before == {
        "first_day": "2025-03-01", "last_day": "2025-06-30", "document": "示例院人〔2025〕8号",
    }  # fmt: skip
    assert events[1].after == {"first_day": "2025-03-01", "last_day": "2025-05-31", "document": ""}
    assert events[2].before == {"first_day": "2025-03-01", "last_day": "2025-05-31", "document": ""}


def test_an_unchanged_leave_leaves_no_trace(cast):
    leave = add_leave(cast.teacher_post, SPRING, actor=cast.hr, at=AT)
    correct_leave(leave, SPRING, actor=cast.hr, at=AT)
    assert db.session.query(AuditEvent).count() == 1


def test_no_column_holds_a_reason():
    assert set(TeacherLeave.__table__.columns.keys()) == {
        "id", "school_id", "teacher_id", "first_day", "last_day", "document", "entered_by_id", "created_at",
        "version",
    }  # fmt: skip


@on_one_database
@pytest.mark.parametrize(
    ("first", "last", "field", "says"),
    [
        ("2025-06-30", "2025-07-10", "first_day", "与已登记的离岗 2025-03-01 至 2025-06-30 重叠"),
        ("2025-01-01", "2025-12-31", "first_day", "重叠"),
        ("2025-07-02", "2025-07-01", "last_day", "最后一天早于第一天"),
        ("2015-08-31", "2015-09-30", "first_day", "早于入职日期 2015-09-01"),
        ("2026-06-01", "2026-07-02", "last_day", "晚于离职日期 2026-07-01"),
    ],
)
def test_a_leave_that_cannot_be_is_refused_with_its_reason(cast, first, last, field, says):
    cast.teacher_post.left_on = date(2026, 7, 1)
    add_leave(cast.teacher_post, SPRING, actor=cast.hr, at=AT)
    span = Span(date.fromisoformat(first), date.fromisoformat(last))
    with pytest.raises(LeaveDaysError, match=says) as refused:
        add_leave(cast.teacher_post, span, actor=cast.hr, at=AT)
    assert refused.value.field == field
    assert len(cast.teacher_post.leaves) == 1


def test_a_leave_may_follow_the_day_after_and_be_corrected_onto_its_own_days(cast):
    leave = add_leave(cast.teacher_post, SPRING, actor=cast.hr, at=AT)
    add_leave(cast.teacher_post, Span(date(2025, 7, 1), date(2025, 7, 31)), actor=cast.hr, at=AT)
    correct_leave(leave, Span(date(2025, 2, 1), date(2025, 6, 30)), actor=cast.hr, at=AT)
    with pytest.raises(LeaveDaysError):
        correct_leave(leave, Span(date(2025, 2, 1), date(2025, 7, 1)), actor=cast.hr, at=AT)


def test_nobody_enters_corrects_or_removes_a_leave_of_their_own(cast):
    with pytest.raises(OwnPostError):
        add_leave(cast.hr_post, SPRING, actor=cast.hr, at=AT)
    leave = add_leave(cast.hr_post, SPRING, actor=cast.hr2, at=AT)
    with pytest.raises(OwnPostError):
        correct_leave(leave, SPRING, actor=cast.hr, at=AT)
    with pytest.raises(OwnPostError):
        remove_leave(leave, actor=cast.hr, at=AT)


@pytest.mark.parametrize("who", ["teacher", "head", "other_hr"])
def test_others_enter_no_leave(cast, who):
    with pytest.raises(NotAllowedError):
        add_leave(cast.colleague_post, SPRING, actor=getattr(cast, who), at=AT)


@pytest.mark.parametrize("days", [(date(2025, 3, 2), date(2025, 3, 1)), (date(2025, 3, 1), date(2025, 4, 1))])
def test_the_database_refuses_days_out_of_order_and_the_same_first_day_twice(cast, days):
    make_leave(cast.teacher_post, by=cast.hr)
    db.session.commit()
    with pytest.raises(IntegrityError):
        make_leave(cast.teacher_post, *days, by=cast.hr)


def test_of_two_who_enter_leaves_that_overlap_at_once_one_is_refused(app, cast):
    teacher_id, actors = cast.teacher_post.id, [cast.hr.id, cast.hr2.id]
    db.session.rollback()
    sqlite = db.engine.dialect.name == "sqlite"
    together, outcomes = threading.Barrier(2), []

    def enter(actor_id, shift):
        with app.app_context(), write_transaction() if sqlite else app.app_context():
            teacher, actor = db.session.get_one(Teacher, teacher_id), db.session.get_one(Account, actor_id)
            if not sqlite:
                together.wait()
            span = Span(SPRING.first_day + shift, SPRING.last_day + shift)
            try:
                add_leave(teacher, span, actor=actor, at=AT)
                db.session.commit()
                outcomes.append("entered")
            except LeaveDaysError:
                db.session.rollback()
                outcomes.append("refused")

    threads = [
        threading.Thread(target=Context().run, args=(enter, actor, timedelta(days=n)))
        for n, actor in enumerate(actors)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["entered", "refused"]
    assert db.session.query(TeacherLeave).count() == 1


# Verdicts


def test_leaves_are_facts_of_the_teacher_alone_and_of_the_school_alike(cast):
    add_leave(cast.teacher_post, Span(date(2025, 9, 1), date(2025, 9, 30)), actor=cast.hr, at=AT)
    add_leave(cast.teacher_post, SPRING, actor=cast.hr, at=AT)
    make_leave(cast.other_teacher_post, by=cast.other_hr)
    expected = (
        Leave(SPRING.first_day, SPRING.last_day), Leave(date(2025, 9, 1), date(2025, 9, 30)),
    )  # fmt: skip
    everyone = teacher_facts_of_school(cast.school.id)
    assert teacher_facts(cast.teacher_post.id).leaves == everyone[cast.teacher_post.id].leaves == expected
    assert everyone[cast.colleague_post.id].leaves == ()
    assert cast.other_teacher_post.id not in everyone


def test_leaves_cost_a_school_one_statement_however_many_there_are(app, cast):
    give_default_decisions(cast.school)
    db.session.commit()
    school_id = cast.school.id
    db.session.rollback()
    before = len(statements_of(app, lambda: evaluate_school(school_id, AS_OF)))
    for year in range(2016, 2026):
        for teacher in (cast.teacher_post, cast.colleague_post):
            make_leave(teacher, date(year, 3, 1), date(year, 3, 31), by=cast.hr)
    db.session.commit()
    assert len(statements_of(app, lambda: evaluate_school(school_id, AS_OF))) == before


def _years(teacher_id):
    """Every year that is over and bound the teacher, with its standing: nothing was done in any of them."""
    return [
        (one.window, one.standing)
        for one in evaluate_teacher(teacher_id, AS_OF).evaluation.verdicts
        if one.rule.window is RuleWindow.YEAR and one.window.last_day <= AS_OF
        if one.standing is not Standing.NOT_YET_DUE
    ]


@pytest.fixture
def idle(cast):
    """A teacher without any record, judged by the usual rules."""
    give_default_decisions(cast.school)
    db.session.commit()
    return cast


FAR = st.dates(date(2015, 9, 1), date(2027, 12, 31))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(spans=st.lists(st.tuples(FAR, st.integers(0, 700)), max_size=4))
def test_a_year_that_was_not_met_waits_for_a_ruling_exactly_when_a_leave_touches_it(idle, spans):
    db.session.execute(delete(TeacherLeave))
    db.session.expire_all()
    entered = []
    for first_day, length in spans:
        span = Span(first_day, first_day + timedelta(days=length))
        try:
            add_leave(idle.teacher_post, span, actor=idle.hr, at=AT)
            entered.append(span)
        except LeaveDaysError:  # it meets one that is there
            continue
    found = _years(idle.teacher_post.id)
    assert len(found) == 3
    for window, standing in found:
        touched = any(
            one.first_day <= window.last_day and one.last_day >= window.first_day for one in entered
        )
        assert standing is (Standing.NEEDS_RULING if touched else Standing.NOT_MET), (window, entered)


def test_a_leave_year_is_put_into_words_on_every_page(app, idle):
    add_leave(idle.teacher_post, SPRING, actor=idle.hr, at=AT)
    db.session.commit()
    hr = sign_in(app, idle.hr)
    page = hr.get(f"/standing/{idle.teacher_post.id}").text
    assert "这一年有经批准的离岗，是否豁免需学校裁定" in page
    sheet = hr.get(f"/standing/{idle.teacher_post.id}/LN-2022-1M/2025-01-01").text
    assert "待裁定：还差 160 小时（约 20 个工作日）；这一年有经批准的离岗，是否豁免需学校裁定。" in sheet
    assert "这一年经批准的离岗：2025-03-01 至 2025-06-30" in sheet
    table = hr.get("/school/standing?as_of=2025-12-31").text
    assert table.count("这一年有离岗") == 1
    assert "经批准的离岗" not in hr.get(f"/standing/{idle.teacher_post.id}/LN-2022-1M/2024-01-01").text
    assert "这一年有离岗" not in hr.get("/school/standing?as_of=2024-12-31").text


# Pages


def test_hr_enters_corrects_and_removes_a_leave_on_the_page(app, cast):
    client, page = sign_in(app, cast.hr), f"/people/{cast.teacher_post.id}"
    data = {"away_from": "2025-03-01", "away_until": "2025-06-30", "document": "示例院人〔2025〕8号"}
    assert post(client, f"{page}/leaves", page, **data).location == page  # at its top, where the message is
    assert "2025-03-01 至 2025-06-30" in client.get(page).text
    again = post(client, f"{page}/leaves", page, **data).text
    assert "与已登记的离岗 2025-03-01 至 2025-06-30 重叠" in again
    assert again.count("示例院人〔2025〕8号") >= 2  # held, and typed

    leave = db.session.query(TeacherLeave).one()
    path = f"/people/leaves/{leave.id}"
    assert 'value="2025-06-30"' in client.get(path).text
    backwards = post(client, path, path, **(data | {"away_until": "2025-02-01", "version": leave.version}))
    assert "最后一天早于第一天" in backwards.text
    post(client, path, path, **(data | {"away_until": "2025-05-31", "version": leave.version}))
    db.session.expire_all()
    assert leave.last_day == date(2025, 5, 31)
    old = post(client, f"{path}/remove", page, version=leave.version - 1)
    assert (old.status_code, db.session.query(TeacherLeave).count()) == (409, 1)
    assert post(client, f"{path}/remove", page, version=leave.version).location == page
    shown = client.get(page).text
    assert "离岗已移除" in shown
    assert "移除离岗" in shown  # in the history


def test_a_leave_corrected_on_an_old_page_is_a_conflict_that_keeps_what_was_typed(app, cast):
    leave = make_leave(cast.teacher_post, by=cast.hr)
    client, path = sign_in(app, cast.hr), f"/people/leaves/{leave.id}"
    answer = post(
        client, path, path, away_from="2025-03-01", away_until="2025-04-15", document="示例院人〔2025〕9号",
        version=leave.version + 1,
    )  # fmt: skip
    assert answer.status_code == 409
    assert "示例院人〔2025〕9号" in answer.text


def test_of_two_who_correct_a_leave_at_once_the_second_fails(app, cast):
    leave = make_leave(cast.teacher_post, by=cast.hr)
    db.session.commit()
    late = db.session.get(TeacherLeave, leave.id)
    db.session.refresh(late)
    db.session.expunge(late)
    db.session.rollback()
    with app.app_context():
        db.session.get(TeacherLeave, leave.id).document = "第一位"
        db.session.commit()
    with app.app_context():
        db.session.add(late)
        late.document = "第二位"
        with pytest.raises(StaleDataError):
            db.session.commit()


def test_an_empty_leave_says_what_is_missing_and_opens_the_form(app, cast):
    client, page = sign_in(app, cast.hr), f"/people/{cast.teacher_post.id}"
    answer = post(client, f"{page}/leaves", page).text
    assert "请填写离岗第一天" in answer
    assert "请填写离岗最后一天" in answer


def test_hr_is_told_that_their_own_leave_is_another_persons_to_enter(app, cast):
    client, page = sign_in(app, cast.hr), f"/people/{cast.hr_post.id}"
    assert "您本人的离岗由另一位人事或学校管理员登记" in client.get(page).text
    days = {"away_from": "2025-03-01", "away_until": "2025-03-02"}
    answer = post(client, f"{page}/leaves", page, **days)
    assert "您本人的离岗，请由另一位人事或学校管理员登记" in client.get(answer.location).text
    leave = make_leave(cast.hr_post, by=cast.hr2)
    assert post(client, f"/people/leaves/{leave.id}/remove", page, version=leave.version).status_code == 302
    held = post(client, f"/people/leaves/{leave.id}", page, **days)
    assert "请由另一位" in client.get(held.location).text
    assert db.session.query(TeacherLeave).count() == 1


def test_leaves_of_another_school_are_not_found(app, cast):
    leave = make_leave(cast.teacher_post, by=cast.hr)
    client = sign_in(app, cast.other_hr)
    assert client.get(f"/people/leaves/{leave.id}").status_code == 404
    assert post(client, f"/people/leaves/{leave.id}/remove", "/me", version=1).status_code == 404
    assert post(client, f"/people/{cast.teacher_post.id}/leaves", "/me").status_code == 404
