"""Two duties without a number are cited where they concern somebody, and change no verdict."""

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from app.cli import evaluate_command
from app.domain.facts import Category
from app.extensions import db
from app.policy.loader import load_law
from app.standing.queries import evaluate_teacher
from app.teachers.models import Teacher, TeacherCategory
from tests.builders import sign_in
from tests.features.test_standing_pages import PAGE, seen

FIRST = "教师〔2016〕3号：「没有企业工作经历的新任教师应先实践再上岗」，没有规定数量，只作记录。"
VISIT = "教师〔2016〕3号：「公共基础课教师也应定期到企业进行考察、调研和学习」，没有规定数量，只作记录。"
AS_OF = date(2026, 12, 31)
WORKED = Path(__file__).parents[1] / "cases" / "worked"


def employed(cast, since: date, category: Category) -> None:
    """The teacher as if hired on a day into a category."""
    db.session.get(Teacher, cast.teacher_post.id).hired_on = since
    held = db.session.scalars(
        select(TeacherCategory).where(TeacherCategory.teacher_id == cast.teacher_post.id)
    ).one()
    held.first_day, held.category = since, category
    db.session.commit()


def test_a_teacher_hired_this_year_reads_of_practice_before_the_post(app, cast):
    employed(cast, date(2026, 9, 1), Category.SPECIALIZED)
    for reader in (cast.teacher, cast.hr):
        text = seen(sign_in(app, reader), PAGE.format(cast.teacher_post.id))
        assert FIRST in text
        assert VISIT not in text


def test_a_public_basic_teacher_reads_of_visits_on_both_pages(app, cast):
    employed(cast, date(2015, 9, 1), Category.GENERAL)
    client = sign_in(app, cast.teacher)
    for path in ("/", PAGE.format(cast.teacher_post.id)):
        text = seen(client, path)
        assert VISIT in text
        assert FIRST not in text


def test_who_has_been_there_for_years_reads_of_neither(app, cast):
    employed(cast, date(2015, 9, 1), Category.SPECIALIZED)
    client = sign_in(app, cast.teacher)
    for path in ("/", PAGE.format(cast.teacher_post.id)):
        assert "教师〔2016〕3号：" not in seen(client, path)


def test_the_law_page_says_whom_each_duty_concerns_and_that_it_is_never_judged(app, cast):
    text = seen(sign_in(app, cast.teacher), "/law")
    section = text[text.index("没有写明数量的要求 只作记录，不评定") :]
    for quoted, whom in (
        ("「没有企业工作经历的新任教师应先实践再上岗」", "专业课教师、实习指导教师"),
        ("「公共基础课教师也应定期到企业进行考察、调研和学习」", "公共基础课教师 ·"),
    ):
        after = section[section.index(quoted) :]
        assert after.index("《职业学校教师企业实践规定》教师〔2016〕3号") < after.index(whom) < 200


def test_a_duty_is_no_verdict(app, cast):
    employed(cast, date(2026, 9, 1), Category.SPECIALIZED)
    judged = {
        verdict.rule.id for verdict in evaluate_teacher(cast.teacher_post.id, AS_OF).evaluation.verdicts
    }
    assert judged
    assert not judged & {duty.id for duty in load_law().duties}


@pytest.mark.parametrize("stem", ["W04_new_teacher", "W09_public_basic"])
def test_flask_evaluate_gives_no_duty(stem):
    result = CliRunner().invoke(evaluate_command, [str(WORKED / f"{stem}.toml"), "--format", "json"])
    found = json.loads(result.output)
    assert set(found) == {"case", "as_of", "verdicts", "conflicts", "gate"}
    assert "CN-2016-FIRST" not in result.output
    assert "CN-2016-PUBLIC" not in result.output
