"""What reviewers will be shown of a record's days, known while it is still being written."""

from datetime import date

from app.domain.calendar import Calendar
from app.domain.facts import Leave, Record
from app.domain.flags import Case, Flag, Placed, flags_in
from app.domain.sites import SiteKind


def flags_while_writing(
    calendar: Calendar, record: Record, hired_on: date, leaves: tuple[Leave, ...], on: date
) -> tuple[Flag, ...]:
    """Those that are there before the record is handed in, if that were today, its other records apart."""
    return flags_in(
        calendar,
        Case(
            own=Placed(record, 0),
            site_kind=SiteKind.OTHER,
            valid_from=None,
            valid_to=None,
            hired_on=hired_on,
            left_on=None,
            leaves=leaves,
            submitted_on=on,
            has_evidence=True,
        ),
    )
