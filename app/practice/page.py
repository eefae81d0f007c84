"""What the page of one record shows beside the record itself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Literal

from app import clock
from app.accounts.models import Account
from app.accounts.queries import Step, steps
from app.audit import queries as audit
from app.audit.models import AuditEvent
from app.domain import words
from app.domain.evidence import ConfirmationState, Grade
from app.domain.facts import Profile, Record, RecordStatus, School
from app.domain.roles import Part, Role
from app.domain.sites import ONLY_HOST, RECOGNISED_KINDS, Recognition, recognised_days
from app.domain.timeline import attended_days, estimated
from app.domain.windows import entry_on
from app.domain.workflow import EDITABLE, TRANSITIONS, Action
from app.extensions import db
from app.files.pictures import Outline, outline
from app.policy.loader import load_law
from app.practice.access import parts
from app.practice.copy_operations import COPYABLE
from app.practice.fact_queries import attendance_pattern, record_fact
from app.practice.models import Evidence, PracticeRecord, RecordKind, Stretch
from app.practice.proof import grade_of
from app.practice.proof_operations import SEEN_IN
from app.practice.queries import copies_of
from app.practice.review_marks import Reviewed
from app.practice.undo_operations import undo_until
from app.practice.waiting import DISAGREEING, MAY_REVOKE, waiting
from app.practice.wording import ANSWERS, STEP, enterprise_word, step_by, step_note
from app.schools.queries import school_facts
from app.web.charts import DayKind

NextStep = Literal["correct", "edit", "upload", "submit", ""]
"""What who writes the record should do now; its button is the filled one."""


@dataclass(frozen=True, slots=True)
class RecordPage:
    """Everything the template prints; half-hours are of all attended days together."""

    record: PracticeRecord
    days: tuple[date, ...]
    half_hours: int
    estimate: str
    """Said behind days and hours that hang on holidays not known yet; empty where they are known."""
    months: tuple[tuple[int, int, dict[date, DayKind]], ...]
    recognition: Recognition
    pattern: str
    waiting: str
    actions: frozenset[Action]
    ready: bool
    """Nothing stands in the way of submitting."""
    next_step: NextStep
    is_owner: bool
    """It is the reader's own; who wrote it for somebody may change it as well."""
    written_by: str | None
    """Who of the office wrote it for the owner."""
    writer_reads: bool
    undo_until: datetime | None
    """Until when the reader may, or might, take back the last step."""
    may_edit: bool
    may_discard: bool
    """It was never handed in, and no enterprise has answered for it."""
    may_copy: bool
    original: PracticeRecord | None
    copies: tuple[PracticeRecord, ...]
    history: tuple[Step, ...]
    grade: Grade
    may_ask: bool
    """The reader may ask the enterprise by a link."""
    may_see_original: bool
    """The reader, as HR, may say whether the original was seen."""
    enterprise_said: str
    """What was corrected, or why it was refused; empty where neither."""
    enterprise_word: str
    """Who answered and when, and who is asked besides."""
    refusals: int
    """How often an enterprise has refused so far."""

    @property
    def to_review(self) -> bool:
        """The reader has a word on it as a reviewer."""
        return bool(self.actions - {Action.SUBMIT, Action.WITHDRAW})

    @property
    def host_in_doubt(self) -> bool:
        """The kind of place alone does not say who houses it."""
        return self.record.site.kind not in ONLY_HOST

    def outline(self, evidence: Evidence) -> Outline | None:
        """The pages of a file to leave room for; None where they cannot be shown."""
        return outline(evidence.file)

    @property
    def outside_recognition(self) -> int:
        """Attended days that a recognised place was not recognised for."""
        return len(self.recognition.outside) if self.record.site.kind in RECOGNISED_KINDS else 0


