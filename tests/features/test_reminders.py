"""Reminders from facts to mail: each once, grouped, and none that the school has not opened."""

import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app import clock
from app.audit.models import JobRun
from app.domain.facts import Profile, RecordStatus
from app.extensions import db, write_transaction
from app.jobs.catalogue import SchoolsSkippedError, remind, run_job
from app.mail.models import Mail, MailStatus
from app.reminders import queries
from app.reminders.models import Reminder
from app.reminders.operations import queue_due
from app.reminders.queries import due_at_school, live_schools
from app.schools.models import DecisionKind, DecisionOrigin, SchoolDecision
from tests.builders import AT, make_decision, make_mail, make_person, make_record, make_teacher, sign_in
from tests.conftest import on_one_database
from tests.snapshots import same_as_snapshot

TODAY = date(2026, 11, 20)
SNAPSHOTS = Path(__file__).parent / "snapshots"
STAFF = 5
"""Teachers of the cast's school; none has practised this year."""


@pytest.fixture
def live(cast):
    """The cast, whose school sends reminders and has confirmed its history."""
    cast.school.live_from = date(2026, 1, 1)
    cast.school.records_complete_from = date(2015, 1, 1)
    db.session.commit()
    return cast


def queue(school, today=TODAY, at=AT):
    db.session.commit()  # the rollback below would take back what a reminder rests on
    due = due_at_school(school.id, today)
    db.session.rollback()
    with write_transaction():
        queued = queue_due(due, at=at)
        db.session.commit()
    return queued


def practise(cast, first_day, last_day, status=RecordStatus.APPROVED):
    make_record(
        cast.teacher_post, cast.site, first_day, last_day, status=status, by=cast.teacher, reviewer=cast.hr
    )
    db.session.commit()


def mail_to(post):
    return db.session.scalars(select(Mail).where(Mail.person_id == post.person_id).order_by(Mail.id)).all()


def test_everybody_behind_gets_one_mail_and_a_second_run_queues_nothing(live):
    assert queue(live.school) == STAFF
    assert queue(live.school) == 0
    assert queue(live.school, TODAY + timedelta(days=1)) == 0
    assert db.session.scalar(select(func.count(Mail.id))) == STAFF
    reminder = db.session.scalar(select(Reminder).where(Reminder.person_id == live.teacher_post.person_id))
    assert (reminder.rule, reminder.cycle, reminder.step) == ("LN-2022-1M", "2026-01-01", "shortfall-61")
    assert (reminder.due_on, reminder.mail_id) == (date(2026, 11, 1), mail_to(live.teacher_post)[0].id)


@on_one_database
def test_who_is_entered_while_the_others_are_judged_waits_for_the_next_run(live, monkeypatch):
    """On PostgreSQL each statement sees what was committed by then."""
    read = queries.read_school

    def enter_after_reading(*what):
        known = read(*what)
        make_teacher(make_person(live.school, "示例新来"), live.department)
        return known

    monkeypatch.setattr(queries, "read_school", enter_after_reading)
    assert len(due_at_school(live.school.id, TODAY)) == STAFF
    monkeypatch.undo()
    assert len(due_at_school(live.school.id, TODAY)) == STAFF + 1


def test_the_next_step_goes_out_on_its_day(live):
    queue(live.school)
    assert queue(live.school, date(2026, 11, 30)) == 0
    assert queue(live.school, date(2026, 12, 1)) == STAFF
    assert len(mail_to(live.teacher_post)) == 2


def test_who_has_met_the_year_or_waits_for_review_only_is_left_alone(live):
    practise(live, date(2026, 7, 6), date(2026, 7, 31))
    practise(live, date(2026, 8, 3), date(2026, 8, 31), RecordStatus.SUBMITTED)
    assert queue(live.school) == STAFF - 1
    assert mail_to(live.teacher_post) == []


