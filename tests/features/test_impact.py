"""Who would change, as pages show it."""

import re
from dataclasses import replace
from datetime import date

import pytest
from flask import render_template
from sqlalchemy import select

from app.domain.facts import GateFrom, RecordStatus
from app.domain.verdicts import evaluate
from app.extensions import db
from app.policy.loader import load_law
from app.practice.fact_queries import records_of
from app.recognition import queries as recognition_queries
from app.schools.decision_operations import withdraw
from app.schools.models import DecisionKind as Kind
from app.schools.models import Department, School
from app.schools.queries import school_facts
from app.standing import impact as impact_module
from app.standing import school_queries
from app.standing.impact import Variation, as_listed, impact_of, impact_of_decision
from app.teachers.models import Teacher
from app.teachers.queries import teacher_facts
from tests.builders import (
    AT,
    give_default_decisions,
    make_decision,
    make_person,
    make_record,
    make_teacher,
    sign_in,
)
from tests.conftest import on_one_database

TODAY, AS_OF = date(2026, 11, 20), date(2027, 1, 1)
TEN_FROM_2027 = Variation(
    school=lambda school: replace(
        school, gating=(*school.gating, GateFrom("LN-2021-5Y10M", date(2027, 1, 1)))
    )
)


@pytest.fixture
def _between(app, cast):
    """The teacher has between six and ten months, the colleague waits for six."""
    give_default_decisions(cast.school)
    by = {"by": cast.teacher, "reviewer": cast.hr}
    make_record(
        cast.teacher_post, cast.site, date(2024, 1, 1), date(2024, 9, 30), status=RecordStatus.APPROVED, **by
    )
    make_record(
        cast.colleague_post,
        cast.site,
        date(2024, 1, 1),
        date(2024, 9, 30),
        status=RecordStatus.SUBMITTED,
        **by,
    )


def shown(app, impact):
    with app.test_request_context():
        return render_template("standing/_impact.html", impact=as_listed(impact))


@pytest.mark.usefixtures("_between")
def test_a_lost_recommendation_is_named_with_its_reason(app, cast):
    page = shown(app, impact_of(cast.school.id, AS_OF, TEN_FROM_2027))
    assert "<b>1</b> 位的结果会改变，其中 <b>1</b> 位由可以推荐变为不能推荐" in page
    assert "示例王明" in page
    assert "推荐改以另一份文件为准，按这份文件是“未达标”（计入 1," in page
    assert "示例李华" not in page.partition("结果不变，差额改变")[0]


@on_one_database
@pytest.mark.usefixtures("_between")
def test_who_must_do_more_is_named_apart_from_those_whose_result_changes(app, cast):
    page = shown(app, impact_of(cast.school.id, AS_OF, TEN_FROM_2027))
    changed, _, stay = page.partition("结果不变，差额改变：4 人</b>，都要比原来多做。")
    assert "示例王明" in changed
    assert "示例王明" not in stay
    row = stay[stay.index("示例李华") :]
    assert '还差 960 <span aria-label="改为">→</span> <b>1,600</b> 小时' in row
    assert "多 640 小时（约 80 个工作日）" in row
    assert "推荐改以这份文件为准，原来先看“五年累计不少于 6 个月”（辽政发〔2020〕8号）" in row


@on_one_database
def test_hours_change_where_no_result_does(app, cast):
    give_default_decisions(cast.school)
    page = shown(app, impact_of(cast.school.id, AS_OF, TEN_FROM_2027))
    assert page.index("没有人的结果会改变") < page.index("差额改变：5 人</b>，都要比原来多做。")


@pytest.mark.usefixtures("_between")
def test_records_passed_change_lines_and_the_gate(app, cast):
    page = shown(app, impact_of(cast.school.id, AS_OF, Variation(pass_waiting=True)))
    assert "<b>1</b> 位由不能推荐变为可以推荐" in page
    assert "五年累计不少于 6 个月" in page
    assert "示例李华" in page
    line = page[page.rindex('data-label="看哪一项"') :]
    assert line.index("待审核") < line.index("已达标")


def test_teachers_stand_by_their_sound_each_with_the_recommendation_first(app, cast):
    """Of 示例阿 and 示例一 the code points would have 示例一 first."""
    give_default_decisions(cast.school)
    for post, name in ((cast.colleague_post, "示例阿安"), (cast.teacher_post, "示例一平")):
        post.person.name = name
        make_record(
            post,
            cast.site,
            date(2024, 1, 1),
            date(2024, 9, 30),
            status=RecordStatus.SUBMITTED,
            by=cast.teacher,
        )
    page = shown(app, impact_of(cast.school.id, AS_OF, Variation(pass_waiting=True)))
    people = page.split('<tbody class="impact-of-one">')[1:]
    assert [re.search("示例[阿一]", one)[0] for one in people] == ["示例阿", "示例一"]
    for one in people:
        assert one.index("能否推荐") < one.index("五年累计不少于 6 个月")
        assert "辽政发〔2020〕8号" in one.replace(" ", "")


@pytest.mark.usefixtures("_between")
def test_nobody_changes(app, cast):
    page = shown(app, impact_of(cast.school.id, AS_OF, Variation()))
    assert "没有人的结果会改变" in page
    assert "<table" not in page


# -- of a proposed decision


