"""A teacher's whole practice record, gathered for paper."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from app import clock
from app.accounts.models import Account
from app.domain import words
from app.domain.evidence import Grade
from app.domain.facts import Profile, RecordStatus
from app.domain.outcome import Verdict
from app.domain.timeline import attended_days, estimated
from app.domain.windows import entry_on
from app.extensions import db
from app.policy.loader import load_law
from app.practice.fact_queries import attendance_pattern, record_fact
from app.practice.models import PracticeRecord
from app.practice.proof import grade_of
from app.practice.queries import whole_records
from app.practice.review_marks import Endorsement
from app.practice.wording import KIND
from app.schools.models import School
from app.standing.page import TeacherPage, Worksheet, worksheet
from app.teachers.models import Teacher

ANSWER = {
    RecordStatus.APPROVED: "审批通过",
    RecordStatus.REJECTED: "驳回",
    RecordStatus.RETURNED: "退回",
    RecordStatus.REVOKED: "审批通过",
}
"""What the decision was that a status tells of; a revoked record had been approved."""
FILE_TYPE = {
    "application/pdf": "PDF",
    "image/jpeg": "JPEG 图片",
    "image/png": "PNG 图片",
    "image/webp": "WebP 图片",
}
SHORT_HASH = 12


@dataclass(frozen=True, slots=True)
class DossierRecord:
    """One record; half-hours are of all attended days together."""

    number: int
    """Its place in the list, by which verdicts refer to it."""
    record: PracticeRecord
    days: int
    half_hours: int
    form: str
    reviewed: str
    proof: str
    """Its grade of evidence, in words."""
    evidence: tuple[tuple[str, str, str], ...]
    """Name, type and the beginning of the SHA-256."""


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything on the paper, in order."""

    school: str
    teacher: Teacher
    page: TeacherPage
    records: tuple[DossierRecord, ...]
    current: tuple[Worksheet, ...]
    earlier: tuple[Verdict, ...]
    """Past years, and drafts judged for comparison only."""

    @property
    def as_of(self) -> date:
        return self.page.found.evaluation.as_of

    def numbers(self) -> dict[str, int]:
        """The place of each record in the list, by id."""
        return {str(one.record.id): one.number for one in self.records}


def gather_dossier(page: TeacherPage) -> Dossier:
    """The paper of a teacher whose page has been laid out; who may read it is the caller's question."""
    found, lines = page.found, page.lines
    heads = lines.first_two
    entry = entry_on(found.school.profiles, found.evaluation.as_of)
    profile = entry.profile if entry else Profile.WD20
    return Dossier(
        school=db.session.get_one(School, found.school_id).name,
        teacher=db.session.get_one(Teacher, found.teacher_id),
        page=page,
        records=tuple(
            _record(number, record, profile) for number, record in enumerate(_handed_in(found.teacher_id), 1)
        ),
        current=tuple(
            worksheet(found, verdict)
            for verdict in (*heads, *lines.other_years, *lines.same, *lines.readings, *lines.unnumbered)
        ),
        earlier=(*lines.past, *lines.simulated),
    )


def _handed_in(teacher_id: int) -> Iterable[PracticeRecord]:
    """What belongs on file: not what its owner has never sent, or has taken back."""
    return (one for one in whole_records(teacher_id) if one.submitted_at is not None)


def _record(number: int, record: PracticeRecord, profile: Profile) -> DossierRecord:
    days = len(attended_days(load_law().calendar, record_fact(record), profile))
    pattern = words.pattern(attendance_pattern(record.pattern, record.weekdays))
    parts = [
        KIND[record.kind],
        words.VENUE[record.venue],
        f"{pattern}，每天 {words.hours(record.half_hours)} 小时",
    ]
    if record.absent:
        parts.append(f"缺勤 {len(record.absent)} 天")
    if record.attended_rest_days:
        parts.append(f"休息日出勤 {len(record.attended_rest_days)} 天")
    if estimated(load_law().calendar, record_fact(record), profile):
        parts.append("天数、小时为暂估，放假安排尚未公布")
    return DossierRecord(
        number=number,
        record=record,
        days=days,
        half_hours=days * record.half_hours,
        form="；".join(parts),
        reviewed="；".join(_steps(record)),
        proof=_proof(record),
        evidence=tuple(
            (
                item.name,
                FILE_TYPE.get(item.file.media_type, item.file.media_type),
                item.file.sha256[:SHORT_HASH],
            )
            for item in record.evidence
        ),
    )


def _proof(record: PracticeRecord) -> str:
    found = grade_of(record)
    if found is Grade.ORIGINAL_SEEN and record.original_seen_at:
        return f"{words.GRADE[found]}（{_day(record.original_seen_at)}）"
    return words.GRADE[found]


def _steps(record: PracticeRecord) -> Iterable[str]:
    if record.submitted_at:
        yield f"{_day(record.submitted_at)} 提交"
    if record.endorsement is Endorsement.WAIVED:
        yield "初审免（本系没有其他负责人）"
    elif record.endorsed_by and record.endorsed_at:
        yield _step(record.endorsed_at, record.endorsed_by, "初审通过")
    if record.decided_by and record.decided_at:
        yield _step(record.decided_at, record.decided_by, ANSWER[record.status])
    if record.revoked_by and record.revoked_at:
        yield _step(record.revoked_at, record.revoked_by, "撤销")
    if record.reason:
        yield f"原因：{record.reason}"


def _step(moment: datetime, account: Account, what: str) -> str:
    return f"{_day(moment)} {account.person.name}{what}"


def _day(moment: datetime) -> str:
    return f"{clock.local(moment):%Y-%m-%d}"
