"""The live slip: what a record form would credit, told while it is being filled in."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from werkzeug.datastructures import MultiDict

from app.audit.models import AuditEvent
from app.domain.facts import DAY_CAP, Host, RecordStatus, Venue
from app.domain.sites import FORMS_OF_SITE, SiteKind
from app.extensions import db
from app.practice.checks import Written
from app.practice.draft_operations import create_record
from app.practice.models import PatternKind, PracticeRecord, RecordKind
from app.practice.page import days_attended
from app.practice.review_marks import Endorsement
from app.practice.while_typing import Span, read_draft
from app.standing.queries import evaluate_teacher
from app.standing.slip import Slip, slip_of
from app.venues.models import Site
from tests.architecture.test_transactions import statements_of
from tests.builders import AT, give_default_decisions, make_leave, make_record, make_site, sign_in, token
from tests.cast import Cast, make_cast
from tests.conftest import empty_all_tables, on_one_database
from tests.deep import examples

TYPED = {
    "first_day": "2026-07-06", "last_day": "2026-07-31", "pattern": "workdays", "half_hours": "8",
}  # fmt: skip


@pytest.fixture
def ask(app, cast):
    """Call it with what is typed; gives the words of the slip."""
    client = sign_in(app, cast.teacher)

    def send(**values):
        answer = client.get("/records/preview", query_string=TYPED | {"site_id": cast.site.id} | values)
        assert answer.status_code == 200
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.text)).strip()

    return send


def approved(cast, first_day, last_day, **values):
    return make_record(
        cast.teacher_post, cast.site, first_day, last_day, status=RecordStatus.APPROVED,
        by=cast.teacher, reviewer=cast.hr, **values,
    )  # fmt: skip


@on_one_database
def test_weekdays_that_are_out_of_sight_count_for_nothing(app, cast, ask):
    assert ask(weekdays="2") == ask()
    client = sign_in(app, cast.teacher)
    sent = TYPED | {"site_id": cast.site.id, "weekdays": "2", "tasks": "跟班", "csrf_token": token(client)}
    client.post("/records/new", data=sent)
    record = db.session.scalars(select(PracticeRecord)).one()
    assert (record.pattern, record.weekdays) == (PatternKind.WORKDAYS, "")


@on_one_database
def test_the_slip_says_what_reviewers_will_be_shown_of_the_days(ask, cast):
    assert "审核的人会看到的提示" not in ask()
    make_leave(cast.teacher_post, date(2026, 7, 6), date(2026, 7, 8), by=cast.hr)
    said = ask()
    assert "审核的人会看到的提示 有 3 天在已批准的请假期间：7 月 6 日至 8 日" in said


def test_a_form_without_place_or_days_gets_a_calm_hint(ask):
    for missing in ({"site_id": ""}, {"first_day": ""}, {"last_day": " "}):
        assert ask(**missing) == "填好单位和日期，这里会算出能计多少小时"


def test_the_slip_says_days_hours_and_what_passing_changes(ask):
    said = ask()
    assert "共 20 天 160 小时，都可以计入" in said
    assert "保存并通过后 2026 年：0 → 160 / 160 小时，" in said
    assert "近五年：0 → 160" in said
    assert "2026 年 7 月计入的日子计 8 小时：6 日至 10 日、13 日至 17 日" in said


def test_an_enterprise_that_is_not_listed_counts_as_it_would_be_entered(ask):
    said = ask(site_id="", enterprise="示例新企业有限公司")
    assert "共 20 天 160 小时，都可以计入" in said
    assert db.session.scalar(select(func.count()).select_from(Site)) == 1


def test_days_shared_with_another_record_are_told_one_by_one_and_counted_once(ask, cast):
    approved(cast, date(2026, 7, 1), date(2026, 7, 8))
    make_record(cast.teacher_post, cast.site, date(2026, 7, 30), date(2026, 7, 31), by=cast.teacher)
    said = ask()
    assert "共 20 天 160 小时，其中可以计入 17 天 136 小时" in said
    assert "与“示例重工有限公司 · 设备维护”（已通过）同日 3 天：7 月 6 日至 8 日" in said
    assert "（草稿）同日 2 天：7 月 30 日至 31 日；那条也通过时只计一次；所有记录合在一起，" in said
    assert "2026 年：48 → 184 / 160 小时，" in said
    assert "与其他记录同日，不重复计：6 日至 8 日" in said


def test_days_that_a_waiting_record_covers_too_are_not_promised_twice(ask, cast):
    days = (date(2026, 7, 6), date(2026, 7, 10))
    make_record(
        cast.teacher_post, make_site(cast.school, "示例机器人"), *days, by=cast.teacher,
        status=RecordStatus.SUBMITTED,
    )  # fmt: skip
    said = ask(last_day="2026-07-10")
    assert "共 5 天 40 小时，其中 5 天与待初审的“示例机器人" in said
    assert "”同日；那条也通过时只计一次" in said
    assert "都可以计入" not in said
    make_record(
        cast.teacher_post, cast.site, date(2026, 7, 9), date(2026, 7, 10), by=cast.teacher,
        status=RecordStatus.ENDORSED, reviewer=cast.head,
    )  # fmt: skip
    said = ask(last_day="2026-07-10", half_hours="6")
    assert "其中 5 天与还没有通过的其他记录同日；那些也通过时一天合计最多计 8 小时" in said


def test_a_half_day_beside_a_waiting_half_day_is_promised(ask, cast):
    make_record(
        cast.teacher_post, cast.site, date(2026, 7, 6), date(2026, 7, 10), by=cast.teacher, half_hours=8,
        status=RecordStatus.SUBMITTED,
    )  # fmt: skip
    assert "共 5 天 20 小时，都可以计入" in ask(last_day="2026-07-10", half_hours="4")


def test_two_half_days_on_one_day_both_count(ask, cast):
    approved(cast, date(2026, 7, 6), date(2026, 7, 10), half_hours=8)
    said = ask(half_hours="4")
    assert "共 20 天 80 小时，都可以计入" in said
    assert "同日 5 天：7 月 6 日至 10 日" in said
    assert "计不足 8 小时：6 日至 10 日" in said


def test_a_place_that_needs_a_ruling_says_so_with_its_ground(ask):
    said = ask(venue="student_escort")
    assert "是否计入待学校裁定（" in said
    assert "2026 年：不增加（是否计入待学校裁定）" in said


def test_a_training_class_is_told_in_days_too_although_its_name_is_still_missing(ask, cast):
    base = make_site(cast.school, "示例培训基地", kind=SiteKind.TRAINING_BASE, host=Host.ENTERPRISE)
    assert "共 20 天 160 小时" in ask(kind="training", site_id=base.id)


def test_days_to_come_are_judged_on_the_last_of_them(ask):
    last_day = date.today() + timedelta(days=30)  # noqa: DTZ011 - any later day will do
    said = ask(first_day=(last_day - timedelta(days=20)).isoformat(), last_day=last_day.isoformat())
    assert f"按到 {last_day.year} 年 {last_day.month} 月 {last_day.day} 日（最后一天）计算" in said
    assert "都可以计入" in said


def test_no_day_at_all_is_said_plainly(ask):
    said = ask(first_day="2026-07-11", last_day="2026-07-12")
    assert "共 0 天 0 小时" in said
    assert "没有一天是出勤日，请检查" in said


@on_one_database
@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"first_day": "2026-13-40"}, "开始日期：日期应写成 2026-07-06 的样子，且要有这一天"),
        ({"last_day": "2026-07-01"}, "结束日期：结束日期早于开始日期"),
        ({"last_day": "2099-01-01"}, "结束日期：一段最多 366 天，更长的请分成几段"),
        ({"half_hours": "9"}, "每天的时间：每天 0.5 到 8 小时，以半小时为单位"),
        ({"pattern": "weekdays"}, "每周哪几天：请勾选每周去的是哪几天"),
        ({"absent": "明天"}, "缺勤的日子：“明天”不是日期"),
        ({"absent": "明天", "plan": "1"}, "其中不去的日子：“明天”不是日期"),
        ({"absent": "2026-08-01"}, "缺勤的日子：2026-08-01 不在起止日期之间"),
        ({"site_id": "999"}, "实践单位：名单里没有这个单位，请重新选择"),
        ({"venue": "station"}, "形式：“示例重工有限公司”在名录里是企业，形式可以是"),
        ({"pattern": "sometimes"}, "哪些天去："),
    ],
)
def test_what_is_wrong_is_said_as_the_form_says_it(ask, typed, message):
    said = ask(**typed)
    assert said.startswith("改好后再算")
    assert message in said


def test_a_closed_enterprise_is_refused_as_on_saving(ask, cast):
    cast.site.active = False
    assert "这个企业在名录里已停用，请联系人事处" in ask(site_id="", enterprise=cast.site.name)


def test_a_record_that_is_changed_does_not_meet_itself(app, ask, cast):
    record = make_record(cast.teacher_post, cast.site, by=cast.teacher)
    said = ask(record=record.id, last_day="2026-07-10")
    assert "共 5 天 40 小时，都可以计入" in said
    assert "同日" not in said
    assert "同日 5 天" in ask(last_day="2026-07-10")


def test_somebody_elses_record_is_not_for_asking(app, cast):
    mine = make_record(cast.teacher_post, cast.site, by=cast.teacher)
    for account, answer in ((cast.colleague, 404), (cast.head, 403), (cast.other_teacher, 404)):
        query = TYPED | {"site_id": cast.site.id, "record": mine.id}
        found = sign_in(app, account).get("/records/preview", query_string=query)
        assert found.status_code == answer


def test_asking_writes_nothing_and_takes_no_lock(app, cast):
    client = sign_in(app, cast.teacher)
    before = db.session.scalar(select(func.count()).select_from(AuditEvent))
    query = TYPED | {"enterprise": "示例新企业有限公司"}
    seen = statements_of(app, lambda: client.get("/records/preview", query_string=query))
    assert not [one for one in seen if one.startswith(("BEGIN IMMEDIATE", "INSERT", "UPDATE", "DELETE"))]
    assert db.session.scalar(select(func.count()).select_from(AuditEvent)) == before


def test_a_record_from_before_the_five_years_changes_nothing(ask):
    said = ask(first_day="2010-07-05", last_day="2010-07-09")
    assert "共 5 天 40 小时" in said
    assert "通过后不改变现在的达标情况：这段时间" in said


def test_a_long_record_folds_its_later_months_away(ask):
    assert "其余 3 个月" in ask(first_day="2026-02-01", last_day="2026-06-30", pattern="daily")


# The days that the calendar in the form is drawn from


def span_in(answer):
    found = re.search(r'data-first-day="([^"]*)" data-attends="([^"]*)" data-marks="([^"]*)"', answer)
    return found and found.groups()


@pytest.fixture
def ask_days(app, cast):
    client = sign_in(app, cast.teacher)
    return lambda **values: span_in(client.get("/records/preview", query_string=TYPED | values).text)


def test_the_calendar_needs_only_days_and_pattern(ask_days):
    assert ask_days(last_day="2026-07-12") == ("2026-07-06", "1111100", ".......")
    assert ask_days(last_day="2026-07-12", pattern="daily")[1] == "1111111"
    assert ask_days(last_day="2026-07-12", pattern="weekdays", weekdays=["2", "6"])[1] == "0100010"


def test_the_calendar_leaves_absences_and_further_days_to_the_fields(ask_days):
    typed = {"absent": "2026-07-07 明天", "attended_rest_days": "2026-07-11"}
    assert ask_days(last_day="2026-07-12", **typed)[1] == "1111100"


def test_the_calendar_knows_holidays_and_the_days_worked_for_them(ask_days):
    first, attends, marks = ask_days(first_day="2026-09-19", last_day="2026-09-28")
    assert (first, attends, marks) == ("2026-09-19", "0111110001", ".m....hhh.")


@on_one_database
@pytest.mark.parametrize(
    "typed",
    [
        {"first_day": ""},
        {"last_day": "2026-07-05"},
        {"last_day": "2027-07-07"},
        {"first_day": "2026-13-40"},
        {"pattern": "weekdays"},
        {"pattern": "weekdays", "weekdays": ["9"]},
        {"pattern": "moonlight"},
        {"first_day": "0001-01-01", "last_day": "9999-12-31"},
    ],
)
def test_there_is_no_calendar_without_a_span_that_can_be(ask_days, typed):
    assert ask_days(**typed) is None


def test_the_longest_span_has_its_calendar(ask_days):
    assert len(ask_days(last_day="2027-07-06")[1]) == 366


# What is shown and what becomes of it


TODAY = date(2026, 11, 20)


@pytest.fixture
def world(application_on):
    """A teacher with a few records, once for all examples; SQLite is enough for arithmetic."""
    with application_on("sqlite").app_context():
        cast = make_cast()
        give_default_decisions(cast.school)
        for kind in (SiteKind.TRAINING_BASE, SiteKind.PRACTICUM_BASE, SiteKind.OWN_SCHOOL):
            make_site(cast.school, f"示例{kind}", kind=kind, host=Host.SCHOOL)
        approved(cast, date(2026, 7, 6), date(2026, 7, 17))
        approved(cast, date(2026, 7, 15), date(2026, 8, 14), half_hours=6)
        approved(cast, date(2024, 12, 20), date(2025, 1, 20), pattern=PatternKind.DAILY)
        make_record(
            cast.teacher_post, cast.site, date(2026, 10, 9), date(2026, 10, 30),
            status=RecordStatus.SUBMITTED, by=cast.teacher,
        )  # fmt: skip
        db.session.commit()
        yield cast
        empty_all_tables()


@st.composite
def periods(draw):
    """A stretch in the last six years or the next months, at any place, in any form."""
    kind = draw(st.sampled_from([SiteKind.ENTERPRISE, SiteKind.ENTERPRISE, *list(SiteKind)]))
    first = draw(
        st.one_of(
            st.dates(date(2026, 6, 25), date(2026, 8, 20)), st.dates(date(2020, 9, 1), date(2027, 1, 31))
        )
    )
    last = first + timedelta(days=draw(st.one_of(st.integers(0, 40), st.integers(0, 200))))
    pattern = draw(st.sampled_from(PatternKind))
    some_days = st.frozensets(st.dates(first, last), max_size=4)
    absent = draw(some_days)
    return {
        "site": kind,
        "venue": draw(st.sampled_from(["", *FORMS_OF_SITE[kind]])),
        "first_day": first,
        "last_day": last,
        "pattern": pattern,
        "weekdays": draw(st.sets(st.sampled_from("1234567"), min_size=1))
        if pattern is PatternKind.WEEKDAYS
        else set(),
        "half_hours": draw(st.integers(1, DAY_CAP)),
        "absent": absent,
        "attended_rest_days": draw(some_days) - absent,
    }


def as_sent(period, site: Site) -> MultiDict[str, str]:
    """The fields as the page sends them."""
    return MultiDict(
        [
            ("site_id", str(site.id)),
            *((name, str(period[name])) for name in ("venue", "first_day", "last_day", "pattern")),
            ("half_hours", f"{period['half_hours'] / 2:g}"),
            *(("weekdays", day) for day in period["weekdays"]),
            *((name, " ".join(map(str, period[name]))) for name in ("absent", "attended_rest_days")),
        ]
    )


def saved_and_passed(cast: Cast, period, site: Site) -> PracticeRecord:
    """The same really saved, endorsed and approved."""
    written = Written(
        kind=RecordKind.PRACTICE,
        site=site,
        tasks="示例",
        weekdays="".join(sorted(period["weekdays"])),
        venue=Venue(period["venue"]) if period["venue"] else FORMS_OF_SITE[site.kind][0],
        **{name: value for name, value in period.items() if name not in {"site", "venue", "weekdays"}},
    )
    record = create_record(cast.teacher_post, written, actor=cast.teacher, at=AT)
    record.status, record.endorsement, record.submitted_at = RecordStatus.APPROVED, Endorsement.GIVEN, AT
    record.endorsed_by, record.endorsed_at = cast.head, AT
    record.decided_by, record.decided_at = cast.hr, AT
    db.session.flush()
    return record


def clicked(span: Span, period) -> list[date]:
    """The days that the form's calendar shows as attended."""
    pattern = {span.first_day + timedelta(days=n) for n, sign in enumerate(span.attends) if sign == "1"}
    return sorted((pattern | period["attended_rest_days"]) - period["absent"])


