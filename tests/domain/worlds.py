"""Made-up teachers, schools and records for the property tests, thick where errors hide.

Strategies are made once here, not anew in each draw: making them costs more than drawing from them.
"""

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


def in_order(entries):
    """One entry a day, in the order of the days."""
    return sorted({first: (value, first) for value, first in entries}.values(), key=lambda entry: entry[1])


def dated(values, most=2):
    """(value, first day) pairs in order, one a day."""
    return st.lists(st.tuples(values, st.one_of(edges, days)), max_size=most).map(in_order)


WEEKDAYS = [frozenset(days) for days in [{1, 2, 3}, {6, 7}, {7}, {1, 5, 6}, {1, 2, 3, 4, 5, 6, 7}]]
SITES = [(venue, host) for venue in Venue for host in Host]
POST = (Venue.ENTERPRISE_POST, Host.ENTERPRISE)
lengths = st.one_of(st.integers(0, 3), st.integers(0, 60), st.integers(0, 365), st.integers(150, 365))
patterns = st.sampled_from([NamedPattern.WORKDAYS, NamedPattern.WORKDAYS, NamedPattern.DAILY, *WEEKDAYS])
sites = usually(POST, st.sampled_from(SITES))
hours = usually(16, st.integers(1, 16))
statuses = usually(RecordStatus.APPROVED, st.sampled_from(RecordStatus))
near = st.integers(-6 * 365, 120)
firsts = st.one_of(near, near, near, edges)
"""A day, or how many days after ``as_of``."""
parts = usually([], st.lists(st.floats(0, 1, width=16), max_size=4))
"""How far into a record the days lie that are exceptions."""


@st.composite
def record(draw, record_id, as_of):
    found = draw(firsts)
    first = found if isinstance(found, date) else as_of + timedelta(days=found)
    length = draw(lengths)
    venue, host = draw(sites)

    def exceptions():
        return frozenset(first + timedelta(days=round(part * length)) for part in draw(parts))

    return Record(
        id=record_id,
        venue=venue,
        host=host,
        first_day=first,
        last_day=first + timedelta(days=length),
        pattern=draw(patterns),
        half_hours=draw(hours),
        absent=exceptions(),
        attended_rest_days=exceptions(),
        status=draw(statuses),
    )


windows = usually(WindowKind.ROLLING, st.just(WindowKind.FIXED))
cycle_starts = st.one_of(st.integers(0, 25 * 365), st.sampled_from([date(2004, 2, 29), date(2008, 2, 29)]))
"""A day, or how many days before ``as_of``; none before 2004."""
systems = usually(System.EDU, st.just(System.RENSHE))
profiles = dated(usually(Profile.WD20, st.sampled_from(Profile)))
year_bases = st.sampled_from(YearBasis)
gates = dated(st.tuples(st.sampled_from(GATING), st.sampled_from(Transition)))
adoptions = dated(st.sampled_from(RULES))


@st.composite
def schools(draw, as_of):
    window, start = draw(windows), None
    if window is WindowKind.FIXED:
        drawn = draw(cycle_starts)
        start = drawn if isinstance(drawn, date) else max(date(2004, 1, 1), as_of - timedelta(days=drawn))
    return School(
        system=draw(systems),
        profiles=tuple(ProfileFrom(profile, first) for profile, first in draw(profiles)),
        year_basis=draw(year_bases),
        window=window,
        cycle_start=start,
        gating=tuple(GateFrom(rule, first, transition) for (rule, transition), first in draw(gates)),
        adopted=tuple(AdoptedFrom(rule, first) for rule, first in draw(adoptions)),
    )


hire_days = usually(date(2010, 9, 1), days)
category = usually(Category.SPECIALIZED, st.sampled_from(Category))
later_categories = usually([], dated(category))
mostly = usually(True, st.booleans())
kinds = st.sampled_from([RulingKind.EXEMPT, RulingKind.COUNTS, RulingKind.DOES_NOT_COUNT])
decisions = st.one_of(st.just([]), st.lists(st.tuples(kinds, st.sampled_from(RULES)), max_size=3))
ruled_years = st.integers(2019, 2028)
leaves_from = usually([], st.lists(st.tuples(days, st.integers(0, 200)), max_size=2))
places = st.integers(0, 6)


@st.composite
def teachers(draw, as_of, record_ids):
    categories = draw(later_categories)
    if draw(mostly):
        categories = [(draw(category), date(2010, 9, 1)), *categories]
    rulings = []
    for n, (kind, rule) in enumerate(draw(decisions)):
        if kind is RulingKind.EXEMPT:
            days_of_year = year_begun(draw(ruled_years), draw(year_bases))
            rulings.append(Ruling(f"R{n}", kind, rule, days=days_of_year))
        elif record_ids:
            chosen = record_ids[draw(places) % len(record_ids)]
            if not any((other.record, other.rule) == (chosen, rule) for other in rulings):
                rulings.append(Ruling(f"R{n}", kind, rule, record=chosen))
    return Teacher(
        hired_on=draw(hire_days),
        categories=tuple(CategoryFrom(category, first) for category, first in categories),
        leaves=tuple(Leave(first, first + timedelta(days=length)) for first, length in draw(leaves_from)),
        rulings=tuple(rulings),
    )


sizes = [st.integers(0, most) for most in range(8)]


@st.composite
def worlds(draw, most_records=7):
    """(school, teacher, records, as_of)."""
    as_of = draw(as_ofs)
    names = [chr(ord("A") + n) for n in range(draw(sizes[most_records]))]
    records = [draw(record(name, as_of)) for name in names]
    return draw(schools(as_of)), draw(teachers(as_of, names)), tuple(records), as_of


running = day_between(date(2022, 3, 1), date(2027, 12, 30))
"""Days on which most teachers have a year under way and five years to hold."""
BOUND = Teacher(date(2010, 9, 1), (CategoryFrom(Category.SPECIALIZED, date(2010, 9, 1)),))
waiting = st.sampled_from([RecordStatus.APPROVED, RecordStatus.SUBMITTED, RecordStatus.ENDORSED])
half_a_year = st.tuples(st.integers(365, 1825), st.integers(100, 260))
weeks = st.tuples(st.integers(0, 240), st.one_of(st.integers(0, 12), st.integers(0, 40)))
"""How many days before ``as_of`` a record begins, and how long it is."""


@st.composite
def ended(draw, record_id, as_of, spans, status):
    """A record that is over, as whoever says by when is asked only of those."""
    ago, length = draw(spans)
    first = as_of - timedelta(days=ago)
    return Record(
        record_id,
        *draw(sites),
        first_day=first,
        last_day=min(first + timedelta(days=length), as_of),
        pattern=draw(patterns),
        half_hours=draw(hours),
        status=draw(status),
    )


@st.composite
def worlds_with_dates(draw):
    """The same, thick in lines with a date to come and in hours that wait for a review."""
    as_of = draw(running)
    old = [draw(ended(name, as_of, half_a_year, statuses)) for name in "AB"[: draw(sizes[2])]]
    new = [draw(ended(name, as_of, weeks, waiting)) for name in "CDEF"[draw(sizes[3]) :]]
    names = [one.id for one in (*old, *new)]
    teacher = BOUND if draw(mostly) else draw(teachers(as_of, names))
    return draw(schools(as_of)), teacher, (*old, *new), as_of
