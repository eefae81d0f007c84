"""Why a frozen year would read otherwise, in words: records, rulings, versions, decisions."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from app import clock
from app.domain.facts import Leave, RecordStatus, Ruling, RulingKind, Venue
from app.domain.rules import Cell, CountingTable, Law
from app.domain.verdicts import evaluate
from app.domain.windows import Window
from app.domain.workflow import Action
from app.extensions import db
from app.practice.copy_operations import copy_record
from app.practice.operations import act
from app.snapshots.compare import compare
from app.snapshots.frozen_ground import Ground
from app.snapshots.frozen_row import freeze_row
from app.snapshots.operations import what_differs
from app.snapshots.picture import Picture, picture_now
from app.snapshots.reasons import ground_changes, reasons
from app.standing.queries import SchoolAtOnce, read_school
from tests.builders import (
    calendar_year,
    give_default_decisions,
    make_evidence,
    make_record,
    make_snapshot,
)

LAST_DAY = date(2025, 12, 31)
YEAR = Window(date(2025, 1, 1), LAST_DAY)
IN_TIME = datetime(2025, 9, 1, tzinfo=UTC)
JANUARY = datetime(2026, 1, 15, 2, 0, tzinfo=UTC)
ANNUAL, FIVE = "LN-2022-1M", "LN-2020-5Y6M"


@pytest.fixture
def record(app, cast):
    """Ten days of July 2025, approved in time."""
    give_default_decisions(cast.school)
    found = make_record(
        cast.teacher_post, cast.site, date(2025, 7, 7), date(2025, 7, 18),
        status=RecordStatus.APPROVED, by=cast.teacher, reviewer=cast.hr, decided_at=IN_TIME,
    )  # fmt: skip
    db.session.commit()
    return found


@pytest.fixture
def known(record, cast) -> SchoolAtOnce:
    return read_school(cast.school.id, LAST_DAY)


def told(before: Picture, after: Picture) -> tuple[str, ...]:
    """The reasons of the one teacher who differs."""
    (person,) = compare(before, after, ground=(), why=reasons).people
    return person.reasons


def judged_as(
    picture: Picture, known: SchoolAtOnce, teacher_id: int, law: Law | None = None, **facts
) -> Picture:
    """The picture with one teacher's facts, or the law, otherwise."""
    facts = {"school": known.decisions, "records": known.records[teacher_id]} | facts
    held = {name: facts.pop(name) for name in ("rulings", "leaves") if name in facts}
    teacher = replace(known.teachers[teacher_id], **held)
    evaluation = evaluate(law or known.law, facts["school"], teacher, facts["records"], LAST_DAY)
    return replace(picture, stored={**picture.stored, teacher_id: freeze_row(teacher, evaluation, ())})


def test_a_ruling_is_named_when_it_is_made_and_when_it_is_revoked(known, record, cast):
    now = picture_now(cast.school.id, YEAR, JANUARY).picture
    exempt = Ruling("示例裁定〔2026〕1号", RulingKind.EXEMPT, ANNUAL, days=YEAR)
    ruled = judged_as(now, known, cast.teacher_post.id, rulings=(exempt,))
    assert told(now, ruled) == ("裁定 示例裁定〔2026〕1号 予以豁免",)
    assert told(ruled, now) == ("裁定 示例裁定〔2026〕1号 不再适用",)


def test_a_record_ruled_out_and_in_again_is_named(known, record, cast):
    now = picture_now(cast.school.id, YEAR, JANUARY).picture
    out = Ruling("R2", RulingKind.DOES_NOT_COUNT, ANNUAL, record=str(record.id))
    ruled = judged_as(now, known, cast.teacher_post.id, rulings=(out,))
    name = "示例重工有限公司 2025-07-07 至 2025-07-18 的实践"
    assert told(now, ruled) == (f"{name}：裁定 R2：不计入",)
    assert told(ruled, now) == (f"{name}：裁定 R2 不再适用，现在计入",)
    again = judged_as(now, known, cast.teacher_post.id, rulings=(replace(out, id="R3"),))
    assert told(ruled, again) == (f"{name}：裁定 R3：不计入",)


def test_an_exemption_refused_is_named_when_it_is_and_when_it_is_no_more(known, record, cast):
    now = picture_now(cast.school.id, YEAR, JANUARY).picture
    no = Ruling("R4", RulingKind.REFUSED, ANNUAL, days=calendar_year(2024))
    away = {"leaves": (Leave(date(2024, 3, 1), date(2024, 6, 30)),)}
    refused = judged_as(now, known, cast.teacher_post.id, rulings=(no,), **away)
    open_still = judged_as(now, known, cast.teacher_post.id, **away)
    assert told(open_still, refused) == ("裁定 R4 不予豁免",)
    assert told(refused, open_still) == ("裁定 R4 不再适用",)


def test_a_version_that_ended_because_the_next_came_is_the_same(known, record, cast):
    """Two versions stand in one ground; publishing the second cuts the first."""
    ground = picture_now(cast.school.id, YEAR, JANUARY).picture.ground
    first = next(one for one in ground.rules if one.id == ANNUAL)
    cut, second = replace(first, effective_to=date(2025, 6, 30)), replace(first, version=2)
    both = replace(ground, rules=(cut, second))
    assert ground_changes(both, both) == ()
    assert ground_changes(replace(ground, rules=(first,)), replace(ground, rules=(cut,))) == ()
    (added,) = ground_changes(replace(ground, rules=(first,)), both)
    assert added.endswith("增加第 2 版")
    (gone,) = ground_changes(both, replace(ground, rules=(second,)))
    assert gone.endswith("不再有第 1 版")
    other = replace(first, minimum_months=2)
    (told,) = ground_changes(replace(ground, rules=(first,)), replace(ground, rules=(other,)))
    assert told.endswith("第 1 版的内容有变化")


