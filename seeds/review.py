"""How reviewing goes on in the demo when somebody is away, or has no time to write."""

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from app.accounts.models import Account
from app.accounts.stand_in_operations import Lending, appoint
from app.clock import local
from app.domain.facts import Venue
from app.domain.roles import Role
from app.domain.workflow import Action
from app.practice.checks import Written
from app.practice.draft_operations import create_record
from app.practice.evidence_operations import add_evidence
from app.practice.models import RecordKind
from app.practice.operations import act
from app.teachers.models import Teacher
from seeds.people import Staff
from seeds.scans import appraisal_scan

if TYPE_CHECKING:
    from seeds.demo import Demo

AWAY, STANDS_IN, WRITTEN_FOR = "t02", "t07", "t12"
"""A head, and two teachers of her department."""


def review_goes_on(demo: "Demo", teachers: Sequence[tuple[Staff, Teacher, Account]]) -> int:
    """A colleague reviews for a head for ten days; HR has written one record for a teacher."""
    by_name = {person.username: (teacher, account) for person, teacher, account in teachers}
    head, today = by_name[AWAY][1], local(demo.now).date()
    (department,) = head.headed_department_ids
    lending = Lending(Role.HEAD, department, by_name[STANDS_IN][1], today, today + timedelta(days=9))
    _write_for(demo, by_name[WRITTEN_FOR][0], head)
    appoint(head, lending, actor=head, at=demo.now)
    return 1


def _write_for(demo: "Demo", teacher: Teacher, head: Account) -> None:
    site, last_day = demo.sites["cloud"], local(demo.now).date() - timedelta(days=20)
    written = Written(
        kind=RecordKind.PRACTICE,
        site=site,
        venue=Venue.ENTERPRISE_POST,
        first_day=last_day - timedelta(days=11),
        last_day=last_day,
        post="系统运维",
        tasks="本人交来盖章的鉴定表，由人事处代填：参加示例平台的日常运维与故障处理。",
    )
    begun = demo.now - timedelta(days=3)
    record = create_record(teacher, written, actor=demo.hr, at=begun)
    scan = appraisal_scan(
        demo.seal_font, teacher=teacher.person.name, site=site.name, post=written.post,
        first_day=written.first_day, last_day=written.last_day,
    )  # fmt: skip
    add_evidence(record, scan, "企业实践鉴定表.jpg", actor=demo.hr, at=begun)
    act(record, Action.SUBMIT, actor=demo.hr, at=begun)
    act(record, Action.ENDORSE, actor=head, at=begun + timedelta(days=1))
