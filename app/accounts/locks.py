"""The lock of a school, which comes first of all: ``teachers.locks`` says in which order rows are locked."""

from typing import TYPE_CHECKING

from app.extensions import db

if TYPE_CHECKING:
    from app.schools.models import School


def lock_school(school: "School") -> None:
    """Let nobody else decide anything for the school until the commit; what was decided by now is seen.

    Rows that only refer to the school are written meanwhile: a confirmation that judges the whole school
    must not keep every teacher waiting who saves a record.
    """
    db.session.flush()  # reading the row again would drop what has been changed in it and not written yet
    db.session.refresh(school, with_for_update={"key_share": True})
