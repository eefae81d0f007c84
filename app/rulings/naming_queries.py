"""What records and rulings are called: read once for all that a page or a mail names."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.domain.facts import Host, Venue
from app.domain.rules import Law
from app.extensions import db
from app.practice.models import PracticeRecord
from app.schools.law import law_of
from app.teachers.ruling_models import Ruling
from app.venues.models import Site


@dataclass(frozen=True, slots=True)
class RecordBrief:
    """What a line says of a record."""

    id: int
    site: str
    what: str
    venue: Venue
    host: Host
    first_day: date
    last_day: date

    def __str__(self) -> str:
        return f"{self.first_day} 至 {self.last_day} 在“{self.site}”的记录"


def record_briefs(record_ids: Iterable[str | int | None]) -> dict[str, RecordBrief]:
    """How records are called, by their id as text."""
    wanted = {int(one) for one in record_ids if one is not None}
    rows = db.session.execute(
        select(
            PracticeRecord.id,
            Site.name,
            PracticeRecord.post,
            PracticeRecord.class_title,
            PracticeRecord.venue,
            PracticeRecord.host,
            PracticeRecord.first_day,
            PracticeRecord.last_day,
        )
        .join(Site, Site.id == PracticeRecord.site_id)
        .where(PracticeRecord.id.in_(wanted))
    )
    return {
        str(record_id): RecordBrief(record_id, site, title or post, venue, host, first_day, last_day)
        for record_id, site, post, title, venue, host, first_day, last_day in rows
    }


@dataclass(frozen=True, slots=True)
class Naming:
    """What rulings are put into words with, read once for all of them."""

    law: Law
    day: date
    records: Mapping[str, RecordBrief]


def naming(rulings: Sequence[Ruling], day: date) -> Naming:
    """What these rulings of one school name, as it is on a day."""
    school_id = rulings[0].school_id
    records = record_briefs(one for ruling in rulings for one in (ruling.record_id, ruling.other_record_id))
    return Naming(law_of(school_id), day, records)
