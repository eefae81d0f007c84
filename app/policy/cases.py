"""Case files: the facts of one teacher written by hand, and the verdicts on them as plain values."""

from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date
from pathlib import Path

from app.domain.facts import (
    AdoptedFrom,
    Category,
    CategoryFrom,
    GateFrom,
    Leave,
    Profile,
    ProfileFrom,
    Record,
    Ruling,
    RulingKind,
    School,
    SchoolLevel,
    System,
    Teacher,
    Transition,
    WindowKind,
    YearBasis,
)
from app.domain.rules import Law, RuleWindow
from app.domain.verdicts import CycleError, Evaluation, GateError, RulingError, evaluate
from app.domain.windows import year_begun
from app.policy.case_records import record_entry, span
from app.policy.strict import StrictError, Table, read_toml, refuse_same_day

FIRST_YEAR, LAST_YEAR = 1950, 2150
NAMED_YEARS = range(MINYEAR, MAXYEAR)
"""Years that have days; what names another exempts from nothing."""


class CaseError(StrictError):
    """A case that cannot be judged, under its name where it has one."""

    def __init__(self, case: str, message: str) -> None:
        super().__init__(message)
        self.case = case


@dataclass(frozen=True, slots=True)
class Case:
    """One teacher at one school on one day."""

    name: str
    as_of: date
    school: School
    teacher: Teacher
    records: tuple[Record, ...]


def judge_case(law: Law, path: Path) -> tuple[Case, Evaluation]:
    """A case file and the verdicts on it.

    Raises:
        CaseError: the file is wrong, or its school's decisions cannot be applied.
    """
    name = path.name
    try:
        table = read_toml(path)
        name = _readable_name(table) or name
        case = _case(table, law)
        return case, evaluate(law, case.school, case.teacher, case.records, case.as_of)
    except StrictError as error:
        raise CaseError(name, str(error)) from error
    except (GateError, CycleError, RulingError) as error:
        raise CaseError(name, f"{path.name}：{error}") from error


def _readable_name(table: Table) -> str | None:
    value = table.raw("name") if table.has("name") else None
    return value if isinstance(value, str) and value.strip() else None


def _case(table: Table, law: Law) -> Case:
    records = tuple(record_entry(item) for item in table.tables_or_none("records"))
    seen: set[str] = set()
    for item, record in zip(table.tables_or_none("records"), records, strict=True):
        if record.id in seen:
            raise item.error("id", record.id, "编号重复")
        seen.add(record.id)
    as_of = table.day("as_of")
    if not FIRST_YEAR <= as_of.year <= LAST_YEAR:
        raise table.error("as_of", as_of, f"应在 {FIRST_YEAR} 至 {LAST_YEAR} 年之间")
    name, school = table.text("name"), _school(table.table("school"), law)
    case = Case(
        name=name,
        as_of=as_of,
        school=school,
        teacher=_teacher(table.table("teacher"), law, seen, school.year_basis),
        records=records,
    )
    table.done()
    return case


def _school(table: Table, law: Law) -> School:
    gating = table.tables_or_none("gating")
    adopted = table.tables_or_none("adopted")
    window = table.choice("window", WindowKind, WindowKind.ROLLING)
    school = School(
        system=table.choice("system", System),
        level=table.choice("level", SchoolLevel) if table.has("level") else None,
        profiles=_profiles(table),
        year_basis=table.choice("year_basis", YearBasis, YearBasis.CALENDAR),
        window=window,
        cycle_start=table.day("cycle_start")
        if window is WindowKind.FIXED
        else table.day_or_none("cycle_start"),
        gating=tuple(sorted(map(_gate, gating), key=lambda gate: gate.first_day)),
        adopted=tuple(sorted((_adopted(item, law) for item in adopted), key=lambda entry: entry.first_day)),
    )
    refuse_same_day(gating, (item.day("from") for item in gating))
    table.done()
    return school


def _profiles(table: Table) -> tuple[ProfileFrom, ...]:
    if not table.has("profile") or isinstance(table.raw("profile"), str):
        return (ProfileFrom(table.choice("profile", Profile, Profile.WD20), date.min),)
    tables = table.tables("profile")
    profiles = []
    for item in tables:
        profiles.append(ProfileFrom(item.choice("profile", Profile), item.day("from")))
        item.done()
    refuse_same_day(tables, (profile.first_day for profile in profiles))
    return tuple(sorted(profiles, key=lambda profile: profile.first_day))


def _gate(table: Table) -> GateFrom:
    gate = GateFrom(
        table.text("rule"), table.day("from"), table.choice("transition", Transition, Transition.AS_OF)
    )
    table.done()
    return gate


def _adopted(table: Table, law: Law) -> AdoptedFrom:
    adopted = AdoptedFrom(_known_rule(table, law), table.day("from"))
    table.done()
    return adopted


def _known_rule(table: Table, law: Law) -> str:
    rule = table.text("rule")
    if not law.versions(rule):
        raise table.error("rule", rule, "没有这条规则")
    return rule


def _teacher(table: Table, law: Law, record_ids: set[str], basis: YearBasis) -> Teacher:
    tables = table.tables("categories")
    categories = []
    for item in tables:
        categories.append(CategoryFrom(item.choice("category", Category), item.day("from")))
        item.done()
    refuse_same_day(tables, (entry.first_day for entry in categories))
    teacher = Teacher(
        hired_on=table.day("hired_on"),
        categories=tuple(sorted(categories, key=lambda entry: entry.first_day)),
        leaves=tuple(map(_leave, table.tables_or_none("leaves"))),
        rulings=tuple(_ruling(item, law, record_ids, basis) for item in table.tables_or_none("rulings")),
    )
    table.done()
    return teacher


def _leave(table: Table) -> Leave:
    leave = Leave(*span(table))
    table.done()
    return leave


def _ruling(table: Table, law: Law, record_ids: set[str], basis: YearBasis) -> Ruling:
    kind = table.choice("kind", RulingKind)
    if kind is RulingKind.REFUSED:
        raise table.error("kind", kind, "应为 exempt、counts、does_not_count 之一")
    rule = _known_rule(table, law)
    record = days = None
    if kind is RulingKind.EXEMPT:
        annual = law.versions(rule)[0].window is RuleWindow.YEAR
        year = table.whole("year") if annual else table.whole_or_none("year")
        if year is not None and not annual:
            raise table.error("year", year, "这项规定看五年，豁免不分年度，不写 year")
        days = year_begun(year, basis) if annual and year and year in NAMED_YEARS else None
    else:
        record = table.text("record")
        if record not in record_ids:
            raise table.error("record", record, "没有这条记录")
    ruling = Ruling(table.text("id"), kind, rule, record, days)
    table.done()
    return ruling