def test_a_shortfall_and_a_roll_off_of_one_day_make_one_mail(live):
    practise(live, date(2022, 1, 3), date(2022, 7, 8))
    practise(live, date(2026, 7, 6), date(2026, 7, 10))
    queue(live.school)
    (mail,) = mail_to(live.teacher_post)
    kinds = select(Reminder.step).where(Reminder.mail_id == mail.id).order_by(Reminder.step)
    assert [step.split("-")[0] for step in db.session.scalars(kinds)] == ["roll_off", "shortfall"]
    assert mail.subject.endswith("另有 1 项")
    same_as_snapshot(SNAPSHOTS / "reminder_two.txt", f"{mail.subject}\n\n{mail.text}")


def test_the_mail_is_short_and_its_words_are_kept(live):
    practise(live, date(2026, 7, 6), date(2026, 7, 24))
    practise(live, date(2026, 8, 3), date(2026, 8, 4), RecordStatus.ENDORSED)
    queue(live.school)
    (mail,) = mail_to(live.teacher_post)
    assert len([line for line in mail.text.splitlines() if line.strip()]) < 12
    same_as_snapshot(SNAPSHOTS / "reminder_one.txt", f"{mail.subject}\n\n{mail.text}")
    same_as_snapshot(SNAPSHOTS / "reminder_one.html", mail.html)


def test_a_decision_confirmed_for_new_year_is_what_a_reminder_says(live):
    """The hours would last into 2029; the reading decided for New Year asks for more than they are."""
    day = date(2026, 12, 5)
    practise(live, date(2024, 2, 1), date(2024, 7, 11))
    practise(live, date(2026, 7, 6), date(2026, 7, 31))
    assert queue(live.school, day) == STAFF - 1
    make_decision(live.school, DecisionKind.PROFILE, "WD22", by=live.hr, decided_by=live.admin)
    assert queue(live.school, day) == 1
    (mail,) = mail_to(live.teacher_post)
    assert mail.subject == "近五年企业实践 2027 年 1 月 1 日起将低于要求"
    assert "2027 年 1 月 1 日起按每月 22 天折算，那天起还差 16 小时（2 个工作日），最晚" in mail.text
    assert "2029" not in mail.text


def test_a_year_that_will_be_asked_for_more_is_reminded_of_though_it_is_met_today(live):
    practise(live, date(2024, 2, 1), date(2024, 12, 25))
    practise(live, date(2026, 7, 6), date(2026, 7, 31))
    practise(live, date(2026, 11, 16), date(2026, 11, 16), RecordStatus.SUBMITTED)
    make_decision(
        live.school, DecisionKind.PROFILE, "WD22",
        effective_from=date(2026, 12, 20), by=live.hr, decided_by=live.admin,
    )  # fmt: skip
    queue(live.school)
    assert (
        "您 2026 年的企业实践目前已达标，但要求将有变化：12 月 20 日起按每月 22 天折算；"
        "12 月 31 日前还差 16 小时，其中 8 小时已在审核；"
        "全部通过后还需 8 小时（1 个工作日），最晚 12 月 31 日开始。请提前安排。"
    ) in mail_to(live.teacher_post)[0].text
    assert "要求将有变化：12 月 20 日起按每月 22 天折算。" in mail_to(live.colleague_post)[0].text


def test_no_shortfall_is_said_before_hr_confirms_the_history(live):
    live.school.records_complete_from = None
    db.session.commit()
    assert queue(live.school) == 0


def test_a_school_that_is_not_live_is_not_looked_at(live):
    assert live_schools(TODAY) == [live.school.id]
    live.school.live_from = TODAY + timedelta(days=1)
    db.session.commit()
    assert live_schools(TODAY) == []
    assert queue(live.school) == 0


def test_who_has_left_is_not_reminded(live):
    live.teacher_post.left_on = TODAY
    db.session.commit()
    assert queue(live.school) == STAFF - 1


