"""Everybody does everything to records, in any order: no illegal row, no own case, a log that replays."""

from datetime import date, timedelta
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select, text

from app import clock
from app.accounts.guards import NotAllowedError
from app.accounts.models import Account, StandIn
from app.accounts.stand_in_operations import (
    Lending,
    StandInOverError,
    StandInRefusedError,
    appoint,
    end_stand_in,
)
from app.audit.models import AuditEvent
from app.domain.facts import RecordStatus as S
from app.domain.facts import Venue
from app.domain.roles import Role
from app.domain.workflow import TRANSITIONS, Action, ClosedTransitionError
from app.extensions import db
from app.practice.access import parts, somebody_decides, waited_for
from app.practice.checks import Written
from app.practice.copy_operations import NotCopyableError, copy_record
from app.practice.draft_operations import (
    NobodyElseError,
    NotEditableError,
    create_record,
    edit_record,
)
from app.practice.evidence_operations import EvidenceKnownError, add_evidence, remove_evidence
from app.practice.models import PracticeRecord, RecordKind
from app.practice.operations import EvidenceMissingError, NotOverError, act
from app.practice.review_marks import review_checks
from app.practice.steps import OthersStepError, ReasonMissingError
from app.practice.undo_operations import ChangedSinceError, CopiedError, TooLateError, undo
from app.reviews.hand_over_operations import change_roles, close_account
from app.teachers.account_operations import Grants, LastHolderError, set_active
from app.teachers.models import Teacher
from tests.builders import AT
from tests.cast import make_cast
from tests.conftest import empty_all_tables
from tests.deep import examples
from tests.samples import pdf

pytestmark = [pytest.mark.deep, pytest.mark.long]
EXAMPLES, STEPS, WANTED = 12, 50, examples(2000)
REFUSALS = (
    ChangedSinceError, ClosedTransitionError, CopiedError, EvidenceKnownError, EvidenceMissingError,
    LastHolderError, NobodyElseError, NotAllowedError, NotCopyableError, NotEditableError, NotOverError,
    OthersStepError, ReasonMissingError, StandInOverError, StandInRefusedError, TooLateError,
)  # fmt: skip
REASONED = {action for (_, action), line in TRANSITIONS.items() if line.needs_reason}
REVIEWING = {f"record:{action}" for action in Action} - {"record:submit", "record:withdraw"}
MOST_RECORDS = 5

FORWARD = {Action.SUBMIT, Action.ENDORSE, Action.APPROVE, Action.REVOKE}
"""Taken more often, so that records get somewhere."""

WHO = st.sampled_from(
    ["teacher", "colleague", "head", "other_head", "hr", "hr2", "admin", "other_hr", "other_teacher"]
)
REASON = st.sampled_from(["", " 　", "示例原因"])
PICK = st.integers(0, MOST_RECORDS * 10)
ILLEGAL = text(" OR ".join(f"NOT ({check.sqltext})" for check in review_checks()))


