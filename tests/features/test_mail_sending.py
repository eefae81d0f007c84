"""The sender against a real mail server: each mail once, whatever the server answers."""

from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from sqlalchemy import select

from app.extensions import db
from app.mail.message import message_id
from app.mail.models import Mail, MailStatus
from app.mail.operations import take_back_mails
from app.mail.smtp import LEASE, MOST_REFUSALS, NO_ADDRESS, ServerUnreachableError, has_waiting, send_one
from config import SmtpSettings
from tests.builders import AT, make_mail, make_person, make_school
from tests.smtp import running_postbox


@pytest.fixture
def postbox():
    with running_postbox() as running:
        yield running


@pytest.fixture
def smtp_app(app, postbox, monkeypatch):
    """The application, set to send through the post box."""
    smtp = SmtpSettings("127.0.0.1", postbox.port, "dangan@school.example", None, None, starttls=False)
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], smtp=smtp))
    return app


def make_mails(count, **values):
    person = make_person(make_school())
    for number in range(count):
        make_mail(person, f"reminder-{number}", **values)
    db.session.commit()


def mail(number=0):
    """The row as it stands now; the sender works on copies of its own."""
    return db.session.scalar(
        select(Mail).where(Mail.key == f"reminder-{number}").execution_options(populate_existing=True)
    )


def drain(at=AT):
    sent = 0
    while send_one(at):
        sent += 1
    return sent


def test_each_mail_is_delivered_once_and_a_second_run_sends_nothing(smtp_app, postbox):
    make_mails(5)
    assert drain() == 5
    assert drain() == 0
    assert postbox.ids == [message_id(f"reminder-{n}", "127.0.0.1") for n in range(5)]
    assert all(row.status is MailStatus.SENT and row.sent_at == AT for row in db.session.query(Mail))


def test_a_mail_reads_the_same_in_text_and_in_html(smtp_app, postbox):
    make_mails(1)
    drain()
    (message,) = postbox.received
    assert message["Subject"] == "年度企业实践还差 40 小时"
    assert message["To"] == mail().recipient
    assert message["From"].addresses[0].display_name == "双师档案"
    assert message["From"].addresses[0].addr_spec == "dangan@school.example"
    assert message["Date"].datetime == AT
    assert message.get_body(("plain",)).get_content().splitlines() == ["示例正文"]
    assert message.get_body(("html",)).get_content().strip() == "<p>示例正文</p>"


def test_a_mail_refused_for_good_is_failed_with_the_words_of_the_server(smtp_app, postbox):
    make_mails(2)
    mail(0).recipient = "gone@example.edu"
    db.session.commit()
    postbox.recipient_answers["gone@example.edu"] = "550 5.1.1 no such user"
    assert drain() == 2
    assert (mail(0).status, mail(0).error) == (MailStatus.FAILED, "550 5.1.1 no such user")
    assert mail(1).status is MailStatus.SENT


def test_content_refused_for_good_is_failed(smtp_app, postbox):
    make_mails(1)
    postbox.data_answer = "554 5.7.1 looks like spam"
    assert drain() == 1
    assert (mail().status, mail().error) == (MailStatus.FAILED, "554 5.7.1 looks like spam")


def test_a_mail_refused_for_now_waits_longer_each_time_and_then_goes_out(smtp_app, postbox):
    make_mails(1)
    postbox.data_answer = "451 4.7.1 greylisted, come back"
    at, pauses = AT, []
    for _ in range(3):
        assert drain(at) == 1
        assert mail().status is MailStatus.PENDING
        pauses.append(mail().not_before - at)
        assert drain(mail().not_before - timedelta(seconds=1)) == 0
        at = mail().not_before
    assert pauses == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]
    postbox.data_answer = "250 OK"
    assert drain(at) == 1
    assert (mail().status, mail().error) == (MailStatus.SENT, "")


def test_a_mail_refused_again_and_again_is_given_up(smtp_app, postbox):
    make_mails(1)
    postbox.data_answer = "451 not now"
    at = AT
    while mail().status is MailStatus.PENDING:
        drain(at)
        at = mail().not_before
    assert mail().status is MailStatus.FAILED
    assert mail().attempts == MOST_REFUSALS
    assert timedelta(hours=20) < at - AT < timedelta(hours=40)