def test_another_version_of_a_rule_is_named_with_what_it_asks(known, record, cast):
    now = picture_now(cast.school.id, YEAR, JANUARY).picture
    newer = tuple(
        replace(one, version=2, minimum_months=2) if one.id == ANNUAL else one for one in known.law.rules
    )
    law = replace(known.law, rules=newer)
    rules = tuple(
        replace(one, version=2, minimum_months=2) if one.id == ANNUAL else one for one in now.ground.rules
    )
    later = replace(judged_as(now, known, cast.teacher_post.id, law), ground=replace(now.ground, rules=rules))
    assert told(now, later) == (
        "辽委办发〔2022〕13号由第 1 版改为第 2 版",
        "辽委办发〔2022〕13号的要求由 160 改为 320 小时",
    )
    (line,) = ground_changes(now.ground, later.ground)
    assert line.endswith("（辽委办发〔2022〕13号）由第 1 版改为第 2 版")


def test_rules_and_cells_that_come_and_go_are_named(known, record, cast):
    ground = picture_now(cast.school.id, YEAR, JANUARY).picture.ground
    fewer = replace(ground, rules=tuple(one for one in ground.rules if one.id != FIVE), decisions=())
    gone, came = ground_changes(ground, fewer), ground_changes(fewer, ground)
    assert "不再适用的规定：《辽宁省职业教育改革实施方案》（辽政发〔2020〕8号）" in gone
    assert "新适用的规定：《辽宁省职业教育改革实施方案》（辽政发〔2020〕8号）" in came
    assert any(line.startswith("学校的决定不再适用：") for line in gone)
    (table,) = ground.tables

    def without(venue: Venue, **values) -> Ground:
        cells = tuple(replace(one, cell=Cell.NO) if one.venue is venue else one for one in table.cells)
        return replace(ground, tables=(replace(table, cells=cells, **values),))

    assert ground_changes(ground, without(Venue.VIRTUAL)) == ()
    assert ground_changes(ground, without(Venue.OTHER)) == ("计入口径有变化：其他",)
    later = without(Venue.OTHER, version=2, dated=date(2024, 1, 1))
    both = replace(ground, tables=(*ground.tables, *later.tables))
    assert ground_changes(ground, both) == (
        "新采用的计入口径表：第 2 版（2024-01-01）",
        "计入口径有变化：其他",
    )
    assert ground_changes(both, ground)[0] == "不再采用的计入口径表：第 2 版（2024-01-01）"


def test_a_ground_keeps_every_counting_table_that_a_window_was_judged_by(known, record, cast, monkeypatch):
    rows = known.law.countings[0].rows
    days = (date(2020, 1, 1), date(2024, 6, 1), date(2026, 1, 1))
    tables = tuple(CountingTable(version, day, rows) for version, day in enumerate(days, 1))
    law = replace(known.law, countings=tables)
    monkeypatch.setattr("app.snapshots.picture.read_school", lambda *_: replace(known, law=law))
    ground = picture_now(cast.school.id, YEAR, JANUARY).picture.ground
    assert [one.version for one in ground.tables] == [1, 2]
    assert all(one.cells for one in ground.tables)


def test_a_rule_that_begins_or_ends_to_be_judged_is_named(known, record, cast):
    now = picture_now(cast.school.id, YEAR, JANUARY).picture
    fewer = replace(known.law, rules=tuple(one for one in known.law.rules if one.id != FIVE))
    without = judged_as(now, known, cast.teacher_post.id, fewer, school=replace(known.decisions, gating=()))
    assert told(now, without) == ("不再按辽政发〔2020〕8号评定",)
    assert told(without, now) == ("开始按辽政发〔2020〕8号评定",)


def test_hours_that_another_record_took_on_the_same_days_are_named(record, cast):
    first = make_snapshot(cast.school, 2025, by=cast.hr, at=JANUARY)
    make_record(
        cast.teacher_post, cast.site, date(2025, 7, 1), date(2025, 7, 9), half_hours=8,
        status=RecordStatus.APPROVED, by=cast.teacher, reviewer=cast.hr, decided_at=JANUARY.replace(month=2),
    )  # fmt: skip
    db.session.commit()
    (person,) = what_differs(first, JANUARY.replace(month=3)).comparison.people
    assert "示例重工有限公司 2025-07-07 至 2025-07-18 的实践：计入 80 → 68 小时" in person.reasons


def test_a_record_corrected_by_a_copy_is_named_with_its_original(record, cast):
    make_evidence(record, by=cast.teacher)
    first = make_snapshot(cast.school, 2025, by=cast.hr, at=JANUARY)
    now = clock.now()
    act(record, Action.REVOKE, actor=cast.hr, at=now, reason="结束日期写错")
    copy = copy_record(record, actor=cast.teacher, at=now)
    copy.last_day = date(2025, 7, 25)
    for action, actor in ((Action.SUBMIT, cast.teacher), (Action.ENDORSE, cast.head)):
        act(copy, action, actor=actor, at=now)
    db.session.commit()
    (person,) = what_differs(first, now).comparison.people
    assert any("冻结后提交，正在审核" in reason for reason in person.reasons)
    act(copy, Action.APPROVE, actor=cast.hr, at=now)
    db.session.commit()
    (person,) = what_differs(first, now).comparison.people
    assert any(f"（更正自第 {record.id} 号记录）" in reason for reason in person.reasons)
    assert any("撤销，原因：结束日期写错" in reason for reason in person.reasons)