def record_page(record: PracticeRecord, actor: Account, today: date) -> RecordPage:
    """The page as the actor sees it."""
    held = parts(actor, record, today)
    days = days_attended(record, today)
    writes, actions = Part.OWNER in held, allowed_actions(record, held)
    may_edit = writes and record.status in EDITABLE
    writer, owner_id = record.entered_by.person, record.teacher.person_id
    log = audit.history("record", record.id, school_id=record.school_id)
    return RecordPage(
        record=record,
        days=tuple(days),
        half_hours=len(days) * record.half_hours,
        estimate=estimate_of(record, today),
        months=by_month(days),
        recognition=recognised_days(record.site.kind, record.site.valid_from, record.site.valid_to, days),
        pattern=words.pattern(attendance_pattern(record.pattern, record.weekdays)),
        waiting=MAY_REVOKE if Action.REVOKE in actions else waiting(record, today),
        actions=actions,
        ready=bool(record.evidence) and bool(record.tasks) and today > record.last_day,
        next_step=_next_step(record, log, today) if may_edit else "",
        is_owner=actor.person_id == owner_id,
        written_by=writer.name if writer.id != owner_id else None,
        writer_reads=writer.id != owner_id and writer.id == actor.person_id,
        undo_until=undo_until(record, log, actor, today),
        may_edit=may_edit,
        may_discard=may_edit
        and record.status is RecordStatus.DRAFT
        and not any(event.tag in ANSWERS for event in log),
        may_copy=writes and record.status in COPYABLE,
        original=db.session.get(PracticeRecord, record.copied_from_id) if record.copied_from_id else None,
        copies=tuple(copies_of(record)),
        history=steps(log, STEP, step_note, step_by),
        grade=grade_of(record),
        may_ask=_may_ask(record, is_hr=actor.has(Role.HR), is_owner=writes),
        may_see_original=Part.HR in held and record.status in SEEN_IN,
        enterprise_said=_enterprise_said(record, log),
        enterprise_word=enterprise_word(record, log, clock.now()),
        refusals=sum(event.tag == "record:confirmation_refused" for event in log),
    )


def _next_step(record: PracticeRecord, log: Sequence[AuditEvent], today: date) -> NextStep:
    if record.confirmation is ConfirmationState.CORRECTED:
        return "correct"
    just_returned = any(event.tag == "record:return" for event in log[-1:])
    if just_returned or not record.tasks or record.confirmation is ConfirmationState.REFUSED:
        return "edit"
    if not record.evidence:
        return "upload"
    return "submit" if today > record.last_day else ""


def _may_ask(record: PracticeRecord, *, is_hr: bool, is_owner: bool) -> bool:
    ended = record.status in COPYABLE
    return record.kind is RecordKind.PRACTICE and not ended and (is_owner or is_hr)


def _enterprise_said(record: PracticeRecord, events: Sequence[AuditEvent]) -> str:
    """From the log, where it stays though the record goes on."""
    if record.confirmation not in DISAGREEING:
        return ""
    answers = [event for event in events if event.tag == f"record:confirmation_{record.confirmation}"]
    return (step_note(answers[-1]) or "") if answers else ""


def by_month(days: Iterable[date]) -> tuple[tuple[int, int, dict[date, DayKind]], ...]:
    """Attended days in order, for a calendar of each month."""
    return tuple(
        (year, month, dict.fromkeys(found, "attended"))
        for (year, month), found in groupby(days, key=lambda day: (day.year, day.month))
    )


def allowed_actions(record: Reviewed, held: frozenset[Part]) -> frozenset[Action]:
    """What the table lets somebody in these parts do now."""
    return frozenset(
        action
        for (status, action), line in TRANSITIONS.items()
        if status is record.status and line.part in held
    )


def days_attended(record: Stretch, today: date, school: School | None = None) -> list[date]:
    """The days a record, or a plan of one, attends under the school's present way of counting.

    For a list of rows give the facts of their school today, so that they are not asked for each.
    """
    return days_of_fact(record_fact(record), school or school_facts(record.school_id, today), today)


def half_hours_of(record: Stretch, today: date, school: School) -> int:
    """Of all attended days together, for a list of rows of one school."""
    return len(days_attended(record, today, school)) * record.half_hours


def days_of_fact(record: Record, school: School, today: date) -> list[date]:
    """The same of a record that may not be saved yet."""
    return attended_days(load_law().calendar, record, _profile_on(school, today))


def estimate_of(record: Stretch, today: date, school: School | None = None) -> str:
    """What is said behind the days and hours of one that hang on holidays not known yet; else nothing."""
    return estimate_of_fact(record_fact(record), school or school_facts(record.school_id, today), today)


def estimate_of_fact(record: Record, school: School, today: date) -> str:
    """The same of a record that may not be saved yet."""
    return words.ESTIMATE if estimated(load_law().calendar, record, _profile_on(school, today)) else ""


def _profile_on(school: School, today: date) -> Profile:
    entry = entry_on(school.profiles, today)
    return entry.profile if entry else Profile.WD20
