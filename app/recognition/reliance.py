"""Proposals and recommendations that rest on a record, and whether they would stand without it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from app.domain.gate import passes
from app.domain.outcome import Gate
from app.practice.models import PracticeRecord
from app.recognition.frozen_verdict import FrozenCredit, FrozenVerdict
from app.recognition.in_force import InForce, everything_in_force
from app.standing.effect import Without


@dataclass(frozen=True, slots=True)
class Reliance:
    """A proposal in force, or its recommendation, whose frozen verdict credits records in question."""

    proposal_id: int
    teacher_id: int
    number: str | None
    """Of the recommendation; None while it is proposed."""
    as_of: date
    records: frozenset[str]
    """Those of them that it credits."""
    half_hours: int
    """What they give under the rule that decided; under another one where that reads none."""
    gate: Gate | None
    """What the rule that decides says on its day without them, and without all else that counts no more."""
    alone: Mapping[str, bool]
    """By record whether it would stand without that one alone; only where several are missing."""
    missing: int
    """How many records: these, and those that it credits and that count no more."""
    checked: bool
    """Somebody has found that it stands without them, and without all else that counts no more."""

    @property
    def stands(self) -> bool:
        """It would be agreed to on its day even so."""
        return passes(self.gate)


def relying_on(record: PracticeRecord) -> list[Reliance]:
    """What of a teacher's is in force and rests on the record, newest first."""
    return relying(record.school_id, {record.teacher_id: frozenset({str(record.id)})})


def relying(school_id: int, gone: Mapping[int, frozenset[str]]) -> list[Reliance]:
    """What is in force and rests on any of these records of these teachers, newest first."""
    found, judged = [], Without(school_id, gone)
    for one in everything_in_force(school_id, gone.keys()):
        records = one.records & gone[one.teacher_id]
        if records:
            gate, missing = judged.on(one.as_of, one.teacher_id).gate, records.union(one.gone.records)
            found.append(
                Reliance(
                    one.proposal_id, one.teacher_id, one.number, one.as_of, records,
                    credited(one.verdicts, records), gate,
                    alone=_alone(judged, one, records, missing) if len(missing) > 1 else {},
                    missing=len(missing),
                    checked=one.checked(records),
                )
            )  # fmt: skip
    return found


def _alone(
    judged: Without, one: InForce, records: frozenset[str], missing: frozenset[str]
) -> dict[str, bool]:
    """For each of the records, whether a paper would stand if of all that is missing it alone were."""
    return {
        record: passes(judged.on(one.as_of, one.teacher_id, counted=missing - {record}).gate)
        for record in records
    }


def records_relied_on(school_id: int) -> list[frozenset[int]]:
    """The records that each thing in force rests on."""
    return [frozenset(map(int, one.records)) for one in everything_in_force(school_id)]


def credited(verdicts: Collection[FrozenVerdict], records: frozenset[str]) -> int:
    """Half-hours of these records: under the rule that decided, else the most under another one.

    The paper may use some of them and its recheck others; what both use is there once.
    """
    deciding = sum(max(_sum(one.gate_line.records, {record}) for one in verdicts) for record in records)
    return deciding or max(
        (_sum(line.records, records) for one in verdicts for line in one.in_force), default=0
    )


def _sum(credits_of: Iterable[FrozenCredit], records: Collection[str]) -> int:
    return sum(credit.half_hours for credit in credits_of if credit.record in records)
