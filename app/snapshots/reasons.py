"""Why a frozen year would be otherwise now: told from frozen rows, and what became of the records in them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select

from app import clock
from app.domain import words
from app.domain.conclusion import chinese_date
from app.domain.facts import RecordStatus
from app.domain.outcome import ExclusionReason, Verdict
from app.extensions import db
from app.practice.models import PracticeRecord
from app.schools.models import CHANGES_VERDICTS
from app.snapshots.compare import Seen
from app.snapshots.frozen_ground import FrozenRule, Ground
from app.snapshots.frozen_row import FrozenRow
from app.venues.models import Site

BY_RULING = frozenset({ExclusionReason.DOES_NOT_COUNT, ExclusionReason.NEEDS_RULING})


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a record."""

    name: str
    status: RecordStatus
    decided_at: datetime | None
    revoked_at: datetime | None
    reason: str
    copied_from: int | None


def no_reasons(_seen: Sequence[Seen]) -> Mapping[int, tuple[str, ...]]:
    """Of two years nobody asks why they differ."""
    return {}


def reasons(seen: Sequence[Seen]) -> Mapping[int, tuple[str, ...]]:
    """For each teacher why the same day reads otherwise."""
    fates = _fates({record for one in seen for record in _records(one)})
    return {one.someone.teacher_id: tuple(dict.fromkeys(_of_person(one, fates))) for one in seen}


def ground_changes(before: Ground, after: Ground) -> tuple[str, ...]:
    """Decisions on results, rules and cells that differ, in words: reminders are no ground of a result."""
    held, holds = (
        [one for one in ground.decisions if one.kind in CHANGES_VERDICTS] for ground in (before, after)
    )
    found = [f"学校的决定不再适用：{one.says}" for one in held if not any(map(one.same_as, holds))]
    found += [f"学校的决定：{one.says}（{one.document}）" for one in holds if not any(map(one.same_as, held))]
    old, new = _versions(before), _versions(after)
    for name in dict.fromkeys((*new, *old)):
        found += _rule_changes(old.get(name, {}), new.get(name, {}))
    return (*found, *_table_changes(before, after))


def _table_changes(before: Ground, after: Ground) -> Iterable[str]:
    """Counting tables that came or went, and what counts otherwise in all of them together."""
    old, new = ({(one.dated, one.version) for one in ground.tables} for ground in (before, after))
    for dated, version in sorted(new - old):
        yield f"新采用的计入口径表：第 {version} 版（{dated}）"
    for dated, version in sorted(old - new):
        yield f"不再采用的计入口径表：第 {version} 版（{dated}）"
    was, now = ({cell for one in ground.tables for cell in one.cells} for ground in (before, after))
    for venue in sorted({cell.venue for cell in was ^ now}):
        yield f"计入口径有变化：{words.VENUE[venue]}"


def _versions(ground: Ground) -> dict[str, dict[int, FrozenRule]]:
    """By id the versions of each rule; when one ends says only that the next has come."""
    found: dict[str, dict[int, FrozenRule]] = {}
    for rule in ground.rules:
        found.setdefault(rule.id, {})[rule.version] = replace(rule, effective_to=None)
    return found


def _rule_changes(old: Mapping[int, FrozenRule], new: Mapping[int, FrozenRule]) -> Iterable[str]:
    """What became of one rule's versions."""
    gone = [one for version, one in old.items() if version not in new]
    added = [one for version, one in new.items() if version not in old]
    if len(gone) == len(added) == 1:
        yield f"{added[0].titled}由第 {gone[0].version} 版改为第 {added[0].version} 版"
    else:
        for rule in added:
            yield f"{rule.titled}增加第 {rule.version} 版" if old else f"新适用的规定：{rule.titled}"
        for rule in gone:
            yield f"{rule.titled}不再有第 {rule.version} 版" if new else f"不再适用的规定：{rule.titled}"
    for version in old.keys() & new.keys():
        if old[version] != new[version]:
            yield f"{new[version].titled}第 {version} 版的内容有变化"


def _records(seen: Seen) -> Iterable[int]:
    for line in seen.lines:
        for verdict in (line.before, line.after):
            if verdict:
                yield from (int(credit.record_id) for credit in verdict.records)
                yield from (int(one.record_id) for one in verdict.excluded)


def _fates(ids: set[int]) -> dict[str, Fate]:
    columns = (
        PracticeRecord.id,
        Site.name,
        PracticeRecord.first_day,
        PracticeRecord.last_day,
        PracticeRecord.status,
        PracticeRecord.decided_at,
        PracticeRecord.revoked_at,
        PracticeRecord.reason,
        PracticeRecord.copied_from_id,
    )
    found: dict[str, Fate] = {}
    for some in _portions(sorted(ids)):
        statement = select(*columns).join(Site, Site.id == PracticeRecord.site_id)
        for row in db.session.execute(statement.where(PracticeRecord.id.in_(some))):
            name = f"{row.name} {row.first_day} 至 {row.last_day} 的实践"
            found[str(row.id)] = Fate(name, *row[4:])
    return found


def _portions(ids: Sequence[int], size: int = 5000) -> Iterable[Sequence[int]]:
    """A statement holds only so many values."""
    return (ids[start : start + size] for start in range(0, len(ids), size))


