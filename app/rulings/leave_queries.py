"""Who wrote which days of a teacher's leaves, those corrected or removed since included."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from sqlalchemy import and_, select

from app.accounts.models import Account
from app.audit.models import AuditEvent
from app.domain.windows import Window
from app.extensions import db
from app.teachers.models import Teacher, TeacherLeave

_LOGGED = ("teacher:leave_added", "teacher:leave_changed", "teacher:leave_removed")


class Written(NamedTuple):
    """The days of a leave, and the person who wrote them."""

    days: Window
    person_id: int | None
    """None where the log names nobody."""


class Logged(NamedTuple):
    """One step of the log on a leave: its days before and after, or of both the ends that changed."""

    before: Mapping[str, str]
    after: Mapping[str, str]
    person_id: int | None


def written_leaves(teacher_ids: Collection[int]) -> dict[int, list[Written]]:
    """By teacher who wrote which days: of leaves as they are, and by the log of those that were."""
    leaves: defaultdict[int, list[Written]] = defaultdict(list)
    for teacher_id, first_day, last_day, person_id in db.session.execute(
        select(TeacherLeave.teacher_id, TeacherLeave.first_day, TeacherLeave.last_day, Account.person_id)
        .join(Account, Account.id == TeacherLeave.entered_by_id)
        .where(TeacherLeave.teacher_id.in_(teacher_ids))
    ):
        leaves[teacher_id].append(Written(Window(first_day, last_day), person_id))
    steps: defaultdict[int, list[Logged]] = defaultdict(list)
    for teacher_id, *step in db.session.execute(
        select(Teacher.id, AuditEvent.before, AuditEvent.after, AuditEvent.actor_person_id)
        .join(Teacher, and_(Teacher.id == AuditEvent.subject_id, Teacher.school_id == AuditEvent.school_id))
        .where(AuditEvent.subject == "teacher", AuditEvent.tag.in_(_LOGGED), Teacher.id.in_(teacher_ids))
        .order_by(AuditEvent.id)
    ):
        steps[teacher_id].append(Logged(*step))
    for teacher_id, several in steps.items():
        known = [one.days for one in leaves[teacher_id]]
        leaves[teacher_id] += written_by_log(several, known)
    return leaves


def written_by_log(steps: Iterable[Logged], known: Collection[Window]) -> Iterator[Written]:
    """Who wrote which days of one teacher's leaves, in order; ``known``: the leaves as they are now.

    Corrections once logged only the end that they moved: the other one is that of the leave they changed.
    Leaves of one teacher share no day, so one end says which it was.
    """
    held: list[Window] = []
    for step in steps:
        before, after = _ends(step.before), _ends(step.after)
        if not before and not after:
            continue  # the number of the approval, and no day
        old = next((one for one in held if before and before.items() <= one._asdict().items()), None)
        if old is not None:
            held.remove(old)
        if after:
            days = _completed(after, old, known)
            held.append(days)
            yield Written(days, step.person_id)


def _ends(logged: Mapping[str, str]) -> dict[str, date]:
    return {name: date.fromisoformat(logged[name]) for name in Window._fields if name in logged}


def _completed(ends: Mapping[str, date], old: Window | None, known: Collection[Window]) -> Window:
    """Both ends: of the leave as it was or, where the log does not know it, as it is; else the one day."""
    if old is None:
        old = next((one for one in known if ends.items() <= one._asdict().items()), None)
    (some_day, *_) = ends.values()
    others = old._asdict() if old else dict.fromkeys(Window._fields, some_day)
    first_day, last_day = (ends.get(name, others[name]) for name in Window._fields)
    return Window(first_day, last_day)


def touching(leaves: Iterable[Written], year: Window) -> frozenset[int]:
    """The persons who wrote days of one of these leaves that meets the year."""
    return frozenset(
        person_id
        for days, person_id in leaves
        if person_id is not None and days.first_day <= year.last_day and days.last_day >= year.first_day
    )
