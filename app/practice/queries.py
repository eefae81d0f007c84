"""Reading records."""

from flask import abort

from app.accounts.models import Account
from app.extensions import db
from app.practice.access import may_see
from app.practice.models import PracticeRecord


def record_or_404(record_id: int, actor: Account) -> PracticeRecord:
    """A record the actor may know of."""
    record = db.session.get(PracticeRecord, record_id)
    if record is None or not may_see(actor, record):
        abort(404)
    return record
