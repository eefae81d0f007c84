"""From a plan to its record: nothing is typed twice, and there is one."""

import threading
from contextvars import Context
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app import clock
from app.domain.facts import DAY_CAP
from app.domain.facts import RecordStatus as S
from app.domain.sites import SiteKind
from app.domain.workflow import Action
from app.extensions import db
from app.plans.operations import NotRunningError, close_plan, make_record
from app.practice.copy_operations import copy_record
from app.practice.models import PatternKind, PracticeRecord, RecordKind
from app.practice.operations import act
from app.practice.page import days_attended
from app.practice.queries import living_record
from app.practice.steps import OthersStepError
from app.practice.undo_operations import ChangedSinceError, undo
from tests.builders import make_evidence, make_plan, sign_in, token
from tests.cast import make_cast
from tests.conftest import empty_all_tables
from tests.features.test_plan_log import running
from tests.features.test_plans import press, the_plan


def finished(cast, **values):
    values = {"summary": "学会了点检", "summed_up_at": clock.now()} | values
    return running(cast, first=-25, last=-2, **values)


def the_records() -> list[PracticeRecord]:
    db.session.expire_all()
    return list(db.session.scalars(select(PracticeRecord).order_by(PracticeRecord.id)))


def test_one_click_makes_the_draft_with_everything_the_plan_knows(app, cast):
    plan = finished(
        cast, pattern=PatternKind.WEEKDAYS, weekdays="125", half_hours=9, post="装调",
        absent=frozenset({clock.today() - timedelta(days=20)}),
    )  # fmt: skip
    client = sign_in(app, cast.teacher)
    page = press(client, plan, "record").text
    assert "已由计划生成实践记录，请核对后上传佐证，再提交" in page
    assert f'href="/plans/{plan.id}"' in page
    [record] = the_records()
    assert (record.kind, record.status, record.plan_id) == (RecordKind.PRACTICE, S.DRAFT, plan.id)
    same = ("teacher_id", "site_id", "venue", "host", "first_day", "last_day", "pattern", "weekdays",
            "half_hours", "absent", "attended_rest_days", "post")  # fmt: skip
    assert [getattr(record, name) for name in same] == [getattr(plan, name) for name in same]
    assert record.tasks == "目标与任务：学会示例产线的点检\n总结：学会了点检"
    page = client.get(f"/plans/{plan.id}").text
    assert "已生成实践记录，请在记录里上传佐证，然后提交" in page
    assert f'href="/records/{record.id}"' in page


def test_pressed_twice_it_is_one_record(app, cast):
    plan = finished(cast)
    client = sign_in(app, cast.teacher)
    for _ in range(2):
        press(client, plan, "record")
    assert len(the_records()) == 1


def test_without_a_summary_or_approval_there_is_none(app, cast):
    early = running(cast, last=-1)
    assert press(sign_in(app, cast.teacher), early, "record").status_code == 409
    for plan in (finished(cast, status=S.REVOKED), finished(cast, status=S.SUBMITTED)):
        with pytest.raises(NotRunningError):
            make_record(plan, actor=cast.teacher, at=clock.now())
    with pytest.raises(OthersStepError):
        make_record(early, actor=cast.head, at=clock.now())
    assert the_records() == []


def test_a_place_that_is_something_else_now_is_said(app, cast):
    plan = finished(cast)
    cast.site.kind = SiteKind.STATION
    answer = press(sign_in(app, cast.teacher), plan, "record")
    assert answer.status_code == 409
    assert "暂时不能生成实践记录：" in answer.text
    assert "请联系人事处核对单位" in answer.text
    assert "venue" not in answer.text


def test_there_is_one_living_record_for_each_plan_in_the_database_too(app, cast):
    plan = finished(cast)
    first = make_record(plan, actor=cast.teacher, at=clock.now())
    values = {name: getattr(first, name) for name in PracticeRecord.__table__.columns.keys() if name != "id"}  # noqa: SIM118 - columns are no dict
    db.session.add(PracticeRecord(**values))
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_a_record_that_ended_makes_room_for_another(app, cast):
    plan = finished(cast)
    first = make_record(plan, actor=cast.teacher, at=clock.now())
    make_evidence(first, by=cast.teacher)
    db.session.refresh(first)
    act(first, Action.SUBMIT, actor=cast.teacher, at=clock.now())
    act(first, Action.ENDORSE, actor=cast.head, at=clock.now())
    act(first, Action.REJECT, actor=cast.hr, at=clock.now(), reason="没有公章")
    page = sign_in(app, cast.teacher).get(f"/plans/{plan.id}").text
    assert "曾由这份计划生成" in page
    assert "由计划生成实践记录" in page
    copy = copy_record(first, actor=cast.teacher, at=clock.now())
    assert copy.plan_id == plan.id
    assert make_record(plan, actor=cast.teacher, at=clock.now()) is copy


