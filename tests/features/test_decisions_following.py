"""What is decided for a later day is told anew where another decision now precedes it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from app.certificates.queries import numbers_in_force
from app.domain.facts import RecordStatus
from app.domain.outcome import Standing
from app.extensions import db
from app.mail.models import Mail, MailStatus
from app.schools.models import DecisionKind as Kind
from app.standing.headline import headline
from app.standing.operations import confirm_decision
from app.standing.queries import evaluate_teacher
from tests.builders import AT, give_default_decisions, make_decision, make_record
from tests.conftest import on_one_database

NEW_YEAR, JUNE, SUMMER = date(2027, 1, 1), date(2027, 6, 1), date(2027, 8, 1)
LATER = AT + timedelta(days=1)

pytestmark = on_one_database


@pytest.fixture
def school(cast):
    """The teacher's hours are six months of 20 days, and of no longer ones."""
    give_default_decisions(cast.school)
    cast.school.live_from, cast.school.records_complete_from = date(2026, 1, 1), date(2015, 1, 1)
    make_record(
        cast.teacher_post, cast.site, date(2024, 1, 2), date(2024, 7, 3),
        by=cast.teacher, reviewer=cast.hr2, status=RecordStatus.APPROVED,
    )  # fmt: skip
    return cast


def decided(school, value, day, number, *, kind=Kind.PROFILE, at=AT):
    decision = make_decision(
        school.school, kind, value, by=school.hr2, effective_from=day,
        document=f"示例院发〔2026〕{number}号",
    )  # fmt: skip
    kept = confirm_decision(decision, actor=school.admin, at=at, papers=numbers_in_force)
    return decision, kept.changed


def send():
    out = update(Mail).where(Mail.status == MailStatus.PENDING)
    db.session.execute(out.values(status=MailStatus.SENT, sent_at=AT))


def told(school, who=None):
    """What waits for the teacher or somebody else, by the day and the document that it names."""
    rows = select(Mail).where(
        Mail.person_id == (who or school.teacher).person_id, Mail.status == MailStatus.PENDING
    )
    return [(mail.kind, mail.text) for mail in db.session.scalars(rows.order_by(Mail.id))]


def answer(decision):
    return db.session.scalars(select(Mail).where(Mail.key == f"decision:{decision.id}:answered")).one().text


def standing(school, day):
    return headline(evaluate_teacher(school.teacher_post.id, day).evaluation).five.standing


def test_whom_a_later_decision_hits_only_now_is_told_of_that_one(school):
    assert decided(school, "WD22", NEW_YEAR, 1)[1] == 1
    _, changed = decided(school, "WD2175", JUNE, 2)
    assert changed == 0
    decided(school, "WD22", SUMMER, 3)
    send()
    new, changed = decided(school, "WD20", NEW_YEAR, 4, at=LATER)
    assert changed == 0
    assert (standing(school, NEW_YEAR), standing(school, JUNE)) == (Standing.MET, Standing.NOT_MET)
    (changes, of_june), (dropped, of_new_year) = sorted(told(school), reverse=True)
    assert (changes, dropped) == ("result_changes", "change_dropped")
    assert "示例院发〔2026〕4号。新的决定不改变您的结果" in of_new_year
    assert "2027 年 6 月 1 日起执行，依据示例院发〔2026〕2号。" in of_june
    assert "到 2027 年 6 月 1 日，您的结果会这样改变：\n\n1. 能否推荐认定：可以推荐 → 不能推荐。" in of_june
    said = (
        "学校已定自 2027 年 6 月 1 日起执行的另一项同类决定，会因此改变 1 位教师的结果，"
        "也使另外 4 位教师还差的小时数变多，已经告知其中 5 位。"
    )
    assert said in answer(new)
    assert "多 84 小时" in told(school, school.colleague)[-1][1]
    send()
    decided(school, "WD22", JUNE, 5, at=LATER)
    assert "它代替此前告知您的决定（依据示例院发〔2026〕2号）" in told(school)[0][1]


def test_who_has_been_told_of_the_later_one_is_not_told_again(school):
    decided(school, "WD20", NEW_YEAR, 1)
    decided(school, "WD22", JUNE, 2)
    send()
    new, _ = decided(school, "WD20", NEW_YEAR, 3, at=LATER)
    assert told(school) == []
    assert "另一项同类决定" not in answer(new)


def test_before_the_school_reminds_nobody_is_told_and_the_office_knows(school):
    decided(school, "WD22", NEW_YEAR, 1)
    decided(school, "WD2175", JUNE, 2)
    school.school.live_from = None
    new, _ = decided(school, "WD20", NEW_YEAR, 3, at=LATER)
    assert [kind for kind, _ in told(school)] == []
    assert "还差的小时数变多，没有告知他们。" in answer(new)


def test_another_kind_follows_nothing(school):
    decided(school, "WD22", JUNE, 1)
    send()
    other = make_decision(school.school, by=school.hr2, document="示例院发〔2026〕9号")
    confirm_decision(other, actor=school.admin, at=LATER, papers=numbers_in_force)
    assert "另一项同类决定" not in answer(other)


def test_whom_no_mail_reaches_is_not_said_to_be_told(school):
    school.teacher_post.person.email = None
    decided(school, "WD22", NEW_YEAR, 1)
    decided(school, "WD2175", JUNE, 2)
    new, _ = decided(school, "WD20", NEW_YEAR, 3, at=LATER)
    assert "会因此改变 1 位教师的结果，也使另外 4 位教师还差的小时数变多，已经告知其中 4 位" in answer(new)


def test_where_the_year_begins_on_another_day_no_ended_years_are_compared(school):
    """She has 2026 met by July and September together, and neither of the academic years."""
    for month in (7, 9):
        make_record(
            school.teacher_post, school.site, date(2026, month, 2), date(2026, month, 16),
            by=school.teacher, reviewer=school.hr2, status=RecordStatus.APPROVED,
        )  # fmt: skip
    decided(school, "academic", NEW_YEAR, 1, kind=Kind.YEAR_BASIS)
    decided(school, "academic", JUNE, 2, kind=Kind.YEAR_BASIS)
    send()
    new, _ = decided(school, "calendar", NEW_YEAR, 3, kind=Kind.YEAR_BASIS, at=LATER)
    assert "学校决定“‘每年’从哪天到哪天”" in answer(new)
    assert "另一项同类决定" not in answer(new)
    assert not any("示例院发〔2026〕2号" in text for _, text in told(school))
