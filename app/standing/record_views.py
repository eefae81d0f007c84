"""What a teacher has handed in, listed for those who may see where the teacher stands."""

from flask import abort, render_template
from flask_login import login_required

from app import clock
from app.accounts.access import actor
from app.domain.facts import RecordStatus
from app.domain.roles import Role
from app.extensions import db
from app.practice.holders import Holders
from app.practice.queries import own_records
from app.practice.waiting import waiting
from app.practice.wording import KIND
from app.standing import queries
from app.teachers.models import Teacher

UNSENT = frozenset({RecordStatus.DRAFT, RecordStatus.WITHDRAWN})


@login_required
def records(teacher_id: int) -> str:
    """Every record but those that were never sent or were taken back, the newest first."""
    if not queries.may_see(actor(), teacher_id):
        abort(404)
    teacher, today = db.session.get_one(Teacher, teacher_id), clock.today()
    sent = [
        record
        for several in own_records(teacher_id).values()
        for record in several
        if record.status not in UNSENT
    ]
    holders = Holders(teacher.school_id, today)
    return render_template(
        "standing/records.html",
        teacher=teacher,
        records=sent,
        next_step={
            record.id: waiting(record, today, holders)
            for record in sent
            if record.status in {RecordStatus.SUBMITTED, RecordStatus.ENDORSED}
        },
        kinds=KIND,
        office=actor().has(Role.HR, Role.ADMIN),
    )
