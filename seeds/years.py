"""The demo's frozen years, and a practice whose papers came only afterwards."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from app.accounts.models import Account
from app.clock import SHANGHAI, local
from app.domain.facts import Venue
from app.domain.roles import Role
from app.domain.workflow import Action
from app.practice.checks import Written
from app.practice.draft_operations import create_record
from app.practice.evidence_operations import add_evidence
from app.practice.models import RecordKind
from app.practice.operations import act
from app.snapshots.operations import freeze_year
from app.snapshots.queries import school_year
from app.teachers.models import Teacher
from seeds.people import Staff
from seeds.scans import appraisal_scan

if TYPE_CHECKING:
    from seeds.demo import Demo

LATE = "short"
"""Of this story a teacher who lacked some days last year."""


def freeze_years(demo: "Demo", teachers: Sequence[tuple[Staff, Teacher, Account]]) -> int:
    """Freeze the two years before this one, each in its January; then approve a practice of the second.

    Returns how many records it adds.
    """
    this_year = local(demo.now).date().year
    for year in (this_year - 2, this_year - 1):
        frozen_on = _january(year + 1, 15)
        freeze_year(demo.school.id, school_year(demo.school.id, year), actor=demo.hr, at=frozen_on)
    late = next(one for one in teachers if one[0].kind == LATE and Role.HEAD not in one[0].roles)
    _approve_late(demo, *late, year=this_year - 1)
    return 1


def _approve_late(demo: "Demo", person: Staff, teacher: Teacher, account: Account, *, year: int) -> None:
    site, begun = demo.sites["heavy"], _january(year + 1, 20)
    written = Written(
        kind=RecordKind.PRACTICE,
        site=site,
        venue=Venue.ENTERPRISE_POST,
        first_day=date(year, 8, 4),
        last_day=date(year, 8, 22),
        post="设备维护与调试",
        tasks="暑期在示例产线参加设备大修；企业的鉴定表年后才盖章寄回。",
    )
    record = create_record(teacher, written, actor=account, at=begun)
    scan = appraisal_scan(
        demo.seal_font, teacher=person.name, site=site.name, post=written.post,
        first_day=written.first_day, last_day=written.last_day,
    )  # fmt: skip
    add_evidence(record, scan, "企业实践鉴定表.jpg", actor=account, at=begun)
    act(record, Action.SUBMIT, actor=account, at=begun)
    act(record, Action.ENDORSE, actor=demo.heads[person.department], at=begun + timedelta(days=2))
    act(record, Action.APPROVE, actor=demo.hr, at=begun + timedelta(days=5))


def _january(year: int, day: int) -> datetime:
    return datetime.combine(date(year, 1, day), time(10), SHANGHAI)