def test_two_runs_at_once_queue_each_mail_once(live, app):
    """Both have read that everybody is due before either writes."""
    due = due_at_school(live.school.id, TODAY)
    db.session.rollback()
    start, queued, errors = threading.Barrier(2), [], []

    def run():
        with app.app_context():
            try:
                start.wait()
                with write_transaction():
                    queued.append(queue_due(due, at=AT))
                    db.session.commit()
            except Exception as error:  # noqa: BLE001 - shown by the assertion
                errors.append(error)
            finally:
                db.session.remove()

    runs = [threading.Thread(target=run) for _ in range(2)]
    for thread in runs:
        thread.start()
    for thread in runs:
        thread.join()
    assert errors == []
    assert sum(queued) == STAFF
    assert db.session.scalar(select(func.count(Mail.id))) == STAFF
    assert db.session.scalar(select(func.count(Reminder.id))) == STAFF


def test_a_school_that_cannot_be_judged_does_not_silence_the_others(live, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 19, 23, 30, tzinfo=UTC))
    live.other_school.live_from = live.other_school.records_complete_from = date(2015, 1, 1)
    db.session.add(
        SchoolDecision(
            school_id=live.school.id, kind=DecisionKind.PROFILE, value="unheard of",
            effective_from=date(2015, 1, 1), document="示例", reason="示例",
            origin=DecisionOrigin.DEFAULT, decided_at=AT,
        )
    )  # fmt: skip
    db.session.commit()
    with pytest.raises(SchoolsSkippedError, match="1 所学校无法评定"):
        run_job("reminders")
    assert [mail.school_id for mail in db.session.scalars(select(Mail))] == [live.other_school.id]
    assert db.session.scalar(select(JobRun)).failed


def test_the_job_takes_the_day_in_china(live, monkeypatch):
    """Half past seven on 1 November in Shanghai is still October in UTC."""
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 10, 31, 23, 30, tzinfo=UTC))
    assert remind() == f"生成提醒邮件 {STAFF} 封"
    step = db.session.scalar(select(Reminder.step).limit(1))
    assert step == "shortfall-61"


def test_a_teacher_sees_what_comes_and_what_was_written(live, app):
    live.school.live_from = clock.today()
    queue(live.school)
    address = "http://127.0.0.1:5000/school/decisions/1234567890"
    written = make_mail(live.teacher.person, subject="示例邮件主题", text=f"详情：\n{address}")
    db.session.commit()
    browser = sign_in(app, live.teacher)
    page = browser.get("/reminders").text
    assert "示例邮件主题" in page
    mail = mail_to(live.teacher_post)[0]
    assert mail.subject in browser.get(f"/mail/{mail.id}").text
    assert f">{address}</a>" in browser.get(f"/mail/{written.id}").text  # a link cut short cannot be copied


@pytest.mark.parametrize(
    ("live_from", "complete_from", "words"),
    [
        (None, None, "学校还没有开始发送提醒"),
        (date(2020, 1, 1), None, "此前记录未录入"),
        (date(2020, 1, 1), date(2010, 1, 1), "接下来"),
    ],
)
def test_the_page_says_why_nothing_comes(cast, app, live_from, complete_from, words):
    cast.school.live_from, cast.school.records_complete_from = live_from, complete_from
    db.session.commit()
    browser = sign_in(app, cast.teacher)
    assert words in browser.get("/reminders").text


def test_a_mail_is_its_readers_and_the_offices(live, app):
    mail = make_mail(live.teacher.person)
    db.session.commit()
    answers = {}
    for name, account in live.accounts().items():
        answers[name] = sign_in(app, account).get(f"/mail/{mail.id}").status_code
    assert answers == {
        "teacher": 200, "colleague": 404, "head": 404, "other_head": 404, "hr": 200, "hr2": 200,
        "admin": 200, "other_hr": 404, "other_teacher": 404,
    }  # fmt: skip