def figures(slip: Slip):
    credited = {one.rule.id + str(one.window): dict(one.records) for one in slip.effect.touched}
    return slip.line.credited if slip.line else 0, credited


@pytest.mark.deep
@settings(max_examples=examples(500), deadline=None, suppress_health_check=list(HealthCheck))
@given(period=periods())
def test_the_slip_and_the_saved_record_agree(world, period):
    site = db.session.scalars(select(Site).where(Site.kind == period["site"])).first() or world.site
    if site.kind is not period["site"]:
        period["venue"] = ""
    draft = read_draft(
        world.school.id, RecordKind.PRACTICE, as_sent(period, site), edited=None, planned=False, today=TODAY
    )
    assert draft.problems == []
    slip = slip_of(world.teacher_post.id, draft.record, TODAY)
    try:
        record = saved_and_passed(world, period, site)
        saved = evaluate_teacher(world.teacher_post.id, slip.as_of)
        assert slip.effect.after == saved.evaluation
        assert list(slip.days) == days_attended(record, TODAY) == clicked(draft.span, period)
        assert slip.half_hours == len(slip.days) * record.half_hours
        credited, by_window = figures(slip)
        most = [dict(one.records).get(str(record.id), 0) for one in saved.evaluation.verdicts if one.rule.id]
        assert credited == max((held.get(str(record.id), 0) for held in by_window.values()), default=0)
        assert credited <= max(most)
    finally:
        db.session.rollback()
