"""How long the queue of what waits for a ruling takes in a school of 2,000 teachers."""

from random import Random
from time import perf_counter

from sqlalchemy import event, update

from app.accounts.models import Account
from app.domain.facts import Host, Venue
from app.extensions import db
from app.practice.models import PracticeRecord
from app.schools.models import School
from app.standing.queries import _evaluation
from app.teachers.models import Teacher
from tests.bench.standing import school_of_300
from tests.builders import give_default_decisions, make_leave, sign_in

TEACHERS = 2000
OPEN_OF_A_HUNDRED = 4
"""Records of a hundred at a training base of an enterprise."""


def bench_rulings() -> float:
    """Seconds of server time for the first look of a day at the queue, HTML included."""
    with school_of_300(TEACHERS) as app:
        _leave_open(Random(11))
        hr = sign_in(app, db.session.query(Account).filter_by(username="hr").one())
        db.session.remove()
        _evaluation.cache_clear()
        loaded: list[str] = []
        for kind in (Teacher, PracticeRecord):
            event.listen(kind, "load", lambda row, _context: loaded.append(repr(row)))
        start = perf_counter()
        answer = hr.get("/school/rulings")
        took = perf_counter() - start
        assert answer.status_code == 200
        assert not loaded, "the queue reads columns"
    return took


def _leave_open(random: Random) -> None:
    school = db.session.get_one(School, 1)
    give_default_decisions(school)
    hr = db.session.query(Account).filter_by(username="hr").one()
    ids = list(db.session.scalars(db.select(PracticeRecord.id)))
    chosen = random.sample(ids, len(ids) * OPEN_OF_A_HUNDRED // 100)
    for part in (chosen[n : n + 500] for n in range(0, len(chosen), 500)):
        db.session.execute(
            update(PracticeRecord)
            .where(PracticeRecord.id.in_(part))
            .values(venue=Venue.TRAINING_BASE, host=Host.ENTERPRISE)
        )
    for teacher in db.session.scalars(db.select(Teacher).limit(TEACHERS // 20)):
        make_leave(teacher, by=hr)
    db.session.commit()
