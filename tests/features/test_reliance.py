"""How many hours a recommendation has of some records, by its own verdict and by those of its rechecks."""

from dataclasses import replace

from app.recognition.frozen_verdict import FrozenCredit, freeze_verdict
from app.recognition.reliance import credited
from tests.domain.cast import SIX, TEN, judged


def verdict_of(gate=SIX, **half_hours):
    """A frozen verdict whose deciding line has these hours, and whose other lines have none."""
    frozen = freeze_verdict(judged(), gate)
    held = tuple(FrozenCredit(record, number) for record, number in half_hours.items())
    return replace(
        frozen, lines=tuple(replace(one, records=held * (one.rule == SIX)) for one in frozen.lines)
    )


def test_what_the_paper_has_of_one_record_and_its_recheck_of_another_is_added_and_what_both_have_is_not():
    paper, recheck = verdict_of(a=100, b=40), verdict_of(b=60, c=30)
    assert credited([paper], frozenset("ab")) == 140
    assert credited([paper, recheck], frozenset("abc")) == 100 + 60 + 30
    assert credited([paper, recheck], frozenset("c")) == 30


def test_where_the_rule_that_decides_reads_none_of_them_another_one_is_looked_at():
    assert credited([verdict_of(TEN, a=100), verdict_of(TEN, a=40, b=40)], frozenset("ab")) == 100