def test_a_server_that_is_away_stops_the_run_and_loses_nothing(smtp_app, postbox, monkeypatch):
    make_mails(2)
    settings = smtp_app.config["SETTINGS"]
    away = replace(settings, smtp=replace(settings.smtp, port=1))
    monkeypatch.setitem(smtp_app.config, "SETTINGS", away)
    with pytest.raises(ServerUnreachableError):
        drain()
    assert mail(0).status is mail(1).status is MailStatus.PENDING
    assert mail(0).error
    monkeypatch.setitem(smtp_app.config, "SETTINGS", settings)
    assert drain(AT + timedelta(minutes=1)) == 2
    assert len(set(postbox.ids)) == 2


def test_a_wrong_password_fails_no_mail(smtp_app, postbox, monkeypatch):
    make_mails(1)
    settings = smtp_app.config["SETTINGS"]
    wrong = replace(settings, smtp=replace(settings.smtp, username="dangan", password="changed"))
    monkeypatch.setitem(smtp_app.config, "SETTINGS", wrong)
    with pytest.raises(ServerUnreachableError):
        drain()
    assert mail().status is MailStatus.PENDING


def test_a_mail_waits_for_its_moment(smtp_app, postbox):
    make_mails(1, not_before=AT + timedelta(hours=1))
    assert not has_waiting(AT)
    assert drain() == 0
    assert drain(AT + timedelta(hours=1)) == 1


def test_a_mail_of_a_dead_sender_is_taken_over_after_its_lease(smtp_app, postbox):
    make_mails(1, status=MailStatus.CLAIMED, claimed_until=AT + LEASE)
    assert drain(AT + LEASE) == 0
    assert drain(AT + LEASE + timedelta(seconds=1)) == 1
    assert mail().status is MailStatus.SENT


def test_without_a_mail_server_mail_is_a_file_that_a_mail_program_opens(app):
    make_mails(1)
    assert drain() == 1
    assert (mail().status, mail().sent_at) == (MailStatus.FILED, AT)
    path = app.config["SETTINGS"].instance_dir / "mail" / "reminder-0.eml"
    message = message_from_bytes(path.read_bytes(), policy=policy.SMTP)
    assert message["Message-ID"] == message_id("reminder-0", "127.0.0.1")
    assert message.get_body(("plain",)).get_content().startswith("示例正文")
    assert [file.name for file in path.parent.glob("reminder-0*")] == ["reminder-0.eml"]
    path.unlink()


def test_a_person_without_an_address_has_the_mail_on_pages_only(smtp_app, postbox):
    make_mails(1, recipient=None)
    assert drain() == 1
    assert (mail().status, mail().error) == (MailStatus.FILED, NO_ADDRESS)
    assert postbox.received == []


@pytest.mark.parametrize("address", ["没有@", "a b@example.edu", "x@example.edu\r\nBcc: y@example.edu"])
def test_an_address_that_cannot_be_written_fails_that_mail_only(smtp_app, postbox, address):
    make_mails(2)
    mail(0).recipient = address
    db.session.commit()
    assert drain() == 2
    assert mail(0).status is MailStatus.FAILED
    assert mail(1).status is MailStatus.SENT
    assert len(postbox.received) == 1


@pytest.mark.parametrize(
    ("answer", "status"),
    [("250 OK", MailStatus.SENT), ("451 not now", MailStatus.CANCELLED), ("554 no", MailStatus.CANCELLED)],
)
def test_what_is_taken_back_in_a_senders_hands_is_never_tried_again(smtp_app, postbox, answer, status):
    make_mails(1)
    reader, postbox.data_answer = mail().person_id, answer

    def take_back():
        with smtp_app.app_context():
            assert take_back_mails("reminder-") == {reader: "reminder-0"}
            db.session.commit()

    postbox.on_recipient = take_back
    assert drain() == 1
    assert mail().status is status
    assert not has_waiting(AT + timedelta(days=1))
    assert take_back_mails("reminder-") == ({reader: "reminder-0"} if status is MailStatus.SENT else {})
