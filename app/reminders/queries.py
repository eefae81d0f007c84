"""What falls due at a school, what comes for one teacher, and the outbox."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from flask import abort
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select

from app.accounts.models import Account, Person
from app.domain.below import told_since
from app.domain.by_when import ByWhen, NextDate, by_when
from app.domain.facts import Record
from app.domain.facts import School as SchoolFacts
from app.domain.facts import Teacher as TeacherFacts
from app.domain.outcome import Evaluation
from app.domain.reminders import Coverage, Reminder, ReminderKey, coming_reminders, due_reminders
from app.domain.roles import Role
from app.domain.rules import Law
from app.extensions import db
from app.mail.models import Mail, MailStatus
from app.reminders.grounds import Grounds, grounds_of, grounds_to_come
from app.reminders.models import Reminder as ReminderRow
from app.schools.impact_models import Foretold
from app.schools.impact_queries import Ground, foretold_in_vain
from app.schools.models import School
from app.standing.coming import Coming, coming_decisions, coming_needs
from app.standing.headline import headline
from app.standing.queries import (
    TeacherStanding,
    evaluate_facts,
    evaluate_teacher,
    read_school,
    usable_decisions,
)
from app.teachers.models import Teacher
from app.web.numbers import page_asked

ROWS_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Due:
    """Everything to remind one person of today."""

    person_id: int
    as_of: date
    reminders: tuple[Reminder, ...]
    grounds: Grounds
    """What of them rests on what is still to come."""

    @property
    def all_grounds(self) -> set[Ground]:
        return {ground for of_one in self.grounds.values() for ground in of_one}


def live_schools(today: date) -> list[int]:
    """The schools that have begun to remind."""
    return list(db.session.scalars(select(School.id).where(School.live_from <= today).order_by(School.id)))


def due_at_school(school_id: int, today: date) -> list[Due]:
    """Whom to remind of what, in order of the person, so that two runs at once never block each other."""
    posts = _posts(school_id, today)  # before the facts: who is entered meanwhile waits for the next run
    coverage = _coverage(school_id)
    sent = _sent_keys(school_id)
    to_come = grounds_to_come(school_id, today)
    known = read_school(school_id, today)
    evaluations = evaluate_facts(known)
    usable = usable_decisions(known.law, known.decisions, today)
    comings = coming_decisions(school_id, known.law, today)
    found = []
    for teacher_id, person_id, hired_on in posts:
        facts = (known.teachers[teacher_id], known.records.get(teacher_id, ()))
        reminders = due_reminders(
            _needs(usable.law, usable.school, facts, evaluations[teacher_id], comings),
            today,
            hired_on=hired_on,
            coverage=coverage,
            sent=frozenset(sent[person_id]),
        )
        if reminders:
            grounds = {one.key: grounds_of(one, to_come) for one in reminders}
            found.append(Due(person_id, today, reminders, grounds))
    return found


def _posts(school_id: int, today: date) -> Sequence[Row[int, int, date]]:
    """Who teaches, in order of the person, with the day of hire."""
    return db.session.execute(
        select(Teacher.id, Teacher.person_id, Teacher.hired_on)
        .where(Teacher.school_id == school_id, or_(Teacher.left_on.is_(None), Teacher.left_on > today))
        .order_by(Teacher.person_id)
    ).all()


def _needs_of(known: TeacherStanding) -> list[ByWhen]:
    """What one teacher may be reminded of, with what comes, and since when they are below."""
    as_of, facts = known.evaluation.as_of, (known.teacher, known.records)
    comings = coming_decisions(known.school_id, known.law, as_of)
    needs = _needs(known.law, known.school, facts, known.evaluation, comings)
    return told_since(known.law, known.school, *facts, needs, as_of=as_of, complete_from=known.complete_from)


@dataclass(frozen=True, slots=True)
class ToCome:
    """What one teacher is told of today's records."""

    reminders: tuple[Reminder, ...]
    """What will go out if nothing changes."""
    besides: list[ByWhen]
    """What lacks all the same, of which no further reminder goes out."""


def to_come(teacher: Teacher, today: date) -> ToCome:
    """What comes for one teacher; what falls due only after years is nothing to be told of yet."""
    needs = _needs_of(evaluate_teacher(teacher.id, today))
    reminders = coming_reminders(
        needs, today, hired_on=teacher.hired_on, coverage=_coverage(teacher.school_id)
    )
    reminded = [one.need for one in reminders]
    besides = [one for one in needs if one not in reminded and one.kind is not NextDate.FALLS_DUE]
    return ToCome(
        reminders, [one for one in besides if one.left or one.deadline is None or one.under_another]
    )


