"""HR decides what the law leaves open: found by judging everybody, numbered, and taken back."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.accounts.guards import NotAllowedError
from app.audit.models import AuditEvent
from app.certificates.operations import NoReasonError, OwnCaseError
from app.domain.facts import Ruling as RulingFact
from app.domain.facts import RulingKind, Venue
from app.domain.outcome import Standing
from app.domain.questions import ANSWERS as POSSIBLE
from app.domain.questions import Answer, CellQuestion, LeaveQuestion, OverlapQuestion
from app.extensions import db
from app.mail.models import Mail
from app.rulings.operations import AlreadyRuledError, Ground, RevokedError, exempt, revoke
from app.rulings.queries import Why, queue_of_school, queue_of_teachers, rulings_of_decision
from app.rulings.together_operations import decide_together
from app.schools.models import PrintedCode
from app.standing.queries import evaluate_school, evaluate_teacher
from app.teachers.queries import teacher_facts, teacher_facts_of_school
from app.teachers.ruling_models import Ruling, RulingAnswer
from tests.architecture.test_transactions import statements_of
from tests.builders import (
    AT,
    calendar_year,
    make_record,
    make_ruling,
    make_site,
    sign_in,
)
from tests.features.ruling_cast import ANSWERS, GROUND, TODAY, at_a_base, decide, on_leave, picks, practised

NEXT_YEAR = AT + timedelta(days=60)
FIVE_YEARS = ("CN-2016-5Y6M", "DD-DRAFT-5Y10M", "LN-2020-5Y6M", "LN-2021-5Y10M")


def waiting(cast) -> list:
    return [one.question for one in queue_of_school(cast.school.id, TODAY).waiting]


def verdict(post, rule, first_day=None):
    found = [one for one in evaluate_teacher(post.id, TODAY).evaluation.verdicts if one.rule.id == rule]
    return next((one for one in found if one.window.first_day == first_day), found[-1])


# What waits


def test_a_cell_is_asked_once_for_all_rules_of_its_column(school):
    record = at_a_base(school)
    assert waiting(school) == [CellQuestion(str(record.id), "five_year", FIVE_YEARS)]
    (made,) = decide(school).made
    assert [(one.rule, one.kind, one.number) for one in made] == [
        (rule, RulingAnswer.COUNTS, f"10001-CD-2026-{n:04d}") for n, rule in enumerate(FIVE_YEARS, 1)
    ]
    assert waiting(school) == []
    assert verdict(school.teacher_post, "LN-2020-5Y6M").credited == 320


def test_what_does_not_wait(school):
    practised(school)  # the law says it counts
    make_record(school.teacher_post, school.site, by=school.teacher, venue=Venue.OTHER)  # a draft
    on_leave(school, school.colleague_post)
    practised(
        school, school.colleague_post, date(2025, 7, 7), date(2025, 8, 8)
    )  # the year was met in spite of the leave
    assert waiting(school) == []


def test_a_leave_year_waits_and_an_exemption_is_printed_with_its_number(app, school):
    on_leave(school)
    (asked,) = waiting(school)
    assert (asked.rule, asked.window) == ("LN-2022-1M", calendar_year(2025))
    ((ruling,),) = decide(school).made
    found = verdict(school.teacher_post, "LN-2022-1M", date(2025, 1, 1))
    assert (found.standing, found.ruling) == (Standing.EXEMPT, ruling.number)
    assert waiting(school) == []
    db.session.commit()
    page = sign_in(app, school.teacher).get(f"/standing/{school.teacher_post.id}").text
    assert f"学校裁定（{ruling.number}）予以豁免，不等于达标" in page
    assert "已豁免" in page


def test_a_refusal_settles_the_question_and_the_year_is_not_met(app, school):
    on_leave(school)
    ((ruling,),) = decide(school, answers={LeaveQuestion: Answer.REFUSED}).made
    assert ruling.kind is RulingAnswer.REFUSED
    assert waiting(school) == []
    found = verdict(school.teacher_post, "LN-2022-1M", date(2025, 1, 1))
    assert (found.standing, found.refused) == (Standing.NOT_MET, ruling.number)
    db.session.commit()
    hr = sign_in(app, school.hr)
    said = f"学校裁定不予豁免（裁定 {ruling.number}），这一年按没有完成对待"
    for path in (
        f"/standing/{school.teacher_post.id}",
        f"/standing/{school.teacher_post.id}/LN-2022-1M/2025-01-01",
    ):
        page = hr.get(path).text
        assert said in page
        assert "是否豁免需学校裁定" not in page


@pytest.mark.parametrize(
    ("answer", "credited", "kind"),
    [
        (Answer.STANDS, 400, RulingAnswer.STANDS),
        (Answer.FIRST_FALLS, 240, RulingAnswer.DOES_NOT_COUNT),
        (Answer.SECOND_FALLS, 320, RulingAnswer.DOES_NOT_COUNT),
    ],
)
def test_two_full_time_sites_on_the_same_days(school, answer, credited, kind):
    first = practised(school)
    second = practised(
        school, first=date(2026, 7, 20), last=date(2026, 8, 7), site=make_site(school.school, "示例乙厂")
    )
    (asked,) = waiting(school)
    assert (asked.first, asked.second, len(asked.days)) == (str(first.id), str(second.id), 10)
    (made,) = decide(school, answers={OverlapQuestion: answer}).made
    assert {one.kind for one in made} == {kind}
    assert waiting(school) == []
    assert verdict(school.teacher_post, "LN-2022-1M").credited == credited  # W1: 200 h, or one of the two
    assert verdict(school.teacher_post, "LN-2020-5Y6M").credited == credited


def test_half_days_at_two_places_are_no_overlap(school):
    for site in (school.site, make_site(school.school, "示例乙厂")):
        practised(school, site=site, half_hours=8)
    assert waiting(school) == []


def test_a_record_that_was_ruled_to_count_cannot_be_left_out_for_an_overlap_before_that_is_revoked(school):
    practised(school)
    at_a_base(school)
    made = decide(school, answers={OverlapQuestion: Answer.STANDS}).made
    stands = next(one[0] for one in made if one[0].kind is RulingAnswer.STANDS)
    revoke(stands, "重新核对", actor=school.hr, at=AT + timedelta(minutes=1))
    (asked,) = waiting(school)
    assert isinstance(asked, OverlapQuestion)
    later = decide(school)
    assert [why for _, why in later.held] == [Why.RULED]
    assert later.made == ()


def test_only_what_bears_on_a_teacher_of_today_waits(school):
    at_a_base(school)
    school.teacher_post.left_on = date(2026, 8, 31)
    db.session.flush()
    assert waiting(school) == []


# Deciding


def test_nobody_rules_on_their_own_case_and_the_rest_is_decided(school):
    at_a_base(school)
    at_a_base(school, school.hr_post)
    done = decide(school)
    assert [pick.teacher_id for pick, _ in done.held] == [school.hr_post.id]
    assert [why for _, why in done.held] == [Why.OWN]
    assert {one.teacher_id for rulings in done.made for one in rulings} == {school.teacher_post.id}
    assert len(decide(school, actor=school.hr2).made) == 1
    ruling = db.session.scalars(select(Ruling).where(Ruling.teacher_id == school.hr_post.id)).first()
    with pytest.raises(OwnCaseError):
        revoke(ruling, "示例", actor=school.hr, at=AT)
    with pytest.raises(OwnCaseError):
        exempt(school.hr_post, "LN-2022-1M", calendar_year(2025), GROUND, actor=school.hr, at=AT)


@pytest.mark.parametrize("who", ["teacher", "colleague", "head"])
def test_others_rule_on_nothing(school, who):
    at_a_base(school)
    actor = getattr(school, who)
    with pytest.raises(NotAllowedError):
        decide(school, actor=actor)
    with pytest.raises(NotAllowedError):
        exempt(school.colleague_post, "LN-2022-1M", calendar_year(2025), GROUND, actor=actor, at=AT)
    with pytest.raises(NotAllowedError):
        revoke(make_ruling(school.colleague_post, by=school.hr), "示例", actor=actor, at=AT)


def test_another_school_finds_nothing_to_decide(school):
    at_a_base(school)
    done = decide(school, actor=school.other_hr)
    assert ([why for _, why in done.held], done.made) == ([Why.GONE], ())
    assert db.session.query(Ruling).count() == 0


@pytest.mark.parametrize("ground", [Ground("", "示例"), Ground("示例", " ")])
def test_a_decision_without_document_or_reason_is_refused(school, ground):
    at_a_base(school)
    with pytest.raises(NoReasonError):
        decide_together(picks(school), ANSWERS, ground, actor=school.hr, at=AT)


def test_a_decision_leaves_events_and_one_mail_in_plain_words(school):
    record = at_a_base(school)
    decide(school)
    events = db.session.scalars(select(AuditEvent).where(AuditEvent.subject == "ruling")).all()
    assert [event.tag for event in events] == ["ruling:made"] * 4
    mail = db.session.scalars(select(Mail)).one()
    assert mail.person_id == school.teacher.person_id
    assert f"{record.first_day} 至 {record.last_day} 在“{record.site.name}”的记录" in mail.text
    assert "：计入五年累计不少于 6 个月（教师〔2016〕3号）、" in mail.text
    assert "示例院人〔2026〕12号" in mail.text
    assert "10001-CD-2026-0001" in mail.subject


def test_numbers_have_no_gap_after_a_rollback_and_start_anew_each_year(school):
    at_a_base(school)
    db.session.commit()
    decide(school)
    db.session.rollback()
    (made,) = decide(school).made
    assert made[0].number == "10001-CD-2026-0001"
    later = exempt(
        school.colleague_post,
        "LN-2022-1M",
        calendar_year(2025),
        GROUND,
        actor=school.hr,
        at=AT + timedelta(days=60),
    )
    assert later.number == "10001-CD-2027-0001"
    assert db.session.get_one(PrintedCode, "10001").school_id == school.school.id


def test_an_exemption_of_its_own_is_granted_once(school):
    exempt(school.teacher_post, "LN-2020-5Y6M", None, GROUND, actor=school.hr, at=AT)
    assert verdict(school.teacher_post, "LN-2020-5Y6M").standing is Standing.EXEMPT
    assert verdict(school.teacher_post, "LN-2021-5Y10M").standing is Standing.NOT_MET
    with pytest.raises(AlreadyRuledError, match="10001-CD-2026-0001"):
        exempt(school.teacher_post, "LN-2020-5Y6M", None, GROUND, actor=school.hr2, at=AT)


# Taking back


def test_revoked_the_question_is_open_again_and_the_numbers_stay_taken(school):
    at_a_base(school)
    (made,) = decide(school).made
    taken = revoke(made[2], "鉴定表有误", actor=school.hr2, at=AT + timedelta(hours=1))
    assert taken == made
    assert len(waiting(school)) == 1
    assert verdict(school.teacher_post, "LN-2020-5Y6M").credited == 0
    with pytest.raises(RevokedError):
        revoke(made[0], "再次", actor=school.hr2, at=AT)
    (again,) = decide_together(
        picks(school), ANSWERS, GROUND, actor=school.hr, at=AT + timedelta(hours=2)
    ).made
    assert [one.number[-4:] for one in again] == ["0005", "0006", "0007", "0008"]
    subjects = db.session.scalars(select(Mail.subject).order_by(Mail.id)).all()
    assert [subject[:6] for subject in subjects] == ["学校作出裁定", "学校撤销裁定", "学校作出裁定"]


def test_a_revocation_needs_a_reason(school):
    ruling = make_ruling(school.teacher_post, by=school.hr)
    with pytest.raises(NoReasonError):
        revoke(ruling, " ", actor=school.hr2, at=AT)


def test_an_exemption_stands_alone_whatever_was_decided_at_the_same_moment(school):
    one = exempt(school.teacher_post, "LN-2020-5Y6M", None, GROUND, actor=school.hr, at=AT)
    exempt(school.teacher_post, "LN-2021-5Y10M", None, GROUND, actor=school.hr, at=AT)
    assert rulings_of_decision(one) == [one]


# The database


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (RulingAnswer.EXEMPT, {"record": True}),
        (RulingAnswer.COUNTS, {"year": None}),
        (RulingAnswer.STANDS, {"record": True, "rule": None}),
        (RulingAnswer.COUNTS, {"record": True, "rule": None}),
        (RulingAnswer.COUNTS, {"record": True, "other": True}),
        (RulingAnswer.COUNTS, {"record": True, "year": 2025}),
        (RulingAnswer.EXEMPT, {"last_day": None, "year": None, "first_day": date(2025, 1, 1)}),
        (RulingAnswer.EXEMPT, {"year": None, "first_day": date(2025, 9, 1), "last_day": date(2025, 8, 31)}),
        (RulingAnswer.EXEMPT, {"document": ""}),
        (RulingAnswer.EXEMPT, {"reason": ""}),
        (RulingAnswer.EXEMPT, {"revoked_at": AT}),
        (RulingAnswer.EXEMPT, {"revoke_reason": "示例"}),
    ],
)
def test_the_database_refuses_a_ruling_that_says_half_of_something(school, kind, values):
    if values.pop("record", None):
        values["record_id"] = practised(school).id
    if values.pop("other", None):
        values["other_record_id"] = values["record_id"]
    with pytest.raises(IntegrityError):
        make_ruling(school.teacher_post, kind, by=school.hr, **values)


@pytest.mark.parametrize("second", [RulingAnswer.COUNTS, RulingAnswer.DOES_NOT_COUNT])
def test_the_database_holds_one_ruling_in_force_on_a_record_and_rule(school, second):
    record = at_a_base(school)
    first = make_ruling(school.teacher_post, RulingAnswer.COUNTS, by=school.hr, record_id=record.id)
    first.revoked_at, first.revoked_by, first.revoke_reason = AT, school.hr, "示例"
    db.session.flush()
    make_ruling(school.teacher_post, RulingAnswer.COUNTS, by=school.hr, record_id=record.id)
    with pytest.raises(IntegrityError):
        make_ruling(school.teacher_post, second, by=school.hr, record_id=record.id)


# Reading


def test_rulings_are_facts_of_the_teacher_alone_and_of_the_school_alike(school):
    record = at_a_base(school)
    one = make_ruling(school.teacher_post, by=school.hr, number="A")
    make_ruling(
        school.teacher_post, RulingAnswer.COUNTS, by=school.hr, rule="R", record_id=record.id, number="B"
    )
    make_ruling(school.teacher_post, RulingAnswer.REFUSED, by=school.hr, year=2024, number="C")
    make_ruling(school.other_teacher_post, by=school.other_hr, number="A")
    expected = (
        RulingFact("A", RulingKind.EXEMPT, "LN-2022-1M", days=calendar_year(2025)),
        RulingFact("B", RulingKind.COUNTS, "R", str(record.id)),
        RulingFact("C", RulingKind.REFUSED, "LN-2022-1M", days=calendar_year(2024)),
    )
    everyone = teacher_facts_of_school(school.school.id)
    assert (
        teacher_facts(school.teacher_post.id).rulings == everyone[school.teacher_post.id].rulings == expected
    )
    assert everyone[school.colleague_post.id].rulings == ()
    one.revoked_at, one.revoked_by, one.revoke_reason = AT, school.hr, "示例"
    db.session.flush()
    assert teacher_facts(school.teacher_post.id).rulings == expected[1:]


def test_rulings_cost_a_school_one_statement_and_the_queue_a_few(app, school):
    school_id = school.school.id
    db.session.rollback()
    before = len(statements_of(app, lambda: evaluate_school(school_id, TODAY)))
    queue = len(statements_of(app, lambda: queue_of_school(school_id, TODAY)))
    for post in (school.teacher_post, school.colleague_post, school.head_post):
        make_ruling(post, by=school.hr)
        on_leave(school, post)
        at_a_base(school, post)
    db.session.commit()
    assert len(statements_of(app, lambda: evaluate_school(school_id, TODAY))) == before
    assert len(statements_of(app, lambda: queue_of_school(school_id, TODAY))) == queue <= before + 7


def test_the_queue_says_since_when_each_question_is_open(school):
    on_leave(school)
    at_a_base(school, school.colleague_post)
    days = [(one.member.teacher_id, one.since) for one in queue_of_school(school.school.id, TODAY).waiting]
    assert sorted(days) == [(school.teacher_post.id, TODAY), (school.colleague_post.id, TODAY)]
    done = decide(school)
    revoke(done.made[0][0], "示例", actor=school.hr, at=AT + timedelta(days=3))
    (one,) = queue_of_school(school.school.id, TODAY).waiting
    assert one.since == TODAY + timedelta(days=3)
    assert queue_of_teachers(school.school.id, TODAY, {school.other_teacher_post.id}).waiting == ()


# Whatever is done, in whatever order

EXEMPTABLE = [
    ("LN-2022-1M", calendar_year(2025)), ("LN-2022-1M", calendar_year(2024)), ("LN-2020-5Y6M", None),
]  # fmt: skip
STEPS = st.lists(
    st.tuples(st.sampled_from(["decide", "revoke", "exempt"]), st.integers(0, 99)), min_size=1, max_size=8
)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_rulings_made_by_the_operations_never_contradict_each_other(school, steps):
    with db.session.begin_nested() as before:
        at_a_base(school)
        at_a_base(school, first=date(2026, 7, 20), last=date(2026, 8, 7))
        practised(school, first=date(2026, 8, 3), last=date(2026, 8, 21))
        on_leave(school)
        for n, (step, chosen) in enumerate(steps):
            at = AT + timedelta(minutes=n)
            if step == "decide":
                answers = {kind: some[chosen % len(some)] for kind, some in POSSIBLE.items()}
                decide(school, at=at, answers=answers)
            elif step == "exempt":
                with suppress(AlreadyRuledError):
                    rule, year = EXEMPTABLE[chosen % len(EXEMPTABLE)]
                    exempt(school.teacher_post, rule, year, GROUND, actor=school.hr, at=at)
            else:
                made = db.session.scalars(select(Ruling).order_by(Ruling.id)).all()
                with suppress(RevokedError):
                    for ruling in made[chosen % len(made) : chosen % len(made) + 1] if made else ():
                        revoke(ruling, "示例", actor=school.hr, at=at)
            evaluate_teacher(school.teacher_post.id, TODAY)
            numbers = db.session.scalars(select(Ruling.number).order_by(Ruling.id)).all()
            assert numbers == [f"10001-CD-2026-{n:04d}" for n in range(1, len(numbers) + 1)]
        before.rollback()
    db.session.expire_all()