class RecordMachine(RuleBasedStateMachine):
    """A school whose people try everything; what is refused leaves no trace."""

    steps: ClassVar[int] = 0
    done: ClassVar[dict[str, int]] = {}

    def __init__(self):
        super().__init__()
        self.cast, self.now, self.versions = make_cast(), AT, {}
        self.posts = [
            self.cast.teacher_post,
            self.cast.colleague_post,
            self.cast.head_post,
            self.cast.hr_post,
        ]
        self.checked, self.changed = 0, True

    def teardown(self):
        empty_all_tables()

    def who(self, name) -> Account:
        return getattr(self.cast, name)

    def record(self, pick) -> PracticeRecord:
        ids = db.session.scalars(select(PracticeRecord.id).order_by(PracticeRecord.id)).all()
        return db.session.get_one(PracticeRecord, ids[pick % len(ids)])

    def number(self) -> int:
        return db.session.scalar(select(func.count(PracticeRecord.id)))

    def attempt(self, name, operation) -> None:
        """Do it and commit; a refusal that is meant for people is taken back whole."""
        RecordMachine.steps += 1
        self.now += timedelta(seconds=1)
        try:
            operation()
        except REFUSALS:
            db.session.rollback()
        else:
            db.session.commit()
            self.changed = True
            self.done[name] = self.done.get(name, 0) + 1

    # What people do

    @initialize()
    def begin(self):
        """Two records that can be handed in: a teacher's own, and one written for a colleague."""
        for post, account in ((self.posts[0], self.cast.teacher), (self.posts[1], self.cast.hr)):
            content = self.content(AT.date() - timedelta(days=20), AT.date() - timedelta(days=2), "示例任务")
            record = create_record(post, content, actor=account, at=self.now)
            add_evidence(record, pdf(), "鉴定表.pdf", actor=account, at=self.now)
        db.session.commit()

    @precondition(lambda self: self.number() < MOST_RECORDS)
    @rule(who=WHO, post=st.integers(0, 3), length=st.sampled_from([3, 10, 60]))
    def write(self, who, post, length):
        first_day = clock.local(self.now).date() - timedelta(days=20)
        content = self.content(first_day, first_day + timedelta(days=length), "示例任务")
        self.attempt(
            "write", lambda: create_record(self.posts[post], content, actor=self.who(who), at=self.now)
        )

    def content(self, first_day: date, last_day: date, tasks: str) -> Written:
        return Written(
            RecordKind.PRACTICE, self.cast.site, Venue.ENTERPRISE_POST, first_day, last_day, tasks=tasks
        )

    @rule(who=WHO, pick=PICK, tasks=st.sampled_from(["示例任务", "改写的任务"]))
    def edit(self, who, pick, tasks):
        record = self.record(pick)
        content = self.content(record.first_day, record.last_day, tasks)
        self.attempt("edit", lambda: edit_record(record, content, actor=self.who(who), at=self.now))

    @rule(pick=PICK, number=st.integers(0, 2), who=WHO, by_owner=st.booleans())
    def add_file(self, pick, number, who, by_owner):
        record = self.record(pick)
        actor = record.entered_by if by_owner else self.who(who)
        data = pdf() + b"\n" * number
        self.attempt("file", lambda: add_evidence(record, data, "鉴定表.pdf", actor=actor, at=self.now))

    @rule(pick=PICK, who=WHO)
    def remove_file(self, pick, who):
        record = self.record(pick)
        if record.evidence:
            evidence = record.evidence[0]
            self.attempt("unfile", lambda: remove_evidence(evidence, actor=self.who(who), at=self.now))

    @rule(pick=PICK, who=WHO, action=st.sampled_from(Action), reason=REASON)
    def anybody_tries_anything(self, pick, who, action, reason):
        record = self.record(pick)
        self.attempt(action, lambda: act(record, action, actor=self.who(who), at=self.now, reason=reason))

    @rule(pick=PICK, choices=st.lists(PICK, min_size=1, max_size=4))
    def somebody_who_may_goes_on(self, pick, choices):
        for choice in choices:
            self.go_on(self.record(pick), choice)

    @rule(pick=PICK, choice=PICK, again=st.booleans())
    def a_wrong_click_is_taken_back(self, pick, choice, again):
        record = self.record(pick)
        actor = self.go_on(record, choice)
        if actor and again:
            self.attempt("undo", lambda: undo(record, actor=actor, at=self.now))

    def go_on(self, record, choice) -> Account | None:
        """Some step that somebody may take now; gives who took it."""
        on = clock.local(self.now).date()
        may = [
            (account, action)
            for account in self.cast.accounts().values()
            for (status, action), line in TRANSITIONS.items()
            if status is record.status and line.part in parts(account, record, on)
            for _ in range(4 if action in FORWARD else 1)
        ]
        if not may:
            return None
        account, action = may[choice % len(may)]
        self.attempt(action, lambda: act(record, action, actor=account, at=self.now, reason="示例原因"))
        return account

    @rule(pick=PICK, who=WHO, by_last=st.sampled_from([True, True, False]))
    def take_back(self, pick, who, by_last):
        record, actor = self.record(pick), self.who(who)
        if by_last:
            last = self.events(record.id)[-1]
            actor = db.session.get_one(Account, last.actor_account_id)
        self.attempt("undo", lambda: undo(record, actor=actor, at=self.now))

    @precondition(lambda self: self.number() < MOST_RECORDS)
    @rule(pick=PICK, who=WHO, by_owner=st.booleans())
    def copy(self, pick, who, by_owner):
        record = self.record(pick)
        actor = record.entered_by if by_owner else self.who(who)
        self.attempt("copy", lambda: copy_record(record, actor=actor, at=self.now))

    # Who may changes

    @rule(actor=WHO, lender=WHO, who=WHO, hr=st.booleans(), first=st.integers(0, 2), by_lender=st.booleans())
    def ask_to_stand_in(self, actor, lender, who, hr, first, by_lender):
        lender, first_day = self.who(lender), clock.local(self.now).date() + timedelta(days=first)
        headed = None if hr else min(lender.headed_department_ids, default=self.cast.department.id)
        lent = Lending(
            Role.HR if hr else Role.HEAD, headed, self.who(who), first_day, first_day + timedelta(days=4)
        )
        by = lender if by_lender else self.who(actor)
        self.attempt("stand in", lambda: appoint(lender, lent, actor=by, at=self.now))

    @rule(who=WHO, pick=PICK)
    def end_standing_in(self, who, pick):
        held = db.session.scalars(select(StandIn).order_by(StandIn.id)).all()
        if held:
            one = held[pick % len(held)]
            self.attempt("end stand-in", lambda: end_stand_in(one, actor=self.who(who), at=self.now))

    @rule(who=st.sampled_from(["head", "colleague", "hr", "hr2", "admin"]), opened=st.booleans())
    def close_or_open(self, who, opened):
        account, by = self.who(who), {"actor": self.cast.admin, "at": self.now}
        change = (
            (lambda: set_active(account, active=True, **by))
            if opened
            else lambda: close_account(account, **by)
        )
        self.attempt("reopen" if opened else "close", change)

    @rule(who=st.sampled_from(["head", "colleague", "hr", "hr2"]), heads=st.booleans(), hr=st.booleans())
    def change_roles(self, who, heads, hr):
        headed = frozenset({self.cast.department.id} if heads else ())
        roles = {Role.HR} if hr else set()
        grants = Grants(frozenset(roles | {Role.TEACHER}), headed)
        change = lambda: change_roles(self.who(who), grants, actor=self.cast.admin, at=self.now)  # noqa: E731
        self.attempt("roles", change)

    @rule(minutes=st.sampled_from([1, 9, 11, 24 * 60, 5 * 24 * 60]))
    def time_passes(self, minutes):
        RecordMachine.steps += 1
        self.now += timedelta(minutes=minutes)
        self.changed = True

    # What always holds

    def events(self, record_id) -> list[AuditEvent]:
        return list(
            db.session.scalars(
                select(AuditEvent)
                .where(AuditEvent.subject == "record", AuditEvent.subject_id == record_id)
                .order_by(AuditEvent.id)
            )
        )

    @precondition(lambda self: self.changed)
    @invariant()
    def everything_holds(self):
        self.every_row_is_legal()
        self.nobody_reviews_their_own_or_what_they_wrote()
        self.the_log_replays_to_what_is()
        self.somebody_is_awaited_unless_everybody_is_barred()
        self.changed = False

    def every_row_is_legal(self):
        assert not db.session.scalar(select(func.count()).select_from(PracticeRecord).where(ILLEGAL))

    def nobody_reviews_their_own_or_what_they_wrote(self):
        rows = db.session.execute(
            select(AuditEvent, Teacher.person_id, Account.person_id)
            .join(PracticeRecord, PracticeRecord.id == AuditEvent.subject_id)
            .join(Teacher, Teacher.id == PracticeRecord.teacher_id)
            .join(Account, Account.id == PracticeRecord.entered_by_id)
            .where(
                AuditEvent.subject == "record", AuditEvent.id > self.checked, AuditEvent.tag.in_(REVIEWING)
            )
        ).all()
        for event, owner, writer in rows:
            assert event.actor_person_id not in {owner, writer}, event.tag
            if "instead_of" in event.after:
                self.stood_in(event)
            self.checked = max(self.checked, event.id)

    def stood_in(self, event) -> None:
        """The log's word for it is true: there was such a stand-in on that day."""
        day = clock.local(event.at).date()
        assert any(
            one.account_id == event.actor_account_id
            and one.for_account.person_id == event.after["instead_of"]
            and one.first_day <= day <= one.last_day
            and (one.ended_at is None or one.ended_at >= event.at)
            for one in db.session.scalars(select(StandIn))
        )

    def the_log_replays_to_what_is(self):
        for record in db.session.scalars(select(PracticeRecord)):
            events = self.events(record.id)
            assert replay(events) == {
                "status": record.status,
                "endorsement": record.endorsement,
                "endorsed_by": record.endorsed_by_id,
                "decided_by": record.decided_by_id,
                "revoked_by": record.revoked_by_id,
                "reason": record.reason,
            }
            number, version = self.versions.get(record.id, (0, 0))
            assert (record.version > version) if len(events) > number else (record.version == version)
            self.versions[record.id] = (len(events), record.version)

    def somebody_is_awaited_unless_everybody_is_barred(self):
        on = clock.local(self.now).date()
        for record in db.session.scalars(
            select(PracticeRecord).where(PracticeRecord.status.in_([S.SUBMITTED, S.ENDORSED]))
        ):
            barred = {record.teacher.person_id, record.entered_by.person_id}
            awaited = {person.id for person in waited_for(record, on)}
            assert not awaited & barred
            assert awaited or not somebody_decides(record.school_id, on, besides=barred)


