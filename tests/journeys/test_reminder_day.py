"""From a school that opens reminders to mails in a post box, through the real commands."""

from collections import Counter
from datetime import timedelta

from sqlalchemy import select

from app import clock
from app.domain.facts import RecordStatus
from app.extensions import db
from app.mail.models import Mail, MailStatus
from app.reminders.models import Reminder
from config import load_settings
from tests.builders import make_record, sign_in
from tests.processes import environment
from tests.smtp import running_postbox


def run(app, job):
    result = app.test_cli_runner().invoke(args=["jobs", "run", job])
    assert result.exit_code == 0, result.output


def test_a_day_of_reminders_delivers_each_mail_once_and_again_nothing(cast, app, monkeypatch):
    """Two teachers' hours leave the five years within weeks; late in a year the others lack its hours too."""
    today = clock.today()
    first_day = today - timedelta(days=5 * 365)
    for post, account in ((cast.teacher_post, cast.teacher), (cast.colleague_post, cast.colleague)):
        make_record(
            post, cast.site, first_day, first_day + timedelta(days=225), status=RecordStatus.APPROVED,
            by=account, reviewer=cast.hr,
        )  # fmt: skip
    cast.school.live_from = cast.school.records_complete_from = today - timedelta(days=2000)
    db.session.commit()

    with running_postbox() as postbox:
        monkeypatch.setitem(app.config, "SETTINGS", load_settings(environment(app, postbox)))
        for _ in range(2):
            run(app, "reminders")
            run(app, "mail")
        to = Counter(message["To"] for message in postbox.received)

    db.session.rollback()
    reminded = db.session.scalars(select(Reminder.person_id).distinct()).all()
    assert {cast.teacher_post.person_id, cast.colleague_post.person_id} <= set(reminded)
    assert set(to.values()) == {1}
    assert len(to) == len(reminded) == len(db.session.scalars(select(Mail)).all())
    assert set(db.session.scalars(select(Mail.status))) == {MailStatus.SENT}
    page = sign_in(app, cast.hr).get("/mail").text
    assert "提醒任务上次运行" in page
    assert "没有按时运行" not in page
