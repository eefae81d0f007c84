"""What the demo's teachers upload: one stamped page, or a PDF of two where somebody is to look at it."""

from datetime import datetime
from pathlib import Path

from app import clock
from app.accounts.models import Account
from app.domain.facts import RecordStatus
from app.practice.evidence_operations import add_evidence
from app.practice.models import PracticeRecord
from app.practice.page import days_attended
from seeds.scans import appraisal_scan, two_pages

READ = frozenset({RecordStatus.SUBMITTED, RecordStatus.ENDORSED, RecordStatus.RETURNED})
"""Ends of the story at which the record is open before somebody."""


def attach_scan(
    record: PracticeRecord, font: Path, ends: RecordStatus, *, actor: Account, at: datetime
) -> None:
    """Put the scan to its record."""
    name = record.teacher.person.name
    scan = appraisal_scan(
        font, teacher=name, site=record.site.name, post=record.post,
        first_day=record.first_day, last_day=record.last_day,
    )  # fmt: skip
    if ends in READ:
        days = days_attended(record, clock.local(at).date())
        add_evidence(
            record, two_pages(font, scan, teacher=name, days=days), "鉴定表和考勤表.pdf", actor=actor, at=at
        )
    else:
        add_evidence(record, scan, "企业实践鉴定表.jpg", actor=actor, at=at)