def test_a_copy_beside_a_new_record_belongs_to_no_plan(app, cast):
    plan = finished(cast)
    first = make_record(plan, actor=cast.teacher, at=clock.now())
    make_evidence(first, by=cast.teacher)
    db.session.refresh(first)
    for action, who in ((Action.SUBMIT, cast.teacher), (Action.ENDORSE, cast.head), (Action.REJECT, cast.hr)):
        act(first, action, actor=who, at=clock.now(), reason="没有公章")
    second = make_record(plan, actor=cast.teacher, at=clock.now())
    assert second is not first
    assert copy_record(first, actor=cast.teacher, at=clock.now()).plan_id is None


PLANS = st.fixed_dictionaries(
    {
        "length": st.integers(0, 200),
        "pattern": st.sampled_from(PatternKind),
        "weekdays": st.sets(st.sampled_from("1234567"), min_size=1).map(lambda days: "".join(sorted(days))),
        "half_hours": st.integers(1, DAY_CAP),
        "absent": st.sets(st.integers(0, 200), max_size=5),
        "rest": st.sets(st.integers(0, 200), max_size=5),
    }
)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(planned=PLANS)
def test_the_record_attends_exactly_the_days_of_the_plan(app, planned):
    cast = make_cast()
    first = date(2026, 1, 5)
    days = {
        name: frozenset(first + timedelta(days=n) for n in planned[name] if n <= planned["length"])
        for name in ("absent", "rest")
    }
    plan = make_plan(
        cast.teacher_post, cast.site, first, first + timedelta(days=planned["length"]),
        status=S.APPROVED, by=cast.teacher, reviewer=cast.hr, summary="好", summed_up_at=clock.now(),
        pattern=planned["pattern"], half_hours=planned["half_hours"],
        weekdays=planned["weekdays"] if planned["pattern"] is PatternKind.WEEKDAYS else "",
        absent=days["absent"], attended_rest_days=days["rest"] - days["absent"],
    )  # fmt: skip
    record = make_record(plan, actor=cast.teacher, at=clock.now())
    db.session.commit()
    today = clock.today()
    assert days_attended(record, today) == days_attended(plan, today)
    assert record.half_hours == plan.half_hours
    empty_all_tables()


# A plan that did not happen


def reject(cast, record):
    make_evidence(record, by=cast.teacher)
    db.session.refresh(record)
    for action, who in ((Action.SUBMIT, cast.teacher), (Action.ENDORSE, cast.head), (Action.REJECT, cast.hr)):
        act(record, action, actor=who, at=clock.now(), reason="没有公章")


def test_a_plan_that_did_not_happen_keeps_no_record_and_no_copy_comes_back_to_it(app, cast):
    plan = finished(cast)
    record = make_record(plan, actor=cast.teacher, at=clock.now())
    reject(cast, record)
    version = record.version
    assert "计划已结束" in press(sign_in(app, cast.teacher), plan, "close", reason="企业停产").text
    [record] = the_records()
    assert record.plan_id is None
    assert record.version == version + 1
    page = sign_in(app, cast.hr).get(f"/records/{record.id}").text
    assert "计划没有成行，不再属于它" in page
    assert "撤回刚才的决定" not in page
    with pytest.raises(ChangedSinceError):
        undo(record, actor=cast.hr, at=clock.now())
    assert copy_record(record, actor=cast.teacher, at=clock.now()).plan_id is None
    assert living_record(plan.id) is None


def sent_before_the_commit(client, path, data):
    """The answer to a button that somebody else presses before our own change is saved: it waits for it."""
    answers = []
    press_it = lambda: answers.append(client.post(path, data=data))  # noqa: E731
    thread = threading.Thread(target=Context().run, args=(press_it,))
    thread.start()
    thread.join(0.5)
    assert thread.is_alive()
    db.session.commit()
    thread.join()
    return answers[0]


@pytest.mark.parametrize("first", ["close", "record"])
def test_of_closing_and_making_the_record_at_once_one_is_told(app, cast, first):
    plan = finished(cast)
    client = sign_in(app, cast.teacher)
    data = {"version": plan.version, "reason": "企业停产", "csrf_token": token(client)}
    second = "record" if first == "close" else "close"
    path = f"/plans/{plan.id}/{second}"
    db.session.commit()
    if first == "close":
        close_plan(plan, actor=cast.teacher, at=clock.now(), reason="企业停产")
    else:
        make_record(plan, actor=cast.teacher, at=clock.now())
    answer = sent_before_the_commit(client, path, data)
    assert answer.status_code == 409
    if first == "record":
        assert "已经由计划生成了实践记录" in answer.text
        assert "企业停产" in answer.text
    assert (the_plan().closed_at is None) == (first == "record")
    assert len(the_records()) == (first == "record")


def test_a_copy_waits_for_a_plan_that_is_being_closed(app, cast):
    plan = finished(cast)
    record = make_record(plan, actor=cast.teacher, at=clock.now())
    reject(cast, record)
    client = sign_in(app, cast.teacher)
    data = {"version": record.version, "csrf_token": token(client)}
    path = f"/records/{record.id}/copy"
    db.session.commit()
    close_plan(plan, actor=cast.teacher, at=clock.now(), reason="企业停产")
    assert sent_before_the_commit(client, path, data).status_code == 302
    assert [one.plan_id for one in the_records()] == [None, None]
