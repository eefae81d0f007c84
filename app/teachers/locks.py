"""Who waits for whom: the one order in which rows are locked, and the lock of a teacher.

The school first (``accounts.locks``), where what it decides is changed or must hold still; then its
decisions and additions to the law, or teachers by their ids, or one department whose plans are written
together, or one person who asks for a correction; then records and plans by their ids; counters of numbers
and mails at the end. A lock lets rows that only refer to the locked one be written (``key_share``): all the
school's people save while a decision is judged, and who holds the school writes rows about a teacher whom
somebody holds.
"""

from collections.abc import Collection

from sqlalchemy import select

from app.extensions import db
from app.teachers.models import Teacher


def lock_teachers(teacher_ids: Collection[int]) -> None:
    """Let nobody else begin, decide, take back or rule on anything of these teachers until the commit."""
    rows = select(Teacher.id).where(Teacher.id.in_(teacher_ids)).order_by(Teacher.id)
    db.session.execute(rows.with_for_update(key_share=True))
