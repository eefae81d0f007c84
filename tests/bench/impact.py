"""How long the impact of a decision takes for 2,000 teachers of ten records, on SQLite."""

from datetime import date
from statistics import median
from time import perf_counter

from app.accounts.models import Account
from app.domain.roles import Role
from app.extensions import db
from app.schools.models import School
from app.standing.queries import _evaluation
from tests.bench.standing import school_of
from tests.builders import give_default_decisions, make_account, make_decision, make_person, sign_in, token

TEACHERS = 2000
ROUNDS = 3
DAYS = (date(2027, 1, 1), date(2027, 1, 2), date(2027, 1, 3))


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
            assert f"全校 {TEACHERS:,} 位教师" in answer.text
    return median(times)


def bench_confirming() -> float:
    """Median s of server time to confirm a gate that hundreds are told of: there, back and there again."""
    with school_of(TEACHERS) as app:
        school = db.session.query(School).one()
        give_default_decisions(school)
        school.live_from, school.records_complete_from = date(2020, 1, 1), date(2010, 1, 1)
        proposer = make_account(make_person(school), Role.HR)
        gates = ("LN-2021-5Y10M", "LN-2020-5Y6M", "LN-2021-5Y10M")
        decisions = [
            make_decision(school, value=gate, by=proposer, effective_from=day).id
            for gate, day in zip(gates, DAYS, strict=True)
        ]
        db.session.commit()
        client = sign_in(app, db.session.query(Account).filter_by(username="hr").one())
        csrf, times = token(client), []
        for decision in decisions:
            _evaluation.cache_clear()
            start = perf_counter()
            client.post(f"/school/decisions/{decision}/confirm", data={"version": 1, "csrf_token": csrf})
            times.append(perf_counter() - start)
            assert "已发邮件告知" in client.get(f"/school/decisions/{decision}").text
    return median(times)
