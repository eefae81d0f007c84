"""A department's five years: who plans, what is credited beside it, and no lost update."""

import csv
import io
from datetime import date

import pytest
from sqlalchemy import select

from app import clock
from app.accounts.guards import NotAllowedError
from app.accounts.models import Account
from app.domain.facts import RecordStatus as S
from app.extensions import db
from app.plans.department_operations import PlannedLine, save_five_years
from app.plans.department_queries import five_years, planned_for, whole_days
from app.plans.models import DepartmentPlan
from app.schools.models import DecisionKind, Department
from tests.builders import begin_with, give_default_decisions, make_record, make_stand_in, sign_in, token
from tests.meanwhile import meanwhile

THIS_YEAR = clock.today().year


@pytest.fixture
def path(cast) -> str:
    return f"/plans/departments/{cast.department.id}"


def save(client, path, version="", **cells):
    data = {"csrf_token": token(client), "version": version} | cells
    return client.post(path, data=data, follow_redirects=True)


def cell(post, n: int = 0) -> str:
    return f"days-{post.id}-{n}"


def days_of(cast, post) -> tuple[int, ...]:
    db.session.expire_all()
    plan = db.session.scalars(select(DepartmentPlan)).one()
    return next(line.days for line in plan.lines if line.teacher_id == post.id)


def test_a_head_plans_and_hr_goes_on_and_it_is_known_who_did(app, cast, path):
    head, hr = sign_in(app, cast.head), sign_in(app, cast.hr)
    page = save(head, path, **{cell(cast.teacher_post): "20", cell(cast.teacher_post, 4): "5",
                               f"note-{cast.teacher_post.id}": "先去示例重工"}).text  # fmt: skip
    assert "五年计划已保存" in page
    assert days_of(cast, cast.teacher_post) == (20, 0, 0, 0, 5)
    assert "25 <span" in page
    changed = {
        cell(cast.teacher_post): "30",
        cell(cast.teacher_post, 4): "",
        cell(cast.colleague_post, 1): "10",
    }
    page = save(hr, path, version="1", **changed).text
    assert days_of(cast, cast.teacher_post) == (30, 0, 0, 0, 0)
    assert "上次保存：示例孙人事" in page
    assert "示例赵主任" in page
    assert planned_for(cast.teacher_post, clock.today()) == [(f"{THIS_YEAR} 年", 30)]
    assert f"{THIS_YEAR} 年 30 天" in sign_in(app, cast.teacher).get("/plans").text


def test_what_is_credited_is_what_the_verdicts_of_each_year_say(app, cast, path):
    give_default_decisions(cast.school)
    for back, status in ((1, S.APPROVED), (2, S.APPROVED), (3, S.SUBMITTED)):
        make_record(
            cast.teacher_post, cast.site, date(THIS_YEAR - back, 3, 2), date(THIS_YEAR - back, 3, 6),
            pattern="daily", status=status, by=cast.teacher, reviewer=cast.hr,
        )  # fmt: skip
    table = five_years(cast.department, THIS_YEAR - 3, clock.today())
    row = next(row for row in table.rows if row.member.teacher_id == cast.teacher_post.id)
    assert row.credited == (0, 80, 80, 0, None)
    assert table.sums_credited == (0, 80, 80, 0, 0)
    page = sign_in(app, cast.head).get(f"{path}?first={THIS_YEAR - 3}").text
    assert '5<span class="visually-hidden"> 天已计入' in page
    assert [whole_days(n) for n in (0, 80, 8, 20)] == ["0", "5", "0.5", "1"]


def test_of_two_who_saw_the_same_table_the_second_is_told(app, cast, path):
    head, hr = sign_in(app, cast.head), sign_in(app, cast.hr)
    save(head, path, **{cell(cast.teacher_post): "20"})
    for version in ("", "7"):
        answer = save(hr, path, version=version, **{cell(cast.teacher_post): "99"})
        assert answer.status_code == 409
        assert "99" in answer.text
    assert days_of(cast, cast.teacher_post) == (20, 0, 0, 0, 0)


def test_of_two_at_once_who_saw_no_table_the_first_one_s_stands(app, cast, path):
    hr = sign_in(app, cast.hr)
    sent = {"csrf_token": token(hr), "version": "", cell(cast.teacher_post): "99"}
    head_id, here_id, teacher_id = cast.head.id, cast.department.id, cast.teacher_post.id
    with meanwhile(app, lambda: hr.post(path, data=sent)) as answers:
        head, here = db.session.get_one(Account, head_id), db.session.get_one(Department, here_id)
        lines = {teacher_id: PlannedLine((20, 0, 0, 0, 0), "先去示例重工")}
        save_five_years(here, THIS_YEAR, lines, actor=head, at=clock.now())
    assert answers[0].status_code == 409
    assert "99" in answers[0].text
    assert days_of(cast, cast.teacher_post) == (20, 0, 0, 0, 0)


