"""A second evaluator, slow and plain: it walks day by day with sets and dictionaries.

It shares the facts, the law's data and the calendar (which days are worked) with the product, but
nothing that counts or judges, so that an error must be made twice to go unseen.
"""

from datetime import date, timedelta

from app.domain.facts import (
    Category,
    Host,
    Profile,
    RecordStatus,
    RulingKind,
    System,
    Transition,
    Venue,
    WindowKind,
    YearBasis,
)

DAY = timedelta(days=1)
MONTH = {Profile.WD20: 320, Profile.WD2175: 348, Profile.WD22: 352, Profile.CAL30: 480}
FIVE_YEAR_RULES = {
    "CN-2016-5Y6M": (6, date(2016, 5, 11)),
    "DD-DRAFT-5Y10M": (10, date(1, 1, 1)),
    "LN-2020-5Y6M": (6, date(2020, 3, 2)),
    "LN-2021-5Y10M": (10, date(2021, 1, 7)),
}
ANNUAL = "LN-2022-1M"
ANNUAL_FROM = date(2022, 7, 14)
PERIODIC = "RS-2022-PERIODIC"
PERIODIC_FROM = date(2022, 5, 31)
TABLE = {  # venue, host: annual, five-year
    ("enterprise_post", "enterprise"): "cc",
    ("station", "enterprise"): "cc",
    ("practice_base", "enterprise"): "cc",
    ("research", "enterprise"): "cc",
    ("training_base", "enterprise"): "cr",
    ("training_base", "school"): "cn",
    ("practicum_base", "enterprise"): "cn",
    ("practicum_base", "school"): "cn",
    ("own_school", "enterprise"): "rn",
    ("own_school", "school"): "rn",
    ("virtual", "enterprise"): "nn",
    ("virtual", "school"): "nn",
}


def walk(first, last):
    day = first
    while day <= last:
        yield day
        day += DAY


def years_on(day, years):
    if (day.month, day.day) == (2, 29):
        leap = (day.year + years) % 4 == 0 and (
            (day.year + years) % 100 != 0 or (day.year + years) % 400 == 0
        )
        if not leap:
            return date(day.year + years, 3, 1)
    return date(day.year + years, day.month, day.day)


def rolling_start(as_of):
    return years_on(as_of + DAY, -5)


def year_of(day, basis):
    """The calendar year in which the year begins."""
    return day.year - 1 if basis is YearBasis.ACADEMIC and day.month < 9 else day.year


def year_span(year, basis):
    if basis is YearBasis.ACADEMIC:
        return date(year, 9, 1), date(year + 1, 8, 31)
    return date(year, 1, 1), date(year, 12, 31)


def fixed_span(cycle_start, as_of):
    n = 0
    while years_on(cycle_start, 5 * (n + 1)) <= as_of:
        n += 1
    return years_on(cycle_start, 5 * n), years_on(cycle_start, 5 * (n + 1)) - DAY


def held(entries, day):
    found = None
    for entry in entries:
        if entry.first_day <= day:
            found = entry
    return found


