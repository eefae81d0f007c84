"""Writing a plan before it is handed in: begin, change, attach the agreement."""

from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.accounts.models import Account
from app.audit.operations import as_json, set_changed
from app.domain.facts import RecordStatus
from app.domain.roles import Part
from app.extensions import db
from app.files.operations import CheckedFile, store_checked
from app.plans.checks import Planned
from app.plans.models import PracticePlan
from app.practice.discard_operations import discard
from app.practice.draft_operations import check_editable, check_written, record_step, touch
from app.practice.evidence_operations import safe_name
from app.practice.models import ENDED
from app.practice.steps import OthersStepError
from app.teachers.locks import lock_teachers
from app.teachers.models import Teacher

STRETCH = (
    "venue", "first_day", "last_day", "pattern", "weekdays", "half_hours", "absent", "attended_rest_days",
    "post", "tasks",
)  # fmt: skip
"""What a plan and the record made from it say in the same words, the place apart."""


def create_plan(teacher: Teacher, planned: Planned, *, actor: Account, at: datetime) -> PracticePlan:
    """Begin a draft; the same sent twice is one plan, as of records (see there).

    Raises:
        OthersStepError: it is not the actor's own.
        WrittenWrongError: see its problems.
    """
    if teacher.person_id != actor.person_id:
        raise OthersStepError(Part.OWNER)
    check_written(planned.stretch, actor, at)
    values = _columns(planned)
    lock_teachers({teacher.id})
    twin = db.session.scalars(
        select(PracticePlan)
        .filter_by(teacher_id=teacher.id, closed_at=None, **values)
        .where(PracticePlan.status.not_in(ENDED))
    ).first()
    if twin is not None:
        return twin
    plan = PracticePlan(
        school_id=teacher.school_id,
        teacher=teacher,
        status=RecordStatus.DRAFT,
        entered_by_id=actor.id,
        created_at=at,
        updated_at=at,
        **values,
    )
    db.session.add(plan)
    db.session.flush()
    record_step(
        "plan:create", plan, actor, at, after={name: as_json(value) for name, value in values.items()}
    )
    return plan


def edit_plan(plan: PracticePlan, planned: Planned, *, actor: Account, at: datetime) -> None:
    """Change what is written.

    Raises:
        OthersStepError, NotEditableError: somebody else's, or not in a state to change.
        WrittenWrongError: see its problems.
    """
    check_editable(plan, actor, at)
    check_written(planned.stretch, actor, at)
    before, after = set_changed(plan, _columns(planned))
    touch(plan, at)
    record_step("plan:edit", plan, actor, at, before=before, after=after)


def attach_agreement(plan: PracticePlan, file: CheckedFile, *, actor: Account, at: datetime) -> None:
    """Keep the signed agreement, which was looked into before; a second one takes the place of the first.

    Raises:
        OthersStepError, NotEditableError: somebody else's, or not in a state to change.
    """
    check_editable(plan, actor, at)
    plan.agreement_file = store_checked(file, at=at)
    plan.agreement_name = safe_name(file.name)
    touch(plan, at)
    what = {"name": plan.agreement_name, "sha256": plan.agreement_file.sha256}
    record_step("plan:attach_agreement", plan, actor, at, after=what)


def discard_plan(plan: PracticePlan, *, actor: Account, at: datetime) -> None:
    """Delete a draft that was never handed in; nothing is written about it yet.

    Raises:
        OthersStepError, NotDiscardableError: somebody else's, or it was handed in before.
    """
    discard(plan, "plan", actor=actor, at=at)


def _columns(planned: Planned) -> dict[str, Any]:
    stretch = planned.stretch
    values = {name: getattr(stretch, name) for name in STRETCH}
    own = {field.name: getattr(planned, field.name) for field in fields(planned) if field.name != "stretch"}
    return values | own | {"site_id": stretch.site.id, "host": stretch.site.host}
