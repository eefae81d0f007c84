"""What pages and mails say of a ruling: the year and the rule it means, and whether it is asked again."""

from datetime import date

import pytest
from sqlalchemy import select

from app.domain.facts import YearBasis
from app.domain.questions import Answer, LeaveQuestion
from app.domain.windows import year_begun
from app.extensions import db
from app.mail.models import Mail
from app.rulings.operations import exempt, revoke
from app.rulings.queries import queue_of_school
from app.rulings.wording import question_words
from app.schools.models import DecisionKind
from app.teachers.ruling_models import RulingAnswer
from tests.builders import (
    AT,
    calendar_year,
    make_addition,
    make_decision,
    make_ruling,
    sign_in,
    token,
)
from tests.features.ruling_cast import GROUND, TODAY, decide, on_leave

QUEUE = "/school/rulings"


def test_a_school_that_counts_academic_years_reads_them_in_its_rulings(app, school):
    make_decision(
        school.school, DecisionKind.YEAR_BASIS, "academic",
        by=school.hr, decided_by=school.hr2, effective_from=date(2020, 9, 1),
    )  # fmt: skip
    year = year_begun(2025, YearBasis.ACADEMIC)
    made = exempt(school.teacher_post, "LN-2022-1M", year, GROUND, actor=school.hr, at=AT)
    db.session.commit()
    said = "2025—2026 学年，年度累计不少于 1 个月（辽委办发〔2022〕13号）：予以豁免，不等于达标"
    hr = sign_in(app, school.hr)
    assert said in hr.get(f"{QUEUE}/{made.number}").text
    assert said in hr.get(QUEUE).text
    assert said in db.session.scalars(select(Mail)).one().text
    standing = hr.get(f"/standing/{school.teacher_post.id}").text
    assert '<td data-label="关于">2025—2026 学年</td>' in standing


def test_a_ruling_names_the_version_of_the_rule_that_the_year_stood_under(app, school):
    make_addition(school.hr, published_by=school.hr2)
    old = make_ruling(school.teacher_post, by=school.hr, year=2025)
    new = make_ruling(school.teacher_post, RulingAnswer.REFUSED, by=school.hr, year=2026)
    on_leave(school, school.colleague_post)
    db.session.commit()
    hr = sign_in(app, school.hr)
    assert "2025 年，年度累计不少于 1 个月（辽委办发〔2022〕13号）" in hr.get(f"{QUEUE}/{old.number}").text
    assert "2026 年，年度累计不少于 2 个月（示例发〔2025〕9号）" in hr.get(f"{QUEUE}/{new.number}").text
    queue = queue_of_school(school.school.id, TODAY)
    (asked,) = [one.question for one in queue.waiting if isinstance(one.question, LeaveQuestion)]
    assert (
        question_words(queue.known.law, asked)
        == "2025 年是否豁免：年度累计不少于 1 个月（辽委办发〔2022〕13号）"
    )


@pytest.mark.parametrize("away", [False, True])
def test_a_queue_entry_is_promised_only_where_the_question_is_open_again(app, school, away):
    if away:
        on_leave(school)
    ruling = exempt(school.teacher_post, "LN-2022-1M", calendar_year(2025), GROUND, actor=school.hr, at=AT)
    db.session.commit()
    hr, path = sign_in(app, school.hr), f"{QUEUE}/{ruling.number}"
    assert ("撤销后这件事重新待裁定" in hr.get(path).text) is away
    sent = {"version": ruling.version, "reason": "重新核对", "csrf_token": token(hr)}
    done = hr.post(f"{path}/revoke", data=sent, follow_redirects=True).text
    assert "已撤销 1 份裁定" in done
    assert ("这件事已回到待裁定的列表" in done) is away
    mail = db.session.scalars(select(Mail).order_by(Mail.id.desc())).first()
    assert ("这件事将重新裁定" in mail.text) is away
    assert bool(queue_of_school(school.school.id, TODAY).waiting) is away


def test_after_a_refusal_the_page_names_the_ruling_that_is_to_be_revoked_first(app, school):
    on_leave(school)
    ((ruling,),) = decide(school, answers={LeaveQuestion: Answer.REFUSED}).made
    db.session.commit()
    hr, path = sign_in(app, school.hr), f"{QUEUE}/exempt/{school.teacher_post.id}"
    page = hr.get(path).text
    assert "LN-2022-1M:2024-01-01" in page
    assert "LN-2022-1M:2025-01-01" not in page
    assert f">{ruling.number}</a> 不予豁免；要豁免，请先撤销那一份" in page
    revoke(ruling, "重新核对", actor=school.hr2, at=AT)
    db.session.commit()
    assert "LN-2022-1M:2025-01-01" in hr.get(path).text
