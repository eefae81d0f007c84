"""What enterprises have answered on records under review, as the log tells it."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, select

from app.accounts.models import Account, SignIn
from app.audit.models import AuditEvent
from app.domain.evidence import ConfirmationState
from app.domain.flags import FlagKind, Objection, Yes
from app.extensions import db
from app.practice.wording import objection

LATELY = timedelta(days=14)
"""How far a sign-in may lie from an answer to be told beside it."""
_ASKED = "record:confirmation_asked"
_CONFIRMED = "record:confirmation_confirmed"
_REFUSED = "record:confirmation_refused"
_TAGS = (_ASKED, _CONFIRMED, "record:confirmation_corrected", _REFUSED)
_KINDS = {ConfirmationState.REFUSED: FlagKind.REFUSED, ConfirmationState.CORRECTED: FlagKind.CORRECTED}


@dataclass(frozen=True, slots=True)
class Answered:
    """What enterprises have answered on one record."""

    confirmed: Yes | None = None
    objection: Objection | None = None
    refusals: int = 0


SILENT = Answered()


def words_of_enterprises(school_id: int, rows: Collection[Row[*tuple[Any, ...]]]) -> dict[int, Answered]:
    """By record, what was answered; rows have ``id``, ``person_id`` and ``confirmation``."""
    log = _log(school_id, {row.id for row in rows})
    yes = {row.person_id for row in rows if row.confirmation is ConfirmationState.CONFIRMED}
    signed_in = _sign_ins(yes) if yes else {}
    return {
        row.id: Answered(
            confirmed=_yes(log[row.id], signed_in.get(row.person_id, []))
            if row.confirmation is ConfirmationState.CONFIRMED
            else None,
            objection=_objection(row.confirmation, log[row.id]),
            refusals=sum(event.tag == _REFUSED for event in log[row.id]),
        )
        for row in rows
        if row.id in log
    }


def _log(school_id: int, record_ids: Collection[int]) -> dict[int, list[AuditEvent]]:
    """By record, in order, how links were made and answered."""
    found: dict[int, list[AuditEvent]] = defaultdict(list)
    for event in db.session.scalars(
        select(AuditEvent)
        .where(
            AuditEvent.school_id == school_id,
            AuditEvent.subject == "record",
            AuditEvent.subject_id.in_(record_ids),
            AuditEvent.tag.in_(_TAGS),
        )
        .order_by(AuditEvent.id)
    ):
        found[event.subject_id].append(event)
    return found


def _yes(log: Sequence[AuditEvent], signed_in: Sequence[tuple[str, datetime]]) -> Yes | None:
    """How the confirmation that holds came in."""
    asked = {event.after["confirmation_id"]: event.at for event in log if event.tag == _ASKED}
    answers = [event for event in log if event.tag == _CONFIRMED]
    if not answers:
        return None
    answer = answers[-1]
    return Yes(
        after=answer.at - asked[answer.after["confirmation_id"]],
        from_teachers_address=any(
            ip == answer.after["ip"] and abs(answer.at - at) <= LATELY for ip, at in signed_in
        ),
    )


def _objection(stands: ConfirmationState | None, log: Sequence[AuditEvent]) -> Objection | None:
    found = objection(stands, log)
    return Objection(_KINDS[found[0]], found[1]) if found else None


def _sign_ins(person_ids: Collection[int]) -> dict[int, list[tuple[str, datetime]]]:
    """By person, from where and when they signed in."""
    statement = select(Account.person_id, SignIn.ip, SignIn.created_at).join(
        Account, Account.id == SignIn.account_id
    )
    found: dict[int, list[tuple[str, datetime]]] = defaultdict(list)
    for person_id, ip, at in db.session.execute(statement.where(Account.person_id.in_(person_ids))):
        found[person_id].append((ip, at))
    return found
