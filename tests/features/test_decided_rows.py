"""What was decided stays as it was decided: rulings, decisions of a school, and what it added to the law."""

from datetime import date, timedelta

import pytest

from app.extensions import db
from app.immutable import FrozenForeverError
from app.schools.law_models import AdditionState
from app.schools.models import DecisionStatus
from app.teachers.ruling_models import RulingAnswer
from tests.builders import AT, make_addition, make_decision, make_ruling

LATER = AT + timedelta(days=1)


def refused(row, **values) -> bool:
    """Whether the change cannot be written; the row is as it was afterwards."""
    db.session.commit()  # what the row held is forgotten, so that only the database knows it
    for name, value in values.items():
        setattr(row, name, value)
    try:
        db.session.flush()
    except FrozenForeverError:
        return True
    finally:
        db.session.rollback()
    return False


def test_a_ruling_is_revoked_once_and_nothing_else_of_it_changes(cast):
    ruling = make_ruling(cast.teacher_post, by=cast.hr)
    revoked = {"revoked_by_id": cast.hr2.id, "revoked_at": AT, "revoke_reason": "示例"}
    for values in (
        {"kind": RulingAnswer.REFUSED},
        {"first_day": date(2024, 1, 1)},
        {"reason": "别的理由"},
        {"decided_by_id": cast.admin.id},
        revoked | {"number": "10001-CD-2026-9999"},
        {"version": 9},
        {"version": 9, "reason": "别的理由"},
    ):
        assert refused(ruling, **values), values
    for name, value in revoked.items():
        setattr(ruling, name, value)
    assert refused(ruling, revoke_reason="另一个原因")
    assert refused(ruling, revoked_by_id=None, revoked_at=None, revoke_reason="")
    assert ruling.revoke_reason == "示例"


def test_a_decision_is_answered_once_and_superseded_once(cast):
    waiting = make_decision(cast.school, by=cast.hr)
    assert refused(waiting, value="LN-2020-5Y6M")
    assert not refused(waiting, status=DecisionStatus.WITHDRAWN, decided_by_id=cast.hr.id, decided_at=AT)
    held = make_decision(cast.school, by=cast.hr, decided_by=cast.hr2, effective_from=date(2027, 9, 1))
    for values in (
        {"value": "LN-2020-5Y6M"},
        {"effective_from": date(2020, 1, 1)},
        {"document": "示例院发〔2026〕99号"},
        {"status": DecisionStatus.REFUSED, "answer": "示例"},
        {"decided_by_id": cast.admin.id},
        {"superseded_at": AT, "decided_at": LATER},
    ):
        assert refused(held, **values), values
    held.superseded_at = AT
    assert refused(held, superseded_at=LATER)
    assert refused(held, superseded_at=None)


def test_an_addition_is_published_once_and_retracted_once(cast):
    entered = make_addition(cast.admin, number=3)
    assert refused(entered, text="")
    assert not refused(entered, state=AdditionState.WITHDRAWN, decided_by_id=cast.admin.id, decided_at=AT)
    held = make_addition(cast.admin, published_by=cast.hr)
    asked = {"retraction_by_id": cast.hr.id, "retraction_at": AT, "retraction_reason": "示例"}
    for values in (
        {"text": "version = 3"},
        {"number": 9},
        {"effective_from": date(2025, 1, 1)},
        {"state": AdditionState.WITHDRAWN},
        {"decided_by_id": cast.hr2.id},
    ):
        assert refused(held, **values), values
    assert not refused(held, **asked)
    for name, value in asked.items():
        setattr(held, name, value)
    db.session.flush()
    retracted = {"state": AdditionState.RETRACTED, "retracted_by_id": cast.hr2.id, "retracted_at": LATER}
    assert refused(held, retraction_reason="别的原因", **retracted)
    for name, value in retracted.items():
        setattr(held, name, value)
    assert refused(held, retracted_at=AT)
    assert refused(held, state=AdditionState.PUBLISHED, retracted_by_id=None, retracted_at=None)


def test_none_of_them_is_deleted(cast):
    rows = (
        make_ruling(cast.teacher_post, by=cast.hr),
        make_decision(cast.school, by=cast.hr, decided_by=cast.hr2),
        make_addition(cast.admin, published_by=cast.hr),
    )
    db.session.commit()
    for row in rows:
        db.session.delete(row)
        with pytest.raises(FrozenForeverError):
            db.session.flush()
        db.session.rollback()
