"""Reminders of what is decided for a coming day: taken back, put right and said anew once that is dropped."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select, update

from app.certificates.queries import numbers_in_force
from app.domain.deadlines import Changed, Measure
from app.domain.facts import Profile, RecordStatus
from app.domain.rules import RuleWindow
from app.extensions import db
from app.mail.models import Mail, MailStatus
from app.reminders.grounds import ToCome, grounds_of
from app.reminders.models import Reminder
from app.reminders.operations import queue_due
from app.reminders.queries import due_at_school
from app.schools.impact_models import Foretold
from app.schools.law_models import AdditionKind, LawAddition
from app.schools.models import DecisionKind as Kind
from app.schools.models import Reminding, SchoolDecision
from app.schools.retraction_operations import ask_retraction
from app.standing.operations import confirm_decision, publish_addition, retract_addition
from tests.builders import (
    AT,
    TWO_MONTHS,
    give_default_decisions,
    make_addition,
    make_decision,
    make_mail,
    make_record,
)
from tests.conftest import on_one_database

TODAY, NEW_YEAR = date(2026, 11, 20), date(2027, 1, 1)
LATER = AT + timedelta(days=1)
STAFF = 5
CORRECTED = "示例院发〔2026〕30号"


@pytest.fixture
def school(cast):
    """Nobody has practised enough for six months in five years, or for this year."""
    give_default_decisions(cast.school)
    cast.school.live_from, cast.school.records_complete_from = date(2026, 1, 1), date(2015, 1, 1)
    make_record(
        cast.teacher_post, cast.site, date(2024, 1, 2), date(2024, 4, 3),
        by=cast.teacher, reviewer=cast.hr2, status=RecordStatus.APPROVED,
    )  # fmt: skip
    return cast


def decided(school, value="LN-2021-5Y10M", *, at=AT, **values):
    decision = make_decision(school.school, value=value, by=school.hr2, **values)
    confirm_decision(decision, actor=school.admin, at=at, papers=numbers_in_force)
    return decision


def published(school):
    text = TWO_MONTHS.replace("2026-01-01", "2026-12-01")
    addition = make_addition(school.admin, text, effective_from=date(2026, 12, 1))
    publish_addition(addition, actor=school.hr, at=AT, papers=numbers_in_force)
    return addition


def remind(school, at=AT):
    return queue_due(due_at_school(school.school.id, TODAY), at=at)


def send():
    out = update(Mail).where(Mail.status == MailStatus.PENDING)
    db.session.execute(out.values(status=MailStatus.SENT, sent_at=AT))


def mails(school, kind, *statuses):
    statement = select(Mail).where(Mail.kind == kind, Mail.person_id == school.teacher_post.person_id)
    found = db.session.scalars(statement.order_by(Mail.id).execution_options(populate_existing=True))
    return [mail for mail in found if not statuses or mail.status in statuses]


def test_what_has_not_gone_out_never_does_and_what_holds_is_said_instead(school):
    decided(school)
    assert remind(school) == STAFF
    decided(school, "LN-2020-5Y6M", at=LATER, document=CORRECTED)
    (old,) = mails(school, "reminder")
    assert old.status is MailStatus.CANCELLED
    assert "10 个月" in old.text
    assert mails(school, "change_dropped") == []
    assert remind(school, LATER) == STAFF
    _, new = mails(school, "reminder")
    assert new.status is MailStatus.PENDING
    assert "2026 年的企业实践还差 160 小时" in new.text
    assert "10 个月" not in new.text
    assert remind(school, LATER + timedelta(hours=1)) == 0


def test_whom_a_reminder_has_reached_learns_that_it_holds_no_more(school):
    decided(school)
    remind(school)
    send()
    decided(school, "LN-2020-5Y6M", at=LATER, document=CORRECTED)
    (said,) = mails(school, "change_dropped")
    assert said.subject == "此前提醒您的决定已由新的决定代替"
    assert "此前给您的提醒是按这一项推算的：学校的决定“推荐认定以哪份文件为准”：五年 10 个月：" in said.text
    assert "由新的决定代替：学校的决定“推荐认定以哪份文件为准”：五年 6 个月：" in said.text
    assert f"依据{CORRECTED}。那封提醒按它推算的要求不再适用" in said.text
    assert "此前的提醒用到了这一项" in said.html
    assert len(db.session.scalars(select(Mail).where(Mail.kind == "change_dropped")).all()) == STAFF
    assert remind(school, LATER) == 0  # that of the year, in the same mail, was right


@on_one_database
def test_the_step_is_free_for_what_stands_in_its_place_and_is_told_once_more(school):
    decided(school)
    remind(school)
    send()
    rows = select(Reminder.mail_id).where(Reminder.person_id == school.teacher_post.person_id)
    before = db.session.scalars(rows.order_by(Reminder.rule)).all()
    decided(school, at=LATER, document=CORRECTED)
    assert remind(school, LATER) == STAFF
    assert remind(school, LATER + timedelta(hours=1)) == 0
    _, new = mails(school, "reminder")
    assert "学校改按 10 个月" in new.text
    assert "160 小时（20 个工作日）" not in new.text
    after = db.session.scalars(rows.order_by(Reminder.rule)).all()
    assert (len(before), sorted(after)) == (2, sorted([before[0], new.id]))


@on_one_database
@pytest.mark.parametrize("out", [True, False])
def test_who_has_learnt_it_is_told_again_only_if_reminded_since(school, out):
    """The mail about the second decision, or its own reminder, is the last that they have."""
    decided(school)
    remind(school)
    send()
    decided(school, at=LATER, document=CORRECTED)
    if out:
        remind(school, LATER)
        send()
    decided(school, "LN-2020-5Y6M", at=LATER + timedelta(days=1), document="示例院发〔2026〕31号")
    said = mails(school, "change_dropped")[-1]
    assert said.status is MailStatus.PENDING
    assert (f"依据{CORRECTED}。这项决定不再执行" in said.text) is out
    send()
    decided(school, "LN-2020-5Y6M", at=LATER + timedelta(days=2), document="示例院发〔2026〕32号")
    assert mails(school, "change_dropped")[-1] is said


@pytest.mark.parametrize("out", [True, False])
def test_a_version_that_is_taken_back_takes_its_reminders_with_it(school, out):
    addition = published(school)
    assert remind(school) == STAFF
    if out:
        send()
    ask_retraction(addition, "文号不对", actor=school.hr, at=AT)
    assert retract_addition(addition, actor=school.admin, at=LATER) == (STAFF if out else 0)
    answer = db.session.scalars(
        select(Mail).where(Mail.kind == "addition_answered", Mail.person_id == school.hr.person_id)
    ).one()
    assert ("已经告知 5 位" if out else "此前没有告知过教师") in answer.text
    for said in mails(school, "change_dropped"):
        assert said.subject == "此前提醒您的要求不再适用"
        assert "不再执行。那封提醒按它推算的要求不再适用，还差多少、最晚何时开始，以页面为准。" in said.text
    assert remind(school, LATER) == STAFF
    old, new = mails(school, "reminder")
    assert "还差 320 小时" in old.text
    assert old.status is (MailStatus.SENT if out else MailStatus.CANCELLED)
    assert new.subject == "2026 年企业实践还差 160 小时（20 个工作日）"


@on_one_database
def test_what_fell_due_before_it_was_dropped_is_not_written_any_more(school):
    decided(school)
    due = due_at_school(school.school.id, TODAY)
    decided(school, "LN-2020-5Y6M", at=LATER, document=CORRECTED)
    assert queue_due(due, at=LATER) == 0
    assert remind(school, LATER) == STAFF
    assert db.session.scalars(select(Foretold)).all() == []


@on_one_database
def test_nobody_is_told_of_what_was_no_ground_of_their_reminder(school):
    """The reminder of the year rests on neither; another day's reading is dropped without a word."""
    remind(school)
    send()
    decided(school, "WD20", kind=Kind.PROFILE)
    decided(school, "WD20", kind=Kind.PROFILE, at=LATER, document=CORRECTED)
    assert mails(school, "change_dropped") == []
    assert remind(school, LATER) == 0