def replay(events: list[AuditEvent]) -> dict:
    """The marks that the log alone tells of."""
    nobody = {"endorsed_by": None, "decided_by": None, "revoked_by": None}
    states = []
    for event in events:
        action = event.tag.removeprefix("record:")
        if action in {"create", "copy"}:
            states.append({"status": S.DRAFT, "endorsement": None, "reason": ""} | nobody)
            continue
        if action not in set(Action):
            continue
        if action == Action.UNDO:
            states.append(states[-2])
            continue
        marks = {key: value for key, value in event.after.items() if key in {"status", "endorsement"}}
        state = states[-1] | marks | {"reason": event.reason if action in REASONED else ""}
        if action in {Action.SUBMIT, Action.WITHDRAW}:
            state |= nobody
        elif action == Action.ENDORSE:
            state["endorsed_by"] = event.actor_account_id
        else:
            state["revoked_by" if action == Action.REVOKE else "decided_by"] = event.actor_account_id
        states.append(state)
    return states[-1]


REACHED = {*Action} - {Action.UNDO} | {"undo", "copy", "stand in", "close", "reopen"}


def test_whoever_does_whatever_in_any_order(application_on):
    app = application_on("sqlite")
    RecordMachine.steps = 0
    with app.app_context():
        # a story may end before its last step; and a rare step may need a few more, but not for ever
        while RecordMachine.steps < WANTED or (
            RecordMachine.steps < 3 * WANTED and not RecordMachine.done.keys() >= REACHED
        ):
            run_state_machine_as_test(
                RecordMachine,
                settings=settings(
                    max_examples=EXAMPLES,
                    stateful_step_count=STEPS,
                    deadline=None,
                    phases=[Phase.generate, Phase.shrink],
                    suppress_health_check=list(HealthCheck),
                ),
            )
    assert RecordMachine.done.keys() >= REACHED
