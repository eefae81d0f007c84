"""What happens to a record: the steps of its review, by the one table of the workflow."""

from datetime import date, datetime

from app import clock
from app.accounts.models import Account
from app.audit.operations import set_changed
from app.domain.workflow import Action
from app.mail.operations import queue_mail
from app.practice import emails
from app.practice.access import owner_and_writer, waited_for
from app.practice.draft_operations import record_step, touch
from app.practice.models import PracticeRecord
from app.practice.steps import REVIEWER_SPOKE, take_step
from app.practice.undo_operations import mail_cause


class NotOverError(Exception):
    """A record can be submitted only after its last day."""

    def __init__(self, last_day: date) -> None:
        super().__init__(f"runs until {last_day}")
        self.last_day = last_day


class EvidenceMissingError(Exception):
    """A record can be submitted only with at least one file."""


class TasksMissingError(Exception):
    """A record can be submitted only when it says what was done."""


def act(record: PracticeRecord, action: Action, *, actor: Account, at: datetime, reason: str = "") -> None:
    """Take one step of the workflow, record it, and write to whom it concerns.

    Raises:
        ClosedTransitionError, OthersStepError, ReasonMissingError: see ``take_step``.
        NotOverError, TasksMissingError, EvidenceMissingError: the record cannot be submitted yet.
    """
    take_step(
        record, "record", action, actor=actor, at=at, reason=reason, ready=lambda: _check_ready(record, at)
    )
    _write_to_whom_it_concerns(record, action, at)


def _check_ready(record: PracticeRecord, at: datetime) -> None:
    if clock.local(at).date() <= record.last_day:
        raise NotOverError(record.last_day)
    if not record.tasks:
        raise TasksMissingError
    if not record.evidence:
        raise EvidenceMissingError


def _write_to_whom_it_concerns(record: PracticeRecord, action: Action, at: datetime) -> None:
    cause = mail_cause(record, "record")
    if action in REVIEWER_SPOKE:
        for person in owner_and_writer(record):
            context = emails.record_answered(record, person)
            key = f"{cause}answered:{person.id}"
            queue_mail("record_answered", person, key=key, at=at, context=context)
        return
    for person in waited_for(record, clock.local(at).date()):
        context = emails.record_waiting(record, person)
        queue_mail("record_waiting", person, key=f"{cause}{person.id}", at=at, context=context)


def leave_plan(record: PracticeRecord, *, actor: Account, at: datetime) -> None:
    """Carry out no plan any more, as the plan was closed; copies then belong to none either."""
    before, after = set_changed(record, {"plan_id": None})
    touch(record, at)
    record_step("record:leave_plan", record, actor, at, before=before, after=after)