# -- stopped


def remind_or_not(school, value, day=TODAY, *, at=LATER):
    decided(school, value, kind=Kind.LIVE_FROM, effective_from=day, at=at)


def test_to_stop_is_in_force_at_once_for_what_is_on_the_way(school):
    remind(school)
    own = update(Mail).where(Mail.person_id == school.head.person_id)
    db.session.execute(own.values(status=MailStatus.SENT, sent_at=AT))
    make_mail(school.teacher.person).kind = "result_changes"
    other = make_mail(school.other_teacher.person)
    due = due_at_school(school.school.id, TODAY + timedelta(days=11))  # the next step, read before
    remind_or_not(school, Reminding.STOP)
    (reminder,), (changes,) = mails(school, "reminder"), mails(school, "result_changes")
    assert (reminder.status, changes.status) == (MailStatus.CANCELLED, MailStatus.PENDING)
    gone = select(Mail.status).where(Mail.person_id == school.head.person_id)
    assert db.session.scalars(gone).all() == [MailStatus.SENT]
    db.session.refresh(other)
    assert other.status is MailStatus.PENDING
    assert due
    assert queue_due(due, at=LATER) == 0


@on_one_database
def test_once_it_goes_on_what_was_stopped_goes_out_after_all(school):
    remind(school)
    remind_or_not(school, Reminding.STOP)
    remind_or_not(school, Reminding.START, date(2026, 1, 1), at=LATER + timedelta(hours=1))
    assert remind(school, LATER + timedelta(hours=2)) == STAFF
    assert [mail.status for mail in mails(school, "reminder")] == [MailStatus.CANCELLED, MailStatus.PENDING]


