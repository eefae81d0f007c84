"""What must hold of every teacher, tried on made-up ones; whole verdicts equal a slow second evaluator."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from app.domain.explain import evaluation_text, explain
from app.domain.facts import RecordStatus
from app.domain.timeline import credited_days, desk
from app.domain.verdicts import evaluate
from app.policy.loader import load_law

from .reference import World
from .worlds import worlds

LAW = load_law()


def seen(verdict):
    """A verdict in the shape of the reference."""
    return {
        "rule": verdict.rule.id,
        "window": tuple(verdict.window),
        "required": verdict.required,
        "credited": verdict.credited,
        "shortfall": verdict.shortfall,
        "pending": verdict.pending,
        "undecided": verdict.undecided,
        "profile": verdict.profile,
        "simulated": verdict.simulated,
        "provisional": verdict.provisional,
        "records": [tuple(credit) for credit in verdict.records],
        "excluded": [tuple(exclusion) for exclusion in verdict.excluded],
        "drops_on": verdict.drops_on,
        "standing": verdict.standing,
        "ruling": verdict.ruling,
    }


@given(worlds())
def test_whole_evaluations_equal_those_of_a_day_by_day_evaluator(world):
    evaluation = evaluate(LAW, *world)
    reference = World(LAW.calendar, *world)
    expected = reference.verdicts()
    assert [seen(verdict) for verdict in evaluation.verdicts] == expected
    assert [tuple(conflict) for conflict in evaluation.conflicts] == reference.conflicts(expected)
    gate = evaluation.gate
    assert (gate and (gate.rule, gate.standing, gate.passes)) == reference.gate(expected)


@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_records_does_not_matter(world, random):
    school, teacher, records, as_of = world
    shuffled = list(records)
    random.shuffle(shuffled)
    assert evaluate(LAW, school, teacher, shuffled, as_of) == evaluate(LAW, *world)


@given(worlds(), st.data())
def test_splitting_a_record_in_two_changes_no_sum(world, data):
    school, teacher, records, as_of = world
    long = [record for record in records if record.first_day < record.last_day]
    assume(long)
    whole = data.draw(st.sampled_from(long))
    cut = whole.first_day + timedelta(
        days=data.draw(st.integers(0, (whole.last_day - whole.first_day).days - 1))
    )
    kept = {"absent": whole.absent, "attended_rest_days": whole.attended_rest_days}
    early = replace(
        whole, last_day=cut, **{key: frozenset(d for d in dates if d <= cut) for key, dates in kept.items()}
    )
    late = replace(
        whole,
        id=whole.id + "2",
        first_day=cut + timedelta(days=1),
        **{key: frozenset(d for d in dates if d > cut) for key, dates in kept.items()},
    )
    rulings = [replace(ruling, record=late.id) for ruling in teacher.rulings if ruling.record == whole.id]
    split = [early, late, *(record for record in records if record is not whole)]
    found = evaluate(LAW, school, replace(teacher, rulings=(*teacher.rulings, *rulings)), split, as_of)
    for one, other in zip(evaluate(LAW, *world).verdicts, found.verdicts, strict=True):
        sums = [(v.credited, v.pending, v.undecided, v.standing, v.drops_on) for v in (one, other)]
        assert sums[0] == sums[1]


@given(worlds())
def test_one_more_approved_record_never_lowers_the_credit(world):
    school, teacher, records, as_of = world
    assume(records)
    fewer = evaluate(LAW, school, teacher, records[1:], as_of)
    more = [replace(records[0], status=RecordStatus.APPROVED), *records[1:]]
    for less, verdict in zip(
        fewer.verdicts, evaluate(LAW, school, teacher, more, as_of).verdicts, strict=True
    ):
        assert verdict.credited >= less.credited
        assert verdict.drops_on is None or less.drops_on is None or verdict.drops_on >= less.drops_on


@given(worlds())
def test_no_day_exceeds_eight_hours_and_the_credits_add_up(world):
    school, teacher, records, as_of = world
    for verdict in evaluate(LAW, *world).verdicts:
        assert sum(credit.half_hours for credit in verdict.records) == verdict.credited
        by_record = credited_days(desk(LAW, school, teacher, records, verdict, as_of=as_of))
        by_day = {}
        for days in by_record.values():
            for day, half_hours in days.items():
                by_day[day] = by_day.get(day, 0) + half_hours
        assert max(by_day.values(), default=0) <= 16
        assert {record: sum(days.values()) for record, days in by_record.items()} == dict(
            tuple(credit) for credit in verdict.records
        )


@given(worlds())
def test_a_record_is_either_credited_or_excluded_with_a_reason(world):
    _school, _teacher, records, _as_of = world
    for verdict in evaluate(LAW, *world).verdicts:
        touching = {
            record.id
            for record in records
            if record.first_day <= verdict.window.last_day and record.last_day >= verdict.window.first_day
        }
        listed = [item.record_id for item in (*verdict.records, *verdict.excluded)]
        assert sorted(listed) == sorted(touching)


@given(worlds(most_records=4))
def test_every_worksheet_adds_up_to_its_verdict(world):
    school, teacher, records, as_of = world
    evaluation = evaluate(LAW, *world)
    for verdict in evaluation.verdicts:
        sheet = explain(LAW, school, teacher, records, verdict, as_of=as_of)
        assert sum(line.credited for line in sheet.lines) == verdict.credited
        assert [line.record.id for line in sheet.excluded] == [item.record_id for item in verdict.excluded]
        for line in (*sheet.lines, *sheet.excluded):
            assert line.span == line.resting + line.attended + len(line.record.absent)
            assert line.credited_days <= line.attended - line.outside - line.before_hire - line.after_as_of
            assert (line.lost > 0) == bool(line.overlaps)
            if line.credited:
                assert line.claimed_days * line.record.half_hours == line.credited + line.lost
                assert line.not_counted >= 0
    assert evaluation_text(LAW, "示例", (school, teacher, records), evaluation)
