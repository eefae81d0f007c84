"""Freezing a year, and stating it anew."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert

from app import clock
from app.accounts.guards import require_role
from app.accounts.locks import lock_school
from app.accounts.models import Account
from app.audit.operations import record_event
from app.domain.frozen import freeze
from app.domain.outcome import Evaluation, Verdict
from app.domain.roles import Role
from app.extensions import db
from app.schools.models import School
from app.snapshots.compare import Comparison, compare
from app.snapshots.models import Snapshot, SnapshotRow, SnapshotUse
from app.snapshots.picture import Fresh, frozen_ground, picture_now, picture_of
from app.snapshots.queries import SchoolYear, newest_edition
from app.snapshots.reasons import ground_changes, reasons
from app.standing.headline import headline


class NotOverError(Exception):
    """The year has not ended yet."""


class FrozenAlreadyError(Exception):
    """The year has been frozen; only a restatement can follow."""

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__(str(snapshot.id))
        self.snapshot = snapshot


class SupersededError(FrozenAlreadyError):
    """A later edition holds by now; ``snapshot`` is it."""


class NoReasonError(Exception):
    """A restatement says why."""


class NothingDiffersError(Exception):
    """There is nothing to restate."""


@dataclass(frozen=True, slots=True)
class Due:
    """What a restatement would freeze, and what would differ."""

    fresh: Fresh
    comparison: Comparison


def freeze_year(school_id: int, year: SchoolYear, *, actor: Account, at: datetime) -> Snapshot:
    """Freeze a year for the first time.

    Raises:
        NotAllowedError: the actor is not of the school's office.
        NotOverError: the year runs today.
        FrozenAlreadyError: it was frozen before.
        NotJudgedError: the school's decisions allow no verdict on its last day.
    """
    require_role(actor, school_id, Role.HR, Role.ADMIN)
    if clock.local(at).date() <= year.window.last_day:
        raise NotOverError
    _wait_for_turn(school_id)
    known = newest_edition(school_id, year.window)
    if known is not None:
        raise FrozenAlreadyError(known)
    fresh = picture_now(school_id, year.window, at)
    snapshot = _write(
        fresh,
        school_id=school_id,
        year=year.number,
        first_day=year.window.first_day,
        edition=1,
        taken_by_id=actor.id,
    )
    _record(snapshot, "freeze", actor)
    return snapshot


def what_differs(snapshot: Snapshot, at: datetime) -> Due:
    """What would differ if the year were frozen now.

    Raises:
        NotJudgedError: the school's decisions allow no verdict on the day any more.
    """
    before, fresh = picture_of(snapshot), picture_now(snapshot.school_id, snapshot.window, at)
    ground = ground_changes(before.ground, fresh.picture.ground)
    return Due(fresh, compare(before, fresh.picture, ground=ground, why=reasons))


def restate(snapshot: Snapshot, reason: str, *, actor: Account, at: datetime) -> Snapshot:
    """Freeze the same day anew; the edition before stays as it is.

    Raises:
        NotAllowedError: the actor is not of the school's office.
        SupersededError: a later edition holds by now.
        NoReasonError: no reason is given.
        NothingDiffersError: nobody's verdicts differ.
        NotJudgedError: see ``what_differs``.
    """
    require_role(actor, snapshot.school_id, Role.HR, Role.ADMIN)
    if not reason.strip():
        raise NoReasonError
    _wait_for_turn(snapshot.school_id)
    newest = newest_edition(snapshot.school_id, snapshot.window)
    if newest is not None and newest.id != snapshot.id:
        raise SupersededError(newest)
    due = what_differs(snapshot, at)
    if not due.comparison.people:
        raise NothingDiffersError
    restated = _write(
        due.fresh,
        school_id=snapshot.school_id,
        year=snapshot.year,
        first_day=snapshot.first_day,
        edition=snapshot.edition + 1,
        supersedes_id=snapshot.id,
        reason=reason.strip(),
        changes=freeze(due.comparison),
        taken_by_id=actor.id,
    )
    _record(restated, "restate", actor)
    return restated


def _wait_for_turn(school_id: int) -> None:
    """Two at once of one school wait for each other here."""
    lock_school(db.session.get_one(School, school_id))


def _write(fresh: Fresh, **values: Any) -> Snapshot:  # noqa: ANN401 - columns of a snapshot
    """The snapshot with its rows; thousands of them, so no entity is made of one."""
    picture = fresh.picture
    values = {"changes": {}, "reason": ""} | values
    snapshot = Snapshot(
        as_of=picture.as_of,
        taken_at=picture.taken_at,
        ground=frozen_ground(picture),
        counts=fresh.counts,
        teachers=len(picture.people),
        **values,
    )
    db.session.add(snapshot)
    db.session.flush()
    rows = list(_rows(snapshot.id, fresh))
    uses = list(_uses(snapshot.id, fresh))
    if rows:
        db.session.execute(insert(SnapshotRow), rows)
    if uses:
        db.session.execute(insert(SnapshotUse), uses)
    return snapshot


def _rows(snapshot_id: int, fresh: Fresh) -> Iterable[dict[str, Any]]:
    for key, someone in fresh.picture.people.items():
        evaluation = fresh.evaluations[key]
        lines = headline(evaluation)
        yield {
            "snapshot_id": snapshot_id,
            "teacher_id": key,
            "name": someone.name,
            "staff_number": someone.staff_number,
            "department": someone.department,
            "category": someone.category,
            **_columns("year", lines.year),
            **_columns("five", lines.five),
            "gate_passes": evaluation.gate.passes if evaluation.gate else None,
            "frozen": fresh.picture.stored[key],
        }


def _columns(line: str, verdict: Verdict | None) -> dict[str, Any]:
    return {
        f"{line}_standing": verdict.standing if verdict else None,
        f"{line}_credited": verdict.credited if verdict else None,
        f"{line}_required": verdict.required if verdict else None,
    }


def _uses(snapshot_id: int, fresh: Fresh) -> Iterable[dict[str, int]]:
    for key in fresh.picture.people:
        for record, half_hours in _most_credited(fresh.evaluations[key]).items():
            yield {
                "snapshot_id": snapshot_id,
                "teacher_id": key,
                "record_id": int(record),
                "half_hours": half_hours,
            }


def _most_credited(evaluation: Evaluation) -> dict[str, int]:
    """By record the most that one rule credits in one window."""
    most: dict[str, int] = {}
    for verdict in evaluation.verdicts:
        for record, half_hours in verdict.records:
            most[record] = max(half_hours, most.get(record, 0))
    return most


def _record(snapshot: Snapshot, step: str, actor: Account) -> None:
    record_event(
        f"snapshot:{step}", "snapshot", snapshot.id, school_id=snapshot.school_id,
        actor=actor, at=snapshot.taken_at, reason=snapshot.reason,
        after={
            "year": snapshot.year, "edition": snapshot.edition, "as_of": snapshot.as_of.isoformat(),
            "teachers": snapshot.teachers,
        },
    )  # fmt: skip
