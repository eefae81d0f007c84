"""Senders that are killed, or that run two at a time: real processes, a real mail server."""

import signal
import subprocess
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.clock import now
from app.extensions import db
from app.mail.message import message_id
from app.mail.models import Mail, MailStatus
from app.mail.smtp import LEASE, send_one
from config import load_settings
from tests.features.test_mail_sending import make_mails
from tests.processes import environment, start_flask
from tests.smtp import Postbox, running_postbox

pytestmark = pytest.mark.long


@pytest.fixture
def postbox():
    with running_postbox() as running:
        yield running


def drain_after_leases(app, postbox, monkeypatch):
    """What the next sender does once the leases of the dead have run out."""
    monkeypatch.setitem(app.config, "SETTINGS", load_settings(environment(app, postbox)))
    while send_one(now() + LEASE + timedelta(seconds=1)):
        pass


@dataclass
class DeathAt:
    """Kills the sender, from within the server, when so many mails have arrived."""

    postbox: Postbox
    count: int = 0
    sender: subprocess.Popen | None = None

    def __call__(self):
        if self.sender and len(self.postbox.received) == self.count:
            self.sender.kill()
            self.sender.wait()
            self.sender = None


@pytest.mark.parametrize(
    ("moment", "copies"),
    [("before the server has taken it", 1), ("between the server's yes and our commit", 2)],
)
def test_kill_9_in_the_middle_loses_none_and_repeats_at_most_one(app, postbox, monkeypatch, moment, copies):
    make_mails(24)
    death = DeathAt(postbox)
    if copies == 1:
        postbox.on_recipient = death
    else:
        postbox.on_taken = death
    for count in (5, 14):
        sender = start_flask(app, postbox, "jobs", "run", "mail")
        death.count, death.sender = count, sender
        assert sender.wait(timeout=120) == -signal.SIGKILL
    postbox.on_recipient = postbox.on_taken = None
    drain_after_leases(app, postbox, monkeypatch)

    expected = {message_id(f"reminder-{number}", "127.0.0.1") for number in range(24)}
    received = Counter(postbox.ids)
    assert set(received) == expected
    assert sum(received.values()) == 24 + (copies - 1) * 2
    assert max(received.values()) == copies
    assert set(db.session.scalars(select(Mail.status))) == {MailStatus.SENT}


def test_two_senders_at_once_send_each_mail_once(app, postbox):
    make_mails(40)
    postbox.delay = 0.01
    senders = [start_flask(app, postbox, "jobs", "run", "mail") for _ in range(2)]
    assert [sender.wait(timeout=120) for sender in senders] == [0, 0]
    assert len(postbox.ids) == len(set(postbox.ids)) == 40


def test_sigterm_ends_a_sender_after_the_mail_in_hand(app, postbox):
    """Only the scheduler answers SIGTERM so; its jobs stop between two mails."""
    make_mails(40)
    postbox.delay = 0.05
    scheduler = start_flask(app, postbox, "scheduler")

    def ask_to_end():
        if len(postbox.received) == 10:
            scheduler.terminate()

    postbox.on_taken = ask_to_end
    assert scheduler.wait(timeout=120) == 0
    sent = db.session.query(Mail).filter_by(status=MailStatus.SENT).count()
    assert sent == len(postbox.ids) < 40
    assert db.session.query(Mail).filter_by(status=MailStatus.CLAIMED).count() == 0
