"""The year of a ruling is its days: another year basis moves it nowhere; who entered a leave is held."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from app.certificates.operations import OwnCaseError
from app.domain.facts import YearBasis
from app.domain.outcome import Standing
from app.domain.questions import LeaveQuestion
from app.domain.windows import year_begun
from app.extensions import db
from app.rulings.operations import exempt, revoke
from app.rulings.queries import Why, queue_of_school
from app.rulings.together_operations import decide_together
from app.schools.models import DecisionKind
from app.snapshots.operations import what_differs
from app.standing.queries import evaluate_teacher
from app.teachers.leave_operations import Span, add_leave, correct_leave, remove_leave
from app.teachers.ruling_models import Ruling
from tests.builders import (
    AT,
    calendar_year,
    make_decision,
    make_leave,
    make_ruling,
    make_snapshot,
    sign_in,
    token,
)
from tests.conftest import on_one_database
from tests.features.ruling_cast import ANSWERS, GROUND, TODAY, decide, on_leave, picks

RULE = "LN-2022-1M"
SCHOOL_YEAR = year_begun(2024, YearBasis.ACADEMIC)


def count_school_years(cast) -> None:
    make_decision(
        cast.school, DecisionKind.YEAR_BASIS, "academic",
        by=cast.hr, decided_by=cast.hr2, effective_from=date(2026, 9, 1),
    )  # fmt: skip


def standings(post) -> dict[tuple[date, date], Standing]:
    found = evaluate_teacher(post.id, TODAY).evaluation.verdicts
    return {tuple(one.window): one.standing for one in found if one.rule.id == RULE}


def test_an_exemption_from_a_calendar_year_is_asked_anew_when_the_school_counts_school_years(app, school):
    ruling = exempt(school.teacher_post, RULE, calendar_year(2025), GROUND, actor=school.hr, at=AT)
    picked = picks(school)
    snapshot = make_snapshot(school.school, 2025, by=school.hr, at=AT)
    count_school_years(school)
    for year, standing in (
        (2023, Standing.NOT_MET),
        (2024, Standing.NEEDS_RULING),
        (2025, Standing.NEEDS_RULING),
    ):
        assert standings(school.teacher_post)[year_begun(year, YearBasis.ACADEMIC)] is standing
    assert picked == []
    waiting = [one.question for one in queue_of_school(school.school.id, TODAY).waiting]
    assert [(one.window.first_day.year, one.other_days) for one in waiting] == [
        (2024, ruling.number), (2025, ruling.number),
    ]  # fmt: skip
    hr = sign_in(app, school.hr)
    said = f"裁定 {ruling.number} 豁免的年度起止不同"
    for path in ("/school/rulings", f"/standing/{school.teacher_post.id}"):
        assert said in hr.get(path).text, path
    assert "2025 年，年度累计不少于 1 个月" in hr.get(f"/school/rulings/{ruling.number}").text
    assert what_differs(snapshot, AT).comparison.people == ()  # the frozen year has the days it was ruled on


def test_ruled_anew_both_years_stand_beside_each_other(school):
    old = exempt(school.teacher_post, RULE, calendar_year(2025), GROUND, actor=school.hr, at=AT)
    count_school_years(school)
    made = [one for rulings in decide(school).made for one in rulings]
    assert [one.year for one in made] == [SCHOOL_YEAR, year_begun(2025, YearBasis.ACADEMIC)]
    assert standings(school.teacher_post)[SCHOOL_YEAR] is Standing.EXEMPT
    assert queue_of_school(school.school.id, TODAY).waiting == ()
    assert old.year == calendar_year(2025)


def test_what_was_ticked_before_the_basis_changed_decides_no_other_days(app, school):
    on_leave(school)
    picked = picks(school)
    hr = sign_in(app, school.hr)
    count_school_years(school)
    done = decide_together(picked, ANSWERS, GROUND, actor=school.hr, at=AT)
    assert ([why for _, why in done.held], done.made) == ([Why.GONE], ())
    sent = {"what": f"{RULE}:2025-01-01", "document": "示例", "reason": "示例", "csrf_token": token(hr)}
    assert hr.post(f"/school/rulings/exempt/{school.teacher_post.id}", data=sent).status_code == 200
    assert db.session.scalars(select(Ruling)).all() == []


def test_who_entered_a_leave_neither_grants_nor_revokes_an_exemption_of_that_year(app, school):
    make_leave(school.teacher_post, date(2025, 3, 1), date(2025, 6, 30), by=school.hr2)
    year = calendar_year(2025)
    with pytest.raises(OwnCaseError):
        exempt(school.teacher_post, RULE, year, GROUND, actor=school.hr2, at=AT)
    hr2 = sign_in(app, school.hr2)
    sent = {"what": f"{RULE}:2025-01-01", "document": "示例", "reason": "示例", "csrf_token": token(hr2)}
    path = f"/school/rulings/exempt/{school.teacher_post.id}"
    assert "离岗由您录入" in hr2.post(path, data=sent, follow_redirects=True).text
    ruling = exempt(school.teacher_post, RULE, year, GROUND, actor=school.hr, at=AT)
    with pytest.raises(OwnCaseError):
        revoke(ruling, "示例", actor=school.hr2, at=AT)
    page = hr2.get(f"/school/rulings/{ruling.number}").text
    assert "您录入的，由另一位人事或学校管理员撤销：示例孙人事、示例吴管理" in page
    assert "/revoke" not in page
    other = make_ruling(school.teacher_post, by=school.hr, year=2024)  # no leave of that year
    assert revoke(other, "示例", actor=school.hr2, at=AT) == (other,)
    assert revoke(ruling, "示例", actor=school.admin, at=AT) == (ruling,)


def test_who_corrected_or_removed_the_leave_they_had_entered_is_held_all_the_same(school):
    summer = Span(date(2025, 5, 1), date(2025, 8, 31))
    leave = add_leave(
        school.teacher_post, replace(summer, last_day=date(2025, 6, 30)), actor=school.hr2, at=AT
    )
    correct_leave(leave, summer, actor=school.admin, at=AT)
    assert [why for _, why in decide(school, actor=school.admin).held] == [Why.OWN]
    ((ruling,),) = decide(school).made
    remove_leave(leave, actor=school.hr2, at=AT)
    for writer in (school.hr2, school.admin):
        with pytest.raises(OwnCaseError):
            revoke(ruling, "示例", actor=writer, at=AT)
    assert revoke(ruling, "示例", actor=school.hr, at=AT) == (ruling,)


@on_one_database
def test_who_entered_a_leave_neither_grants_nor_revokes_an_exemption_from_five_years(app, school):
    on_leave(school)
    gate, admin = "LN-2020-5Y6M", sign_in(app, school.admin)
    sent = {"what": f"{gate}:", "document": "示例", "reason": "示例", "csrf_token": token(admin)}
    path = f"/school/rulings/exempt/{school.teacher_post.id}"
    assert "离岗由您录入" in admin.post(path, data=sent, follow_redirects=True).text
    ruling = exempt(school.teacher_post, gate, None, GROUND, actor=school.hr, at=AT)
    with pytest.raises(OwnCaseError):
        revoke(ruling, "示例", actor=school.admin, at=AT)
    make_leave(school.colleague_post, date(2019, 3, 1), date(2019, 3, 31), by=school.hr2)
    exempt(school.colleague_post, gate, None, GROUND, actor=school.hr2, at=AT)  # of no year it looks at


@on_one_database
def test_who_entered_the_leave_of_an_exemption_does_not_decide_what_it_makes_the_school_ask(school):
    """The leave lies in the half of the calendar year that one of the two school years does not have."""
    on_leave(school)
    ruling = exempt(school.teacher_post, RULE, calendar_year(2025), GROUND, actor=school.hr, at=AT)
    make_ruling(school.other_teacher_post, by=school.other_hr, number=ruling.number, year=2020)
    count_school_years(school)
    later = next(one for one in picks(school) if "leave-2025" in one.key)
    done = decide_together([later], ANSWERS, GROUND, actor=school.admin, at=AT)
    assert [why for _, why in done.held] == [Why.OWN]
    year = year_begun(2025, YearBasis.ACADEMIC)
    with pytest.raises(OwnCaseError):
        exempt(school.teacher_post, RULE, year, GROUND, actor=school.admin, at=AT)
    assert decide_together([later], ANSWERS, GROUND, actor=school.hr, at=AT).made


@on_one_database
def test_who_corrected_the_end_of_a_leave_is_held_in_its_year_alone(school):
    summer = Span(date(2025, 5, 1), date(2025, 8, 31))
    leave = add_leave(
        school.teacher_post, replace(summer, last_day=date(2025, 6, 30)), actor=school.hr2, at=AT
    )
    correct_leave(leave, summer, actor=school.hr, at=AT)
    with pytest.raises(OwnCaseError):
        exempt(school.teacher_post, RULE, calendar_year(2025), GROUND, actor=school.hr, at=AT)
    for year in (2024, 2026):
        exempt(school.teacher_post, RULE, calendar_year(year), GROUND, actor=school.hr, at=AT)


def test_a_leave_asks_about_the_days_of_the_year_it_touches(school):
    on_leave(school)
    (asked,) = queue_of_school(school.school.id, TODAY).waiting
    assert asked.question == LeaveQuestion(RULE, calendar_year(2025))
    assert asked.question.key == f"leave-2025-01-01-{RULE}"
