"""How long the impact of a decision takes for 2,000 teachers of ten records, on SQLite."""

from statistics import median
from time import perf_counter

from app.accounts.models import Account
from app.domain.roles import Role
from app.extensions import db
from app.schools.models import School
from app.standing.queries import _evaluation
from tests.bench.standing import school_of
from tests.builders import give_default_decisions, make_account, make_decision, make_person, sign_in

TEACHERS = 2000
ROUNDS = 3


def bench_impact() -> float:
    """Median s of server time from the click to the whole fragment: ten months instead of six."""
    with school_of(TEACHERS) as app:
        school = db.session.query(School).one()
        give_default_decisions(school)
        decision = make_decision(school, by=make_account(make_person(school), Role.HR))
        db.session.commit()
        client = sign_in(app, db.session.query(Account).filter_by(username="hr").one())
        times = []
        for _ in range(ROUNDS):
            _evaluation.cache_clear()  # as on the first look of a day
            start = perf_counter()
            answer = client.get(f"/school/decisions/{decision.id}/impact?part=1")
            times.append(perf_counter() - start)
            assert f"全校 {TEACHERS:,} 位教师中" in answer.text
    return median(times)
