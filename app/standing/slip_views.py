"""The live slip beside a form: what is typed so far, weighed but not saved."""

from flask import abort, render_template, request
from flask_login import login_required

from app import clock
from app.accounts.access import actor
from app.domain.roles import Role
from app.practice.models import RecordKind
from app.practice.queries import own_record
from app.practice.while_typing import read_draft
from app.standing.slip import slip_of
from app.teachers.models import Teacher
from app.teachers.queries import teacher_or_404
from app.web.numbers import row_number


@login_required
def preview() -> str:
    """A piece of a record's or a plan's form: what it would credit as typed so far. It reads only."""
    record_id = request.args.get("record", type=row_number)
    edited = own_record(record_id, actor()) if record_id else None
    post = edited.teacher if edited else _whose_form(request.args.get("teacher", type=row_number))
    training = (edited.kind if edited else request.args.get("kind")) == RecordKind.TRAINING
    kind = RecordKind.TRAINING if training else RecordKind.PRACTICE
    today = clock.today()
    planned = "plan" in request.args
    draft = read_draft(post.school_id, kind, request.args, edited=edited, planned=planned, today=today)
    slip = slip_of(post.id, draft.record, today) if draft.record else None
    return render_template(
        "standing/_slip.html",
        slip=slip,
        problems=draft.problems,
        span=draft.span,
        planned=planned,
    )


def _whose_form(teacher_id: int | None) -> Teacher:
    """The reader's own post as a teacher, or the one the office writes for."""
    if teacher_id is not None and actor().has(Role.HR, Role.ADMIN):
        return teacher_or_404(teacher_id, actor())
    own = actor().person.teacher
    if own is None or not actor().has(Role.TEACHER):
        abort(403)
    return own