# -- what the office is told


def answers(kind):
    found = select(Mail).where(Mail.kind == kind).order_by(Mail.id.desc())
    return db.session.scalars(found).first().text


@on_one_database
def test_who_proposed_what_changes_nobody_learns_that_reminders_say_it(school):
    said = "会从提醒里得知。"
    decided(school)
    assert "没有教师的结果因此改变。" in answers("decision_answered")
    assert said in answers("decision_answered")
    published(school)
    assert said in answers("addition_answered")
    decided(school, "WD20", kind=Kind.PROFILE, effective_from=TODAY)
    assert said not in answers("decision_answered")  # it is in force, and no reminder speaks of what begins
    school.school.live_from = None
    decided(school, at=LATER, document=CORRECTED)
    assert said not in answers("decision_answered")


# -- what a reminder rests on, without a database


DAY = date(2027, 3, 1)


def decision(number, kind, value, day=DAY):
    return SchoolDecision(id=number, kind=kind, value=value, effective_from=day)


def addition(number, kind, subject, day=DAY):
    return day, LawAddition(id=number, kind=kind, subject=subject, effective_from=day)


TO_COME = ToCome(
    [
        decision(1, Kind.PROFILE, "WD22", date(2027, 1, 1)),
        decision(2, Kind.PROFILE, "WD20"),
        decision(3, Kind.GATE, "B"),
        decision(4, Kind.WINDOW, "fixed"),
        decision(5, Kind.YEAR_BASIS, "academic"),
        decision(6, Kind.ADOPTION, "B"),
        decision(7, Kind.ADOPTION, "A"),
        decision(8, Kind.GATE, "A", date(2027, 2, 1)),
        decision(9, Kind.PROFILE, "WD22", date(2028, 1, 1)),
    ],
    [
        addition(11, AdditionKind.RULE, "A"),
        addition(12, AdditionKind.RULE, "B"),
        addition(13, AdditionKind.COUNTING, "counting"),
        addition(14, AdditionKind.RULE, "A", date(2028, 1, 1)),
    ],
)
NOTHING = Changed(DAY, None, None, counting=False)


def reminder(window=RuleWindow.FIVE_YEARS, by=DAY, **changed):
    """Of rule A; ``line`` says that it takes the place of another from the day on."""
    rule = SimpleNamespace(id="A", window=window)
    if changed.pop("line", False):
        changed["measure"] = Measure(DAY, rule, 1920, None, decides=True)
    deadline = SimpleNamespace(changed=NOTHING._replace(**changed), day=by)
    return SimpleNamespace(verdict=SimpleNamespace(rule=rule), deadline=deadline)


def rests_on(one):
    return {ground.decision_id or ground.addition_id for ground in grounds_of(one, TO_COME)}


@pytest.mark.parametrize(
    ("one", "numbers"),
    [
        (reminder(), {7, 11}),
        (reminder(by=DAY - timedelta(days=1), profile=Profile.WD22), {1}),
        (reminder(profile=Profile.WD20), {2, 7, 11}),
        (reminder(counting=True), {7, 11, 13}),
        (reminder(line=True), {2, 3, 4, 7, 11}),
        (reminder(line=True, window=RuleWindow.YEAR), {2, 3, 5, 7, 11}),
        (reminder(by=date(2028, 1, 1), profile=Profile.WD22), {9, 7, 14}),
    ],
)
def test_a_reminder_rests_on_what_changes_its_line_by_its_day_and_on_nothing_else(one, numbers):
    assert rests_on(one) == numbers


def test_what_says_what_is_asked_today_rests_on_nothing_to_come():
    assert grounds_of(SimpleNamespace(deadline=SimpleNamespace(changed=None, day=DAY)), TO_COME) == ()