class World:
    def __init__(self, calendar, school, teacher, records, as_of):
        self.calendar = calendar
        self.school = school
        self.teacher = teacher
        self.records = sorted(records, key=lambda record: (record.first_day, record.id))
        self.as_of = as_of
        self.days_of_records = {day for record in records for day in walk(record.first_day, record.last_day)}

    # -- days ---------------------------------------------------------------------------------

    def attends(self, record, profile, day):
        if not record.first_day <= day <= record.last_day or day in record.absent:
            return False
        if day in record.attended_rest_days:
            return True
        if isinstance(record.pattern, frozenset):
            return day.isoweekday() in record.pattern and not self.calendar.is_holiday(day)
        return record.pattern == "daily" or profile is Profile.CAL30 or self.calendar.is_workday(day)

    def cell(self, record, rule, annual, day):
        kind = TABLE.get((record.venue, record.host), "rr")[0 if annual else 1]
        if annual and record.venue is Venue.VISIT and record.host is Host.ENTERPRISE:
            category = held(self.teacher.categories, day)
            kind = "c" if category and category.category is Category.GENERAL else "r"
        for ruling in self.teacher.rulings:
            if ruling.record == record.id and ruling.rule == rule:
                if ruling.kind is RulingKind.DOES_NOT_COUNT:
                    kind = "n"
                elif ruling.kind is RulingKind.COUNTS and kind == "r":
                    kind = "c"
        return kind

    def credits(self, rule, annual, profile, span, admitted):
        """By record, the half-hours credited in the span; admitted says (status, cell) pairs."""
        found = {}
        for day in walk(max(span[0], self.teacher.hired_on), min(span[1], self.as_of)):
            if day not in self.days_of_records:
                continue
            left = 16
            for record in self.records:
                if not self.attends(record, profile, day):
                    continue
                if (record.status, self.cell(record, rule, annual, day)) in admitted:
                    got = min(left, record.half_hours)
                    left -= got
                    if got:
                        found[record.id] = found.get(record.id, 0) + got
        return found

    def reason(self, record, rule, annual, profile, span):  # noqa: PLR0911 - the contract's list
        if record.status is RecordStatus.DRAFT:
            return "not_submitted"
        if record.status in ("returned", "rejected", "withdrawn", "revoked"):
            return "not_approved"
        if record.status in ("submitted", "endorsed"):
            return "pending"
        days = list(walk(max(span[0], record.first_day), min(span[1], record.last_day)))
        cells = {self.cell(record, rule, annual, day) for day in days}
        if cells == {"n"}:
            return "does_not_count"
        if "r" in cells:
            return "needs_ruling"
        attended = [day for day in days if self.attends(record, profile, day)]
        if not attended:
            return "not_attended"
        attended = [day for day in attended if day >= self.teacher.hired_on]
        if not attended:
            return "before_hire"
        if not [day for day in attended if day <= self.as_of]:
            return "after_as_of"
        return "nothing_left_under_the_cap"

    # -- who is bound -------------------------------------------------------------------------

    def bound_from(self, annual, judged_on):
        population = {"specialized"} if annual else {"specialized", "practical"}

        def inside(day):
            category = held(self.teacher.categories, day)
            return day >= self.teacher.hired_on and category is not None and category.category in population

        if not inside(judged_on):
            return None
        # only the ends of stretches matter, so jump back over them
        edges = sorted({entry.first_day for entry in self.teacher.categories} | {self.teacher.hired_on})
        bound = judged_on
        for edge in reversed([edge for edge in edges if edge <= judged_on]):
            bound = edge
            if not inside(edge - DAY):
                break
        return max(bound, ANNUAL_FROM) if annual else bound

    # -- verdicts -----------------------------------------------------------------------------

    def profile(self, day):
        entry = held(self.school.profiles, day)
        return entry.profile if entry else Profile.WD20

    def of_system(self, rule, system, day):
        if self.school.system is system:
            return True
        return any(entry.rule == rule and entry.first_day <= day for entry in self.school.adopted)

    def verdict(self, rule, months, span, annual):
        judged_on = min(span[1], self.as_of)
        profile = self.profile(judged_on)
        approved = {(RecordStatus.APPROVED, "c")}
        review = {(RecordStatus.SUBMITTED, "c"), (RecordStatus.ENDORSED, "c")}
        by_record = self.credits(rule, annual, profile, span, approved)
        credited = sum(by_record.values())
        pending = sum(self.credits(rule, annual, profile, span, approved | review).values()) - credited
        open_cells = approved | {(RecordStatus.APPROVED, "r")}
        undecided = sum(self.credits(rule, annual, profile, span, open_cells).values()) - credited
        required = None if months is None else months * MONTH[profile]
        touching = [
            record for record in self.records if record.first_day <= span[1] and record.last_day >= span[0]
        ]
        found = {
            "rule": rule,
            "window": span,
            "required": required,
            "credited": credited,
            "shortfall": None if required is None else max(0, required - credited),
            "pending": pending,
            "undecided": undecided,
            "profile": profile,
            "simulated": rule == "DD-DRAFT-5Y10M",
            "provisional": any(
                not self.calendar.covers(year) for year in range(span[0].year, judged_on.year + 1)
            ),
            "records": [(record.id, by_record[record.id]) for record in touching if record.id in by_record],
            "excluded": [
                (record.id, self.reason(record, rule, annual, profile, span))
                for record in touching
                if record.id not in by_record
            ],
            "drops_on": None,
        }
        found["standing"], found["ruling"] = self.standing(found, annual, judged_on)
        rolling = not annual and self.school.window is WindowKind.ROLLING
        if rolling and found["standing"] == "MET":
            found["drops_on"] = self.drops_on(rule, profile, required, approved)
        return found

    def standing(self, found, annual, judged_on):  # noqa: C901, PLR0911 - the contract's list
        required, span = found["required"], found["window"]
        if required is None:
            return "NO_RULE", None
        bound = self.bound_from(annual, judged_on)
        if bound is None:
            return "NOT_BOUND", None
        for ruling in self.teacher.rulings:
            exempts = ruling.kind is RulingKind.EXEMPT and ruling.rule == found["rule"]
            if exempts and (not annual or ruling.days == span):
                return "EXEMPT", ruling.id
        if found["credited"] >= required:
            return "MET", None
        if bound > span[0]:
            return "NOT_YET_DUE", None
        if span[1] > self.as_of:
            return "OPEN", None
        if found["credited"] + found["undecided"] >= required:
            return "NEEDS_RULING", None
        if found["credited"] + found["pending"] >= required:
            return "PENDING", None
        if annual:
            asking = [(leave.first_day, leave.last_day) for leave in self.teacher.leaves]
            asking += [
                ruling.days
                for ruling in self.teacher.rulings
                if ruling.kind is RulingKind.EXEMPT and ruling.rule == found["rule"]
            ]
            if set(walk(*span)) & {day for days in asking for day in walk(*days)}:
                return "NEEDS_RULING", None
        return "NOT_MET", None

    def drops_on(self, rule, profile, required, approved):
        start = rolling_start(self.as_of)
        by_day = {
            day: sum(self.credits(rule, False, profile, (day, day), approved).values())
            for day in self.days_of_records
            if start <= day <= self.as_of
        }
        left = sum(by_day.values())
        day = self.as_of
        while left >= required:
            day += DAY
            now = rolling_start(day)
            for gone in walk(start, now - DAY):
                left -= by_day.get(gone, 0)
            start = now
        return day

    def verdicts(self):
        basis = self.school.year_basis
        this_year = year_of(self.as_of, basis)
        if self.school.window is WindowKind.ROLLING:
            five = rolling_start(self.as_of), self.as_of
        else:
            five = fixed_span(self.school.cycle_start, self.as_of)
        found = []
        for rule, (months, since) in FIVE_YEAR_RULES.items():
            day = min(five[1], self.as_of)
            if since <= day and self.of_system(rule, System.EDU, day):
                found.append(self.verdict(rule, months, five, annual=False))
        for year in range(this_year - 4, this_year + 1):
            span = year_span(year, basis)
            day = min(span[1], self.as_of)
            wanted = year >= year_of(self.teacher.hired_on, basis)
            if wanted and day >= ANNUAL_FROM and self.of_system(ANNUAL, System.EDU, day):
                found.append(self.verdict(ANNUAL, 1, span, annual=True))
        if self.as_of >= PERIODIC_FROM and self.of_system(PERIODIC, System.RENSHE, self.as_of):
            found.append(self.verdict(PERIODIC, None, year_span(this_year, basis), annual=True))
        return found

    def conflicts(self, verdicts):
        five = [item for item in verdicts if item["rule"] in FIVE_YEAR_RULES and not item["simulated"]]
        against = ("NOT_MET", "PENDING", "NEEDS_RULING")
        return sorted(
            (one["rule"], other["rule"])
            for one in five
            for other in five
            if one["standing"] == "MET" and other["standing"] in against
        )

    def gate(self, verdicts):
        entry = held(self.school.gating, self.as_of)
        if entry is None:
            return None
        if entry.transition is Transition.GRANDFATHER:
            if entry.rule == ANNUAL:
                deciding = self.deciding(ANNUAL, verdicts)
                this_year = year_of(self.as_of, self.school.year_basis)
                start = deciding["window"][0] if deciding else year_span(this_year, self.school.year_basis)[0]
            elif self.school.window is WindowKind.ROLLING:
                start = rolling_start(self.as_of)
            else:
                start = fixed_span(self.school.cycle_start, self.as_of)[0]
            entry = held(self.school.gating, start) or entry
        deciding = self.deciding(entry.rule, verdicts)
        standing = deciding["standing"] if deciding else None
        return entry.rule, standing, standing in ("MET", "EXEMPT")

    def deciding(self, rule, verdicts):
        own = [item for item in verdicts if item["rule"] == rule]
        if rule == ANNUAL:
            own = [item for item in own if item["standing"] != "OPEN"]
        return max(own, key=lambda item: item["window"], default=None)
