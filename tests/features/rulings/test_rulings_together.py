"""Many questions answered in one go: each on what the one before has left, with what they share read once."""

from datetime import date, timedelta

from app.domain.questions import Answer, OverlapQuestion
from app.extensions import db
from app.mail.models import Mail
from app.rulings.queries import Why
from app.standing.queries import evaluate_teacher
from tests.architecture.test_transactions import statements_of
from tests.builders import AT, make_site
from tests.features.ruling_cast import TODAY, at_a_base, decide, picks, practised


def at_three_places(school, *spans, numbered_from=20):
    """Whole days at as many places at once as there are spans."""
    return [
        practised(school, first=first, last=last, site=make_site(school.school, f"示例{n}厂"), id=n)
        for n, (first, last) in enumerate(spans, start=numbered_from)
    ]


def test_of_two_overlaps_of_one_record_the_second_is_gone_once_that_record_has_fallen(school):
    first, *_ = at_three_places(
        school,
        (date(2026, 7, 6), date(2026, 7, 31)),
        (date(2026, 7, 6), date(2026, 7, 10)),
        (date(2026, 7, 27), date(2026, 8, 7)),
    )
    assert len(picks(school)) == 2
    done = decide(school, answers={OverlapQuestion: Answer.FIRST_FALLS})
    assert [why for _, why in done.held] == [Why.GONE]
    assert {one.record_id for rulings in done.made for one in rulings} == {first.id}
    assert len(done.made) == 1
    assert picks(school) == []


def test_a_record_does_not_fall_for_one_that_has_just_fallen(school):
    """However they are numbered, as words 10 and 11 stand before 9, and although the first was approved last:
    what counts is the order of days.
    """
    first, middle, last = at_three_places(
        school,
        (date(2026, 7, 6), date(2026, 7, 17)),
        (date(2026, 7, 13), date(2026, 7, 31)),
        (date(2026, 7, 27), date(2026, 8, 7)),
        numbered_from=9,
    )
    first.decided_at = AT
    middle.decided_at = last.decided_at = AT - timedelta(days=1)
    done = decide(school, answers={OverlapQuestion: Answer.SECOND_FALLS})
    assert {one.record_id for rulings in done.made for one in rulings} == {middle.id}
    assert [why for _, why in done.held] == [Why.GONE]
    verdicts = evaluate_teacher(school.teacher_post.id, TODAY).evaluation.verdicts
    found = [one for one in verdicts if one.rule.id == "LN-2022-1M"]
    assert str(last.id) in {one.record_id for one in found[-1].records}


def test_the_law_and_the_places_are_read_once_for_all_mails(app, school):
    def read(made):
        seen = statements_of(app, lambda: made.append(decide(school).made))
        return [sum(name in one for one in seen) for name in ("FROM law_addition", "site.name")]

    one, three = [], []
    at_a_base(school)
    few = read(one)
    for post in (school.colleague_post, school.head_post, school.teacher_post):
        at_a_base(school, post, first=date(2026, 8, 3), last=date(2026, 8, 28))
    assert read(three) == few
    assert [len(made[0]) for made in (one, three)] == [1, 3]
    assert db.session.query(Mail).count() == 4
