"""Made-up teachers, schools and records for the property tests, thick where errors hide."""

from datetime import date, timedelta

from hypothesis import strategies as st

from app.domain.facts import (
    AdoptedFrom,
    Category,
    CategoryFrom,
    GateFrom,
    Host,
    Leave,
    NamedPattern,
    Profile,
    ProfileFrom,
    Record,
    RecordStatus,
    Ruling,
    RulingKind,
    School,
    System,
    Teacher,
    Transition,
    Venue,
    WindowKind,
    YearBasis,
)
from app.domain.windows import year_begun

RULES = ["CN-2016-5Y6M", "DD-DRAFT-5Y10M", "LN-2020-5Y6M", "LN-2021-5Y10M", "LN-2022-1M", "RS-2022-PERIODIC"]
GATING = ["CN-2016-5Y6M", "LN-2020-5Y6M", "LN-2021-5Y10M", "LN-2022-1M"]
EDGES = [
    date(2020, 2, 29),
    date(2024, 2, 28),
    date(2024, 2, 29),
    date(2024, 3, 1),
    date(2025, 2, 28),
    date(2026, 12, 31),
    date(2026, 1, 1),
    date(2025, 8, 31),
    date(2025, 9, 1),
    date(2026, 10, 10),
    date(2022, 7, 14),
    date(2027, 3, 1),
]


def day_between(first, last):
    return st.integers(first.toordinal(), last.toordinal()).map(date.fromordinal)


days = day_between(date(2018, 1, 1), date(2028, 12, 31))
edges = st.sampled_from(EDGES)
as_ofs = st.one_of(edges, day_between(date(2019, 6, 1), date(2028, 6, 30)))


def usually(value, other):
    """The value in about three of four worlds."""
    return st.one_of(st.just(value), st.just(value), st.just(value), other)


@st.composite
def dated(draw, values, most=2):
    """(value, first day) pairs in order, one a day."""
    entries = draw(st.lists(st.tuples(values, st.one_of(edges, days)), max_size=most))
    return sorted({first: (value, first) for value, first in entries}.values(), key=lambda entry: entry[1])


WEEKDAYS = [frozenset(days) for days in [{1, 2, 3}, {6, 7}, {7}, {1, 5, 6}, {1, 2, 3, 4, 5, 6, 7}]]
SITES = [(venue, host) for venue in Venue for host in Host]
POST = (Venue.ENTERPRISE_POST, Host.ENTERPRISE)
lengths = st.one_of(st.integers(0, 3), st.integers(0, 60), st.integers(0, 365), st.integers(150, 365))
patterns = st.sampled_from([NamedPattern.WORKDAYS, NamedPattern.WORKDAYS, NamedPattern.DAILY, *WEEKDAYS])
sites = usually(POST, st.sampled_from(SITES))
hours = usually(16, st.integers(1, 16))
statuses = usually(RecordStatus.APPROVED, st.sampled_from(RecordStatus))


@st.composite
def record(draw, record_id, as_of):
    near = st.integers(-6 * 365, 120).map(lambda n: as_of + timedelta(days=n))
    first = draw(st.one_of(near, near, near, edges))
    length = draw(lengths)
    exceptions = usually([], st.lists(st.integers(0, length), max_size=4))
    venue, host = draw(sites)
    return Record(
        id=record_id,
        venue=venue,
        host=host,
        first_day=first,
        last_day=first + timedelta(days=length),
        pattern=draw(patterns),
        half_hours=draw(hours),
        absent=frozenset(first + timedelta(days=n) for n in draw(exceptions)),
        attended_rest_days=frozenset(first + timedelta(days=n) for n in draw(exceptions)),
        status=draw(statuses),
    )


@st.composite
def schools(draw, as_of):
    fixed = draw(usually(WindowKind.ROLLING, st.just(WindowKind.FIXED)))
    starts = st.one_of(
        day_between(date(2004, 1, 1), as_of), st.sampled_from([date(2004, 2, 29), date(2008, 2, 29)])
    )
    return School(
        system=draw(usually(System.EDU, st.just(System.RENSHE))),
        profiles=tuple(
            ProfileFrom(profile, first)
            for profile, first in draw(dated(usually(Profile.WD20, st.sampled_from(Profile))))
        ),
        year_basis=draw(st.sampled_from(YearBasis)),
        window=fixed,
        cycle_start=draw(starts) if fixed is WindowKind.FIXED else None,
        gating=tuple(
            GateFrom(rule, first, transition)
            for (rule, transition), first in draw(
                dated(st.tuples(st.sampled_from(GATING), st.sampled_from(Transition)))
            )
        ),
        adopted=tuple(AdoptedFrom(rule, first) for rule, first in draw(dated(st.sampled_from(RULES)))),
    )


@st.composite
def teachers(draw, as_of, record_ids):
    hired = draw(usually(date(2010, 9, 1), days))
    categories = draw(usually([], dated(usually(Category.SPECIALIZED, st.sampled_from(Category)))))
    if draw(usually(True, st.booleans())):
        first = draw(usually(Category.SPECIALIZED, st.sampled_from(Category)))
        categories = [(first, date(2010, 9, 1)), *categories]
    rulings = []
    kinds = st.sampled_from([RulingKind.EXEMPT, RulingKind.COUNTS, RulingKind.DOES_NOT_COUNT])
    decisions = st.lists(st.tuples(kinds, st.sampled_from(RULES)), max_size=3)
    for n, (kind, rule) in enumerate(draw(st.one_of(st.just([]), decisions))):
        if kind is RulingKind.EXEMPT:
            year = year_begun(draw(st.integers(2019, 2028)), draw(st.sampled_from(YearBasis)))
            rulings.append(Ruling(f"R{n}", kind, rule, days=year))
        elif record_ids:
            chosen = draw(st.sampled_from(record_ids))
            if not any((other.record, other.rule) == (chosen, rule) for other in rulings):
                rulings.append(Ruling(f"R{n}", kind, rule, record=chosen))
    leaves = [
        Leave(first, first + timedelta(days=draw(st.integers(0, 200))))
        for first in draw(usually([], st.lists(days, max_size=2)))
    ]
    return Teacher(
        hired_on=hired,
        categories=tuple(CategoryFrom(category, first) for category, first in categories),
        leaves=tuple(leaves),
        rulings=tuple(rulings),
    )


@st.composite
def worlds(draw, most_records=7):
    """(school, teacher, records, as_of)."""
    as_of = draw(as_ofs)
    names = [chr(ord("A") + n) for n in range(draw(st.integers(0, most_records)))]
    records = [draw(record(name, as_of)) for name in names]
    return draw(schools(as_of)), draw(teachers(as_of, names)), tuple(records), as_of
