"""What the enterprise's appraisal form says of a record before the enterprise writes on it."""

from dataclasses import dataclass
from datetime import date

from app.domain import words
from app.practice.models import PracticeRecord
from app.practice.page import RecordPage


@dataclass(frozen=True, slots=True)
class Month:
    """Attended days of one month and their half-hours."""

    year: int
    month: int
    days: int
    half_hours: int


@dataclass(frozen=True, slots=True)
class AppraisalFacts:
    """The teacher's part of the form."""

    record_id: int
    school: str
    teacher: str
    staff_number: str
    department: str
    specialty: str
    enterprise: str
    credit_code: str
    site_kind: str
    site_document: str
    venue: str
    post: str
    first_day: date
    last_day: date
    pattern: str
    half_hours: int
    """Of a day."""
    absent: int
    months: tuple[Month, ...]
    estimate: str
    tasks: str


def appraisal_facts(record: PracticeRecord, school: str, page: RecordPage) -> AppraisalFacts:
    """The facts of a practice record as its own page counts them."""
    site, teacher = record.site, record.teacher
    level = f"（{words.SITE_LEVEL[site.level]}）" if site.level else ""
    return AppraisalFacts(
        record_id=record.id,
        school=school,
        teacher=teacher.person.name,
        staff_number=teacher.staff_number,
        department=teacher.department.name,
        specialty=teacher.specialty,
        enterprise=site.name,
        credit_code=site.credit_code or "",
        site_kind=words.SITE_KIND[site.kind] + level,
        site_document=site.document,
        venue=words.VENUE[record.venue],
        post=record.post,
        first_day=record.first_day,
        last_day=record.last_day,
        pattern=page.pattern,
        half_hours=record.half_hours,
        absent=len(record.absent),
        months=tuple(
            Month(year, month, len(days), len(days) * record.half_hours) for year, month, days in page.months
        ),
        estimate=page.estimate,
        tasks=record.tasks,
    )
