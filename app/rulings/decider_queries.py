"""Who may decide what: nobody about themselves, and nobody on what they entered themselves."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for
from sqlalchemy import select

from app import clock
from app.accounts.models import Account, AccountRole, Person
from app.domain.outcome import Evaluation
from app.domain.questions import LeaveQuestion, Question
from app.domain.roles import Role
from app.domain.windows import Window
from app.extensions import db
from app.practice.models import PracticeRecord
from app.rulings.leave_queries import Written, touching, written_leaves
from app.rulings.queries import Pick, Waiting, records_of_question, waiting_of
from app.standing.queries import SchoolAtOnce, evaluate_teacher
from app.teachers.models import Teacher
from app.teachers.ruling_models import Ruling
from app.web.nav import Line


@dataclass(frozen=True, slots=True)
class Writers:
    """The persons behind teachers, and who entered records, by record, and leaves, by teacher."""

    behind: Mapping[int, int]
    records: Mapping[str, int]
    leaves: Mapping[int, Sequence[Written]]
    exempted: Mapping[str, Window]
    """The days of the exemptions that the questions name, by number."""

    def of(self, teacher_id: int, question: Question) -> frozenset[int]:
        """The persons who entered what a question about a teacher is asked of."""
        if not isinstance(question, LeaveQuestion):
            return frozenset(self.records[one] for one in records_of_question(question))
        leaves = self.leaves.get(teacher_id, ())
        found = touching(leaves, question.window)
        if question.other_days is not None:  # what is asked anew rests on the leaves of those days too
            found |= touching(leaves, self.exempted[question.other_days])
        return found


def writers(asked: Iterable[tuple[int, Question]]) -> Writers:
    """Who entered what these questions, each with its teacher, are asked of."""
    asked = list(asked)
    away = {teacher_id for teacher_id, one in asked if isinstance(one, LeaveQuestion)}
    records = {int(record) for _, one in asked for record in records_of_question(one)}
    teachers = {one for one, _ in asked}
    people = select(Teacher.id, Teacher.person_id).where(Teacher.id.in_(teachers))
    behind = dict(iter(db.session.execute(people)))
    numbers = {one.other_days for _, one in asked if isinstance(one, LeaveQuestion) and one.other_days}
    return Writers(behind, _writers_of_records(records), written_leaves(away), _exempted(numbers, teachers))


def _exempted(numbers: Collection[str], teachers: Collection[int]) -> dict[str, Window]:
    """By number; a number is one of its school's alone, and the teachers are of one."""
    mine = Ruling.teacher_id.in_(teachers), Ruling.number.in_(numbers)
    rulings = db.session.scalars(select(Ruling).where(*mine))
    return {one.number: one.year for one in rulings if one.year is not None}


def _writers_of_records(records: Collection[int]) -> dict[str, int]:
    rows = db.session.execute(
        select(PracticeRecord.id, Account.person_id)
        .join(Account, Account.id == PracticeRecord.entered_by_id)
        .where(PracticeRecord.id.in_(records))
    )
    return {str(record_id): person_id for record_id, person_id in rows}


def for_others(waiting: Sequence[Waiting], actor: Account) -> dict[Pick, tuple[int, frozenset[int]]]:
    """What the actor must leave to others: whom it is about, and all who are kept out of it."""
    entered = writers((one.member.teacher_id, one.question) for one in waiting)
    found = {}
    for one in waiting:
        about = entered.behind[one.member.teacher_id]
        kept_out = entered.of(one.member.teacher_id, one.question) | {about}
        if actor.person_id in kept_out:
            found[one.pick] = about, kept_out
    return found


def line_of_rulings(
    account: Account, known: SchoolAtOnce, evaluations: Mapping[int, Evaluation]
) -> Line | None:
    """What this account may decide, for its first page; the menu does not count it, for it judges nobody."""
    if not account.has(Role.HR, Role.ADMIN):
        return None
    waiting = waiting_of(account.school_id, known.as_of, known, evaluations)
    others = for_others(waiting, account)
    own = [one for one in waiting if one.pick not in others]
    days = known.law.calendar.workdays_after(own[0].since, known.as_of) if own else None
    left = f"另有 {len(others)} 项须由别人裁定" if others else ""
    return Line("待裁定", len(own), days, url_for("rulings.index"), left)


def writers_of_ruling(ruling: Ruling) -> frozenset[int]:
    """The persons who entered what a ruling rests on: its records, or leaves that touch its year or years."""
    records = [one for one in (ruling.record_id, ruling.other_record_id) if one is not None]
    if records or ruling.rule is None:
        return frozenset(_writers_of_records(records).values())
    day = clock.local(ruling.decided_at).date()
    return writers_of_leaves(ruling.teacher_id, ruling.rule, ruling.year, day)


def writers_of_leaves(teacher_id: int, rule: str, year: Window | None, day: date) -> frozenset[int]:
    """The persons who wrote leaves of a teacher that touch what an exemption is about, or once did.

    That is the year, or the years that the rule looks at on a day; and where it is asked because of an
    exemption from other days, those.
    """
    asked = [
        LeaveQuestion(rule, verdict.window, verdict.other_days)
        for verdict in evaluate_teacher(teacher_id, day).evaluation.verdicts
        if verdict.rule.id == rule and year in {None, verdict.window}
    ]
    if year is not None:
        asked.append(LeaveQuestion(rule, year))
    known = writers((teacher_id, one) for one in asked)
    return frozenset[int]().union(*(known.of(teacher_id, one) for one in asked))


def office(school_id: int) -> dict[int, str]:
    """The names of those who decide at a school, by person, in the order of their entry."""
    rows = db.session.execute(
        select(Person.id, Person.name)
        .join(Account, Account.person_id == Person.id)
        .join(AccountRole, AccountRole.account_id == Account.id)
        .where(Person.school_id == school_id, Account.active, AccountRole.role.in_([Role.HR, Role.ADMIN]))
        .distinct()
        .order_by(Person.id)
    )
    return dict(iter(rows))