@pytest.mark.parametrize("typed", ["-1", "367", "viele", "2.5"])
def test_a_number_that_is_none_is_said_beside_the_cell(app, cast, path, typed):
    page = save(
        sign_in(app, cast.head), path, **{cell(cast.teacher_post): typed, cell(cast.head_post): "7"}
    ).text
    assert "还有几处需要改一下" in page
    assert f"示例王明 {THIS_YEAR} 年：" in page
    assert f'value="{typed}"' in page
    assert 'value="7"' in page
    assert db.session.scalar(select(DepartmentPlan)) is None


def test_the_file_is_the_table_and_runs_no_formula(app, cast, path):
    head = sign_in(app, cast.head)
    save(head, path, **{cell(cast.teacher_post): "20", f"note-{cast.teacher_post.id}": "=1+1"})
    answer = head.get(f"{path}.csv?first={THIS_YEAR}")
    rows = list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    mine = next(row for row in rows if row["姓名"] == "示例王明")
    assert mine[f"{THIS_YEAR} 年计划天数"] == "20"
    assert mine["备注"] == "'=1+1"
    assert rows[-1]["姓名"] == "合计"
    assert rows[-1]["计划合计"] == "20"


def test_other_five_years_are_another_table_and_nonsense_is_the_usual_one(app, cast, path):
    head = sign_in(app, cast.head)
    save(head, path, **{cell(cast.teacher_post): "20"})
    save(head, f"{path}?first={THIS_YEAR + 1}", **{cell(cast.teacher_post): "6"})
    assert len(db.session.scalars(select(DepartmentPlan)).all()) == 2
    assert planned_for(cast.teacher_post, clock.today()) == [
        (f"{THIS_YEAR} 年", 20),
        (f"{THIS_YEAR + 1} 年", 6),
    ]
    for nonsense in ("first=", "first=abc", "first=1066", "first=99999999999"):
        assert f"{THIS_YEAR} 年至" in head.get(f"{path}?{nonsense}").text


def test_somebody_of_another_department_gets_no_line(app, cast):
    lines = {
        cast.hr_post.id: PlannedLine((1, 1, 1, 1, 1)),
        cast.teacher_post.id: PlannedLine((2, 0, 0, 0, 0)),
    }
    plan = save_five_years(cast.department, 2026, lines, actor=cast.head, at=clock.now())
    assert [line.teacher_id for line in plan.lines] == [cast.teacher_post.id]


@pytest.mark.parametrize("who", ["teacher", "colleague", "other_head", "other_hr"])
def test_only_head_and_office_plan_whatever_calls_the_operation(cast, who):
    make_stand_in(cast.colleague, cast.head, clock.today())
    with pytest.raises(NotAllowedError):
        save_five_years(cast.department, 2026, {}, actor=getattr(cast, who), at=clock.now())


def test_who_moved_away_keeps_the_line_and_is_not_shown(app, cast, path):
    head = sign_in(app, cast.head)
    save(head, path, **{cell(cast.teacher_post): "20"})
    cast.teacher_post.department_id = cast.other_department.id
    page = save(head, path, version="1", **{cell(cast.head_post): "3"}).text
    assert "示例王明" not in page
    assert days_of(cast, cast.teacher_post) == (20, 0, 0, 0, 0)


def test_a_school_of_academic_years_plans_by_them(app, cast, path):
    give_default_decisions(cast.school)
    begin_with(cast.school, DecisionKind.YEAR_BASIS, value="academic")
    assert "学年" in sign_in(app, cast.head).get(path).text


def test_a_department_without_teachers_says_so(app, cast):
    for post in (cast.hr_post, cast.other_head.person.teacher):
        post.department_id = cast.department.id
    page = sign_in(app, cast.other_head).get(f"/plans/departments/{cast.other_department.id}").text
    assert "这个系部还没有在职教师" in page


def test_the_sums_say_which_is_planned_and_which_is_credited(app, cast, path):
    client = sign_in(app, cast.head)
    save(client, path, **{cell(cast.teacher_post): "22", cell(cast.colleague_post): "20"})
    foot = client.get(path).text.split("<tfoot>")[1]
    assert "打算 42</span>" in foot
    assert "已计 0</span>" in foot
