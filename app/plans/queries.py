"""Reading plans: one behind its access check, a teacher's, what waits for whom, and a list with filters."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from flask import abort
from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload
from werkzeug.datastructures import MultiDict

from app import clock
from app.accounts.models import Account
from app.domain.facts import RecordStatus, School
from app.domain.roles import Part, Role
from app.extensions import db
from app.plans.models import PracticePlan
from app.practice.access import may_see, parts, reviewer, waits_for
from app.practice.holders import Holders
from app.practice.models import ENDED, PracticeRecord
from app.practice.next_word import Reviewer, has_next_word
from app.practice.page import days_attended
from app.teachers.models import Teacher
from app.web.fields import FIRST_YEAR, LAST_YEAR
from app.web.nav import Waits
from app.web.numbers import row_number

READ = tuple(one for one in RecordStatus if one not in {RecordStatus.DRAFT, RecordStatus.WITHDRAWN})
"""The states in which a list shows somebody else's plan."""


def plan_or_404(plan_id: int, actor: Account) -> PracticePlan:
    """A plan the actor may know of."""
    plan = db.session.get(PracticePlan, plan_id)
    if plan is None or not may_see(actor, plan, clock.today()):
        abort(404)
    return plan


def own_plan(plan_id: int, actor: Account) -> PracticePlan:
    """The actor's own plan: 404 where they may not know of it, 403 where it is somebody else's."""
    plan = plan_or_404(plan_id, actor)
    if Part.OWNER not in parts(actor, plan, clock.today()):
        abort(403)
    return plan


def own_plans(teacher_id: int) -> Sequence[PracticePlan]:
    """A teacher's plans, the latest first."""
    return db.session.scalars(
        _listed()
        .where(PracticePlan.teacher_id == teacher_id)
        .order_by(PracticePlan.first_day.desc(), PracticePlan.id.desc())
    ).all()


def plan_of_days(
    teacher_id: int, first_day: date, last_day: date, site_id: int | None
) -> PracticePlan | None:
    """A teacher's plan from one day to another that has not come to nothing; without a site, at any."""
    found = (
        select(PracticePlan)
        .filter_by(teacher_id=teacher_id, first_day=first_day, last_day=last_day, closed_at=None)
        .where(PracticePlan.status.not_in(ENDED))
        .order_by(PracticePlan.id)
    )
    if site_id is not None:
        found = found.filter_by(site_id=site_id)
    return db.session.scalars(found).first()


def waiting_for(actor: Account) -> Sequence[PracticePlan]:
    """Plans on which the actor has the next word, those that begin first in front."""
    return db.session.scalars(
        _listed()
        .where(waits_for(actor, clock.today(), PracticePlan))
        .order_by(PracticePlan.first_day, PracticePlan.id)
    ).all()


def plans_waiting(account: Account, holders: Holders | None = None) -> Waits:
    """What waits for the account's word."""
    today = clock.today()
    if not account.reviews_on(today):
        return Waits(0)
    return Waits(*db.session.execute(_waiting(reviewer(account, today, holders))).one())


@lru_cache(maxsize=128)
def _waiting(who: Reviewer | None) -> Select[int, datetime]:
    """Every page with a menu sends it, so it is written down once for who reviews on the same grounds."""
    since = func.coalesce(PracticePlan.endorsed_at, PracticePlan.submitted_at)
    counted = select(func.count(), func.min(since)).select_from(PracticePlan).join(PracticePlan.teacher)
    return counted.where(has_next_word(who, PracticePlan))


@dataclass(frozen=True, slots=True)
class Asked:
    """Which plans a list shows; None is no restriction."""

    department_id: int | None = None
    status: RecordStatus | None = None
    year: int | None = None


def read_asked(args: MultiDict[str, str]) -> Asked:
    """What the address asks for; a value that is not offered restricts nothing."""
    year = args.get("year", None, row_number)
    return Asked(
        department_id=args.get("department", None, row_number),
        status=args.get("status", None, RecordStatus),
        year=year if year is not None and FIRST_YEAR <= year <= LAST_YEAR else None,
    )


def plans_to_read(actor: Account, asked: Asked) -> Select[PracticePlan]:
    """What others have handed in, in the departments that the actor heads or in the whole school."""
    statement = _listed().where(
        PracticePlan.school_id == actor.school_id,
        PracticePlan.status.in_(READ),
        Teacher.person_id != actor.person_id,
    )
    if not actor.has(Role.HR, Role.ADMIN):
        statement = statement.where(Teacher.department_id.in_(actor.headed_department_ids))
    if asked.department_id is not None:
        statement = statement.where(Teacher.department_id == asked.department_id)
    if asked.status is not None:
        statement = statement.where(PracticePlan.status == asked.status)
    if asked.year is not None:
        first, last = date(asked.year, 1, 1), date(asked.year, 12, 31)
        statement = statement.where(PracticePlan.first_day <= last, PracticePlan.last_day >= first)
    return statement.order_by(PracticePlan.first_day.desc(), PracticePlan.id.desc())


def _listed() -> Select[PracticePlan]:
    return (
        select(PracticePlan)
        .join(PracticePlan.teacher)
        .options(
            joinedload(PracticePlan.teacher).options(
                joinedload(Teacher.person), joinedload(Teacher.department)
            ),
            joinedload(PracticePlan.site),
            joinedload(PracticePlan.entered_by),
            selectinload(PracticePlan.weeks),
        )
    )


def records_of_plans(plan_ids: Sequence[int]) -> dict[int, PracticeRecord]:
    """The living record of each plan that has one."""
    found = db.session.scalars(
        select(PracticeRecord).where(
            PracticeRecord.plan_id.in_(plan_ids), PracticeRecord.status.not_in(ENDED)
        )
    )
    return {record.plan_id: record for record in found if record.plan_id is not None}


def ended_records(plan: PracticePlan) -> Sequence[PracticeRecord]:
    """Records of the plan that ended without counting."""
    return db.session.scalars(
        select(PracticeRecord)
        .where(PracticeRecord.plan_id == plan.id, PracticeRecord.status.in_(ENDED))
        .order_by(PracticeRecord.id)
    ).all()


def overlapping(plan: PracticePlan) -> Sequence[PracticePlan]:
    """Other plans of the teacher, handed in or approved, in the same days."""
    claims = (RecordStatus.SUBMITTED, RecordStatus.ENDORSED, RecordStatus.APPROVED)
    return db.session.scalars(
        _listed()
        .where(
            PracticePlan.teacher_id == plan.teacher_id,
            PracticePlan.id != plan.id,
            PracticePlan.status.in_(claims),
            PracticePlan.closed_at.is_(None),
            PracticePlan.first_day <= plan.last_day,
            PracticePlan.last_day >= plan.first_day,
        )
        .order_by(PracticePlan.first_day, PracticePlan.id)
    ).all()


def monday_of(day: date) -> date:
    """The first day of a day's week by ISO 8601."""
    return day - timedelta(days=day.weekday())


def weeks_of(plan: PracticePlan, today: date, school: School | None = None) -> list[date]:
    """Mondays of the weeks that have begun and in which the plan has days."""
    days = days_attended(plan, today, school)
    return sorted({monday_of(day) for day in days if monday_of(day) <= today})