def twice(cast, decision):
    """Everybody judged by the core alone, with both facts: whose standings or gate differ."""
    before = school_facts(cast.school.id, AS_OF)
    after = school_facts(cast.school.id, AS_OF, proposed=decision)
    changed = set()
    for teacher in db.session.scalars(select(Teacher).where(Teacher.school_id == cast.school.id)):
        facts, records = teacher_facts(teacher.id), records_of(teacher.id)
        one, other = (evaluate(load_law(), school, facts, records, AS_OF) for school in (before, after))
        if seen(one) != seen(other):
            changed.add(teacher.person.name)
    return changed


def hours_twice(cast, decision):
    """Those whose standings and gate stay, and who lack other hours of the year or the gate's rule."""
    before = school_facts(cast.school.id, AS_OF)
    after = school_facts(cast.school.id, AS_OF, proposed=decision)
    changed = set()
    for teacher in db.session.scalars(select(Teacher).where(Teacher.school_id == cast.school.id)):
        facts, records = teacher_facts(teacher.id), records_of(teacher.id)
        one, other = (evaluate(load_law(), school, facts, records, AS_OF) for school in (before, after))
        if seen(one) == seen(other) and lacking(one) != lacking(other):
            changed.add(teacher.person.name)
    return changed


def lacking(evaluation):
    year = [line for line in evaluation.verdicts if line.rule.id == "LN-2022-1M"][-1]
    deciding = [line for line in evaluation.verdicts if line.rule.id == evaluation.gate.rule][-1]
    five = [line for line in evaluation.verdicts if line.rule.id == "LN-2020-5Y6M"][-1]
    return year.shortfall, (five if deciding is year else deciding).shortfall


def seen(evaluation):
    standings = [(line.rule.id, line.standing) for line in evaluation.verdicts]
    return standings, evaluation.gate is not None and evaluation.gate.passes


@pytest.fixture
def _mixed(cast, _between):
    """Besides: the head has all of ten months, HR has just six of 20 working days."""
    by = {"by": cast.teacher, "reviewer": cast.hr2, "status": RecordStatus.APPROVED}
    make_record(cast.head_post, cast.site, date(2023, 1, 1), date(2023, 12, 31), **by)
    make_record(cast.hr_post, cast.site, date(2024, 2, 1), date(2024, 7, 26), **by)


@pytest.mark.usefixtures("_mixed")
def test_ten_months_instead_of_six_lists_exactly_those_who_change(cast):
    decision = make_decision(cast.school, by=cast.hr)
    impact = impact_of_decision(decision, TODAY)
    assert impact.as_of == AS_OF
    names = [one.member.name for one in impact.affected]
    assert sorted(names) == sorted(twice(cast, decision)) == ["示例孙人事", "示例王明"]
    assert [one.name for one in as_listed(impact).lost] == names
    stay = [one.member.name for one in impact.gap_only]
    assert sorted(stay) == sorted(hours_twice(cast, decision)) == ["示例李华", "示例钱主任"]


@pytest.mark.usefixtures("_mixed")
@pytest.mark.parametrize(
    ("kind", "value", "more"),
    [
        (Kind.PROFILE, "CAL30", {}),
        (Kind.PROFILE, "WD22", {}),
        (Kind.WINDOW, "fixed", {"cycle_start": date(2024, 6, 1)}),
        (Kind.GATE, "LN-2022-1M", {"effective_from": date(2026, 1, 1)}),
    ],
)
def test_other_decisions_list_exactly_those_who_change(cast, kind, value, more):
    decision = make_decision(cast.school, kind, value, by=cast.hr, **more)
    impact = impact_of_decision(decision, TODAY)
    names = [one.member.name for one in impact.affected]
    assert sorted(names) == sorted(twice(cast, decision))
    assert names
    assert {one.member.name for one in impact.gap_only} == hours_twice(cast, decision)


@pytest.mark.usefixtures("_mixed")
def test_proposer_and_confirmer_see_the_same_and_it_is_gone_once_decided(app, cast):
    decision = make_decision(cast.school, by=cast.hr)
    db.session.commit()
    page = f"/school/decisions/{decision.id}"
    fragments = [
        sign_in(app, who).get(f"{page}/impact?part=1").get_data(as_text=True) for who in (cast.hr, cast.admin)
    ]
    assert fragments[0] == fragments[1]
    assert fragments[0].lstrip().startswith('<div class="impact')
    assert "示例王明" in fragments[0]
    hr = sign_in(app, cast.hr)
    assert f'data-part="{page}/impact"' in hr.get(page).get_data(as_text=True)
    whole = hr.get(f"{page}/impact").get_data(as_text=True)
    assert "<h1>谁的结果会改变</h1>" in whole
    assert "示例王明" in whole
    withdraw(decision, actor=cast.hr, at=AT)
    db.session.commit()
    assert hr.get(f"{page}/impact").status_code == 404


@on_one_database
@pytest.mark.parametrize(
    ("lists", "path"),
    [
        (impact_module, "/school/decisions/{}/impact"),
        (school_queries, "/school/standing"),
        (school_queries, "/"),
        (recognition_queries, "/recommendations/new"),
    ],
)
def test_a_teacher_entered_while_a_school_is_judged_stops_no_page(app, cast, monkeypatch, lists, path):
    """What another commits between two statements of a reading is seen by the second on PostgreSQL."""
    decision = make_decision(cast.school, by=cast.hr)
    department_id, listed = cast.department.id, lists.members
    db.session.commit()
    client = sign_in(app, cast.hr2)

    def one_more(school_id, *narrowed):
        department = db.session.get_one(Department, department_id)
        make_teacher(make_person(db.session.get_one(School, school_id), "示例新来"), department)
        return listed(school_id, *narrowed)

    monkeypatch.setattr(lists, "members", one_more)
    assert client.get(path.format(decision.id)).status_code == 200
