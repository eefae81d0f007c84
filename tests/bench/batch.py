"""How long a province takes: 100,000 teachers with ten records each, evaluated in memory.

Garbage is not collected meanwhile, as when the application judges a school at once.
"""

import random
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import date, timedelta
from os import cpu_count

from app.domain.facts import (
    Category,
    CategoryFrom,
    GateFrom,
    Host,
    Record,
    RecordStatus,
    School,
    System,
    Teacher,
    Venue,
)
from app.domain.verdicts import Standing, evaluate
from app.policy.loader import load_law
from app.standing.queries import no_collection

AS_OF = date(2026, 11, 22)
SCHOOL = School(System.EDU, gating=(GateFrom("LN-2020-5Y6M", date(2020, 3, 2)),))
TEACHER = Teacher(date(2015, 9, 1), (CategoryFrom(Category.SPECIALIZED, date(2015, 9, 1)),))
FORMS = [(Venue.ENTERPRISE_POST, Host.ENTERPRISE)] * 6 + [
    (Venue.TRAINING_BASE, Host.SCHOOL),
    (Venue.TRAINING_BASE, Host.ENTERPRISE),
    (Venue.VISIT, Host.ENTERPRISE),
    (Venue.STATION, Host.ENTERPRISE),
]
STATUSES = [RecordStatus.APPROVED] * 8 + [RecordStatus.SUBMITTED, RecordStatus.DRAFT]


def made_up_records(draw: random.Random, number: int) -> list[Record]:
    """Stretches of one to forty-five days over six years, some by half days, some overlapping."""
    records = []
    for n in range(number):
        first_day = AS_OF - timedelta(days=draw.randrange(6 * 365))
        venue, host = draw.choice(FORMS)
        records.append(
            Record(
                id=str(n),
                venue=venue,
                host=host,
                first_day=first_day,
                last_day=first_day + timedelta(days=draw.randrange(45)),
                half_hours=draw.choice([16, 16, 16, 8]),
                status=draw.choice(STATUSES),
            )
        )
    return records


def evaluate_many(seed: int, teachers: int, records: int) -> float:
    """Seconds to evaluate made-up teachers one after the other; making them up is not counted."""
    law, draw, spent = load_law(), random.Random(seed), 0.0
    for first in range(0, teachers, 1000):
        facts = [made_up_records(draw, records) for _ in range(min(1000, teachers - first))]
        started = time.perf_counter()
        with no_collection():
            met = sum(
                verdict.standing is Standing.MET
                for held in facts
                for verdict in evaluate(law, SCHOOL, TEACHER, held, AS_OF).verdicts
            )
        spent += time.perf_counter() - started
        assert met
    return spent


def bench_batch(teachers: int = 100_000, records: int = 10) -> float:
    """Seconds until the slowest of as many processes as there are cores is done."""
    cores = cpu_count() or 1
    with ProcessPoolExecutor(cores) as pool:
        shares = [teachers // cores + (seed < teachers % cores) for seed in range(cores)]
        parts = [pool.submit(evaluate_many, seed, share, records) for seed, share in enumerate(shares)]
        return max(part.result() for part in parts)


if __name__ == "__main__":
    print(f"{bench_batch():.1f} s")
