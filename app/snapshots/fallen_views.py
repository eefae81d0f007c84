"""What rests on a record: beside the record, and as a list of what waits for an answer."""

from flask import render_template

from app import clock
from app.accounts.access import actor, roles_required
from app.domain.facts import RecordStatus
from app.domain.roles import Role
from app.practice.models import PracticeRecord
from app.recognition.recheck_queries import last_rechecks
from app.snapshots.fallen import Uses, fallen_records, frozen_or_recommended, uses_of
from app.snapshots.page import overview
from app.snapshots.revoked import revoked_rulings


@roles_required(Role.HR, Role.ADMIN)
def fallen() -> str:
    """Fallen records and revoked rulings that something in force rests on, and years with late approvals."""
    school_id, today = actor().school_id, clock.today()
    rows, revoked = fallen_records(school_id), revoked_rulings(school_id)
    waiting = {use.proposal_id for one in rows for use in one.recommendations}
    waiting |= {use.proposal_id for one in revoked for use in one.papers}
    return render_template(
        "snapshots/fallen.html",
        rows=rows,
        revoked=revoked,
        kept=[one for one in last_rechecks(school_id) if one.row.proposal_id not in waiting],
        late=[one for one in overview(school_id, today).frozen if one.moved.approved],
    )


def uses_for(record: PracticeRecord) -> Uses | None:
    """For the pages of a record: what rests on it, told to the office of its school alone."""
    reader = actor()
    if reader.school_id != record.school_id or not reader.has(Role.HR, Role.ADMIN):
        return None
    if record.status is not RecordStatus.APPROVED and not frozen_or_recommended(record):
        return None
    return uses_of(record, clock.today()) or None