def _of_person(seen: Seen, fates: Mapping[str, Fate]) -> Iterable[str]:
    if seen.before and seen.after:
        yield from _facts(seen.before, seen.after)
    for line in seen.lines:
        if line.before and line.after:
            yield from _of_records(line.before, line.after, fates)
            yield from _other_rulings(line.before, line.after, fates)
            yield from _of_line(line.before, line.after)
        elif line.after:
            yield f"开始按{line.after.rule.number or line.after.rule.title}评定"
        elif line.before:
            yield f"不再按{line.before.rule.number or line.before.rule.title}评定"


def _facts(before: FrozenRow, after: FrozenRow) -> Iterable[str]:
    if before.hired_on != after.hired_on:
        yield f"入职日期由 {before.hired_on} 改为 {after.hired_on}"
    if before.categories != after.categories:
        yield f"教师类别由“{_categories(before)}”改为“{_categories(after)}”"
    if before.leaves != after.leaves:
        yield "离岗登记有变化"
    if before.gate and after.gate and before.gate.rule != after.gate.rule:
        yield f"认定依据由 {before.gate.rule} 改为 {after.gate.rule}"


def _categories(row: FrozenRow) -> str:
    return "，".join(f"{one.first_day} 起{words.CATEGORY[one.category]}" for one in row.categories)


def _of_records(before: Verdict, after: Verdict, fates: Mapping[str, Fate]) -> Iterable[str]:
    old, new = dict(before.records), dict(after.records)
    excluded_before, excluded_after = dict(before.excluded), dict(after.excluded)
    for record, half_hours in new.items():
        if record not in old:
            yield _gained(fates[record], excluded_before.get(record), _ruled(before, after, record))
        elif old[record] != half_hours:
            amounts = f"{words.hours(old[record])} → {words.hours(half_hours)} 小时"
            yield f"{fates[record].name}：计入 {amounts}"
    for record in old.keys() - new.keys():
        yield _lost(fates[record], excluded_after.get(record), _ruled(before, after, record))
    for record, reason in excluded_after.items():
        if reason is ExclusionReason.PENDING and record not in old and record not in excluded_before:
            yield f"{fates[record].name}：冻结后提交，正在审核"


def _ruled(before: Verdict, after: Verdict, record: str) -> str:
    """What another ruling than before says of a record, by its number; nothing where it is the same."""
    was, now = (dict(one.decided).get(record) for one in (before, after))
    if was == now:
        return ""
    says = "计入" if record in dict(after.records) else "不计入"
    return f"裁定 {now}：{says}" if now else f"裁定 {was} 不再适用，现在{says}"


def _other_rulings(before: Verdict, after: Verdict, fates: Mapping[str, Fate]) -> Iterable[str]:
    """Records that count, or do not, as before, by another ruling."""
    moved = dict(before.records).keys() ^ dict(after.records).keys()
    for record in sorted((dict(before.decided).keys() | dict(after.decided).keys()) - moved):
        if says := _ruled(before, after, record):
            yield f"{fates[record].name}：{says}"


def _gained(fate: Fate, was: ExclusionReason | None, ruled: str) -> str:
    copied = f"（更正自第 {fate.copied_from} 号记录）" if fate.copied_from else ""
    if was in BY_RULING:
        return f"{fate.name}：{ruled or '经裁定或口径调整后计入'}"
    if fate.decided_at is not None:
        return f"{fate.name}{copied}：{_day(fate.decided_at)}审批通过，计入实践发生的年度" + (
            f"（{ruled}）" if ruled else ""
        )
    return f"{fate.name}{copied}：现在计入"  # pragma: no cover - what is approved was decided


def _lost(fate: Fate, now: ExclusionReason | None, ruled: str) -> str:
    if fate.status is RecordStatus.REVOKED and fate.revoked_at is not None:
        return f"{fate.name}：{_day(fate.revoked_at)}撤销，原因：{fate.reason}"
    if fate.status is not RecordStatus.APPROVED:
        return f"{fate.name}：审批已撤回，现为“{words.RECORD_STATUS[fate.status]}”"
    if ruled or now in BY_RULING:
        return f"{fate.name}：{ruled or '按裁定或现行口径不计入'}"
    return f"{fate.name}：不再计入" + (f"（{words.EXCLUSION[now]}）" if now else "")


def _of_line(before: Verdict, after: Verdict) -> Iterable[str]:
    number = after.rule.number or after.rule.title
    if before.ruling != after.ruling:
        yield f"裁定 {after.ruling} 予以豁免" if after.ruling else f"裁定 {before.ruling} 不再适用"
    if before.refused != after.refused:
        yield f"裁定 {after.refused} 不予豁免" if after.refused else f"裁定 {before.refused} 不再适用"
    if before.other_days != after.other_days and after.other_days:
        yield f"裁定 {after.other_days} 豁免的年度起止不同，须重新裁定"
    if before.rule.version != after.rule.version:
        yield f"{number}由第 {before.rule.version} 版改为第 {after.rule.version} 版"
    if before.profile != after.profile:
        yield f"折合口径改为{words.PROFILE[after.profile]}"
    elif before.required != after.required:
        yield f"{number}的要求由 {_hours(before.required)} 改为 {_hours(after.required)} 小时"
    if before.window != after.window:
        yield f"统计期改为 {after.window.first_day} 至 {after.window.last_day}"
    if before.provisional and not after.provisional:
        yield "节假日安排已公布，不再暂按周一至周五推算"


def _hours(half_hours: int | None) -> str:
    return "—" if half_hours is None else words.hours(half_hours)


def _day(moment: datetime) -> str:
    day: date = clock.local(moment).date()
    return chinese_date(day)
