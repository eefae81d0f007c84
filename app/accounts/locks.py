"""The locks of a school, which come first of all: ``teachers.locks`` says in which order rows are locked."""

from typing import TYPE_CHECKING

from app.extensions import db

if TYPE_CHECKING:
    from app.schools.models import School


def lock_school(school: "School") -> None:
    """Let nobody else decide anything for the school until the commit; what was decided by now is seen.

    Rows that only refer to the school are written meanwhile: a confirmation that judges the whole school
    must not keep every teacher waiting who saves a record.
    """
    _read_again(school, {"key_share": True})


def hold_school(school: "School") -> None:
    """Let nobody decide anything for the school until the commit; others may hold it as well."""
    _read_again(school, {"read": True})


def _read_again(school: "School", lock: dict[str, bool]) -> None:
    db.session.flush()  # reading the row again would drop what has been changed in it and not written yet
    db.session.refresh(school, with_for_update=lock)