def test_the_outbox_is_the_offices(live, app):
    answers = {}
    for name, account in live.accounts().items():
        answers[name] = sign_in(app, account).get("/mail").status_code
    assert {name for name, code in answers.items() if code == 200} == {"hr", "hr2", "admin", "other_hr"}
    assert set(answers.values()) == {200, 403}


def test_the_outbox_filters_counts_and_shows_what_failed(live, app):
    make_mail(live.teacher.person, subject="甲事", status=MailStatus.FAILED, error="550 查无此人")
    make_mail(live.colleague.person, subject="乙事", recipient=None, status=MailStatus.FILED, sent_at=AT)
    make_mail(live.head.person, subject="丙事 <b>", status=MailStatus.SENT, sent_at=AT)
    make_mail(live.other_hr.person, subject="别校的事")
    db.session.commit()
    browser = sign_in(app, live.hr)
    everything = browser.get("/mail").text
    assert all(
        words in everything for words in ("甲事", "乙事", "丙事 &lt;b&gt;", "1 封发送失败", "没有邮箱")
    )
    assert "别校的事" not in everything
    failed = browser.get("/mail?status=failed").text
    assert "甲事" in failed
    assert "乙事" not in failed
    assert "乙事" in browser.get("/mail", query_string={"q": live.colleague.person.name}).text
    assert "没有找到" in browser.get("/mail?q=%25").text


def test_the_outbox_says_when_reminders_last_ran_and_warns_of_silence(live, app):
    browser = sign_in(app, live.hr)
    assert "提醒任务从未运行" in browser.get("/mail").text
    now = clock.now()
    run = JobRun(name="reminders", started_at=now - timedelta(hours=27), finished_at=now, outcome="生成 0 封")
    db.session.add(run)
    db.session.commit()
    assert "提醒任务没有按时运行" in browser.get("/mail").text
    run.started_at = now - timedelta(hours=25)
    db.session.commit()
    page = browser.get("/mail").text
    assert "提醒任务上次运行" in page
    assert "没有按时运行" not in page


def test_a_profile_of_the_school_changes_what_is_said(live):
    db.session.add(
        SchoolDecision(
            school_id=live.school.id, kind=DecisionKind.PROFILE, value=Profile.WD22,
            effective_from=date(2015, 1, 1), document="示例", reason="示例",
            origin=DecisionOrigin.DEFAULT, decided_at=AT,
        )
    )  # fmt: skip
    db.session.commit()
    queue(live.school)
    assert "还差 176 小时（22 个工作日）" in mail_to(live.teacher_post)[0].text


def test_a_gate_confirmed_for_a_coming_day_is_reminded_of_at_once_and_stands_on_the_page(
    live, app, monkeypatch
):
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    practise(live, date(2024, 2, 1), date(2024, 8, 16))
    practise(live, date(2026, 7, 6), date(2026, 7, 31))
    client = sign_in(app, live.teacher)
    assert "要求将有变化" not in client.get("/reminders").text
    make_decision(live.school, effective_from=date(2026, 12, 1), by=live.hr, decided_by=live.admin)
    said = "12 月 1 日起学校改按 10 个月（1,600 小时）认定（辽政发〔2021〕2号）；按现在的记录还差 "
    page = client.get("/reminders").text
    assert said in page
    assert "近期没有要提醒您的事" not in page
    queue(live.school)
    (mail,) = mail_to(live.teacher_post)
    assert f"您的企业实践要求将有变化：{said}" in mail.text
    assert "2026 年 12 月 1 日起企业实践要求将改变" in mail.subject


def test_who_is_below_what_five_years_ask_is_never_told_that_there_is_nothing(live, app, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    practise(live, date(2026, 7, 6), date(2026, 8, 28))
    page = sign_in(app, live.teacher).get("/reminders").text
    assert "近五年还差 640 小时（80 个工作日），已低于要求。" in page
    assert "近期没有要提醒您的事" not in page