def _needs(
    law: Law,
    school: SchoolFacts,
    facts: tuple[TeacherFacts, tuple[Record, ...]],
    evaluation: Evaluation,
    comings: Iterable[Coming],
) -> list[ByWhen]:
    """What the two lines need that a page shows first, now and once others take their place."""
    now = by_when(law, school, *facts, headline(evaluation).first_two, as_of=evaluation.as_of)
    return [*now, *coming_needs(comings, *facts, evaluation)]


def _coverage(school_id: int) -> Coverage:
    school = db.session.get_one(School, school_id)
    return Coverage(school.live_from, school.records_complete_from)


def _sent_keys(school_id: int) -> defaultdict[int, set[ReminderKey]]:
    keys: defaultdict[int, set[ReminderKey]] = defaultdict(set)
    for person_id, *key in db.session.execute(
        select(ReminderRow.person_id, ReminderRow.rule, ReminderRow.cycle, ReminderRow.step).where(
            ReminderRow.school_id == school_id, still_said()
        )
    ):
        keys[person_id].add(ReminderKey(*key))
    return keys


def still_said() -> ColumnElement[bool]:
    """Whether a reminder was not taken back before it went out, and what it rests on stands."""
    taken_back = select(Mail.id).where(Mail.id == ReminderRow.mail_id, Mail.status == MailStatus.CANCELLED)
    in_vain = select(Foretold.id).where(
        Foretold.mail_id == ReminderRow.mail_id,
        Foretold.rule == ReminderRow.rule,
        Foretold.cycle == ReminderRow.cycle,
        Foretold.step == ReminderRow.step,
        foretold_in_vain(),
    )
    return ~or_(taken_back.exists(), in_vain.exists())


def mail_to(person_id: int) -> Pagination:
    """What was written to a person, the newest first."""
    return _page(select(Mail).where(Mail.person_id == person_id))


def mail_or_404(mail_id: int, account: Account) -> Mail:
    """A mail that the account may read: one's own, or any of the school for the office."""
    mail = db.session.get(Mail, mail_id)
    if mail is None or mail.school_id != account.school_id:
        abort(404)
    if mail.person_id != account.person_id and not account.has(Role.HR, Role.ADMIN):
        abort(404)
    return mail


GROUPS: dict[str, tuple[str, ColumnElement[bool]]] = {
    "waiting": ("待发送", Mail.status.in_([MailStatus.PENDING, MailStatus.CLAIMED])),
    "sent": ("已发送", Mail.status == MailStatus.SENT),
    "failed": ("发送失败", Mail.status == MailStatus.FAILED),
    "no-address": ("没有邮箱", Mail.recipient.is_(None)),
    "filed": ("未外发，仅存档", and_(Mail.status == MailStatus.FILED, Mail.recipient.is_not(None))),
    "cancelled": ("已收回", Mail.status == MailStatus.CANCELLED),
}
"""The filters of the outbox: what each is called and which mails it shows."""


def outbox(school_id: int, *, group: str, search: str) -> Pagination:
    """A school's mails, the newest first; ``search`` is a part of a name, an address or a subject."""
    statement = select(Mail).where(Mail.school_id == school_id)
    if group in GROUPS:
        statement = statement.where(GROUPS[group][1])
    if search:
        named = select(Person.id).where(
            Person.school_id == school_id, Person.name.contains(search, autoescape=True)
        )
        parts = (column.contains(search, autoescape=True) for column in (Mail.recipient, Mail.subject))
        statement = statement.where(or_(Mail.person_id.in_(named), *parts))
    return _page(statement)


def group_counts(school_id: int) -> dict[str, int]:
    """How many mails each filter would show."""
    columns = [func.count().filter(condition) for _label, condition in GROUPS.values()]
    counts = db.session.execute(select(*columns).where(Mail.school_id == school_id)).one()
    return dict(zip(GROUPS, counts, strict=True))


def _page(statement: Select[Mail]) -> Pagination:
    return db.paginate(
        statement.order_by(Mail.created_at.desc(), Mail.id.desc()),
        page=page_asked(),
        per_page=ROWS_A_PAGE,
        max_per_page=ROWS_A_PAGE,
        error_out=False,
    )
