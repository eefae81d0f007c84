"""When a ruling is revoked: what was frozen or recommended by it is found, told, and listed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from app.domain.frozen import thaw
from app.domain.outcome import Standing
from app.extensions import db
from app.mail.models import Mail
from app.recognition.frozen_verdict import freeze_verdict, to_json
from app.rulings.operations import exempt, revoke
from app.rulings.page import resting
from app.schools.law_models import AdditionKind, AdditionState, LawAddition
from app.schools.models import DecisionKind, DecisionOrigin, SchoolDecision
from app.snapshots.compare import Comparison
from app.snapshots.moved import moved_since
from app.snapshots.operations import restate
from app.snapshots.revoked import revoked_rulings
from app.standing.queries import evaluate_teacher
from tests.architecture.test_transactions import statements_of
from tests.builders import (
    give_default_decisions,
    make_certificate,
    make_proposal,
    make_snapshot,
    sign_in,
)
from tests.conftest import on_one_database
from tests.features.ruling_cast import GROUND, at_a_base, decide

GATE = "LN-2020-5Y6M"
DAY = date(2026, 1, 10)
EARLIER = datetime(2025, 12, 1, 2, 0, tzinfo=UTC)
JANUARY = datetime(2026, 1, 15, 2, 0, tzinfo=UTC)
FEBRUARY = datetime(2026, 2, 10, 2, 0, tzinfo=UTC)
MARCH = datetime(2026, 3, 3, 2, 0, tzinfo=UTC)


@pytest.fixture
def ruling(app, cast):
    """The teacher is exempt from the rule that decides recommendations."""
    give_default_decisions(cast.school)
    found = exempt(cast.teacher_post, GATE, None, GROUND, actor=cast.hr, at=EARLIER)
    db.session.commit()
    return found


@pytest.fixture
def snapshot(ruling, cast):
    found = make_snapshot(cast.school, 2025, by=cast.hr, at=JANUARY)
    db.session.commit()
    return found


def recommend(cast, ruling):
    evaluation = evaluate_teacher(cast.teacher_post.id, DAY).evaluation
    assert evaluation.gate.standing is Standing.EXEMPT
    proposal = make_proposal(
        cast.teacher_post, by=cast.hr, decided_by=cast.hr2,
        as_of=DAY, verdict=to_json(freeze_verdict(evaluation, GATE)),
    )  # fmt: skip
    certificate = make_certificate(proposal)
    db.session.commit()
    return certificate


def mails() -> list[Mail]:
    return list(db.session.scalars(select(Mail).where(Mail.kind == "used_ruling_revoked").order_by(Mail.id)))


def test_a_revoked_ruling_is_listed_until_the_year_is_restated_and_the_paper_withdrawn(
    app, cast, ruling, snapshot
):
    certificate = recommend(cast, ruling)
    assert revoked_rulings(cast.school.id) == []
    revoke(ruling, "离岗未满半年", actor=cast.hr, at=FEBRUARY)
    db.session.commit()
    (one,) = revoked_rulings(cast.school.id)
    assert (one.numbers, one.reason) == ((ruling.number,), "离岗未满半年")
    assert [use.snapshot_id for use in one.years] == [snapshot.id]
    assert [use.number for use in one.papers] == [certificate.number]
    assert revoked_rulings(cast.other_school.id) == []

    hr = sign_in(app, cast.hr2)
    page = hr.get("/school/fallen").text
    for said in (ruling.number, f"推荐书 {certificate.number}", f"/school/snapshots/{snapshot.id}/restate"):
        assert said in page
    assert "打开推荐，核对是否仍然成立" in page
    assert "冻结后撤销 1 份裁定" in hr.get("/school/snapshots").text
    shown = hr.get(f"/recommendations/{certificate.proposal_id}").text
    assert "出具或核对时用过的" in shown
    assert f"裁定 {ruling.number}" in shown
    assert "那天不符合认定依据" in shown

    restate(snapshot, "裁定已撤销", actor=cast.hr, at=MARCH)
    certificate.revoked_at, certificate.revoked_by_id = MARCH, cast.hr2.id
    certificate.revoke_reason = "裁定已撤销"
    db.session.commit()
    assert revoked_rulings(cast.school.id) == []
    assert "没有受影响的材料" in hr.get("/school/fallen").text


def test_hr_is_written_to_when_somebody_else_revokes_what_a_year_was_frozen_by(cast, ruling, snapshot):
    revoke(ruling, "离岗未满半年", actor=cast.hr, at=FEBRUARY)
    (mail,) = mails()
    assert mail.person_id == cast.hr2.person_id
    assert ruling.number in mail.text
    assert "1 个年度的存档" in mail.text


def test_nobody_is_written_to_of_a_ruling_that_nothing_rests_on(cast, ruling):
    revoke(ruling, "示例", actor=cast.hr, at=FEBRUARY)
    make_snapshot(cast.school, 2025, by=cast.hr, at=MARCH)
    assert mails() == []
    assert revoked_rulings(cast.school.id) == []


def test_the_same_ruled_under_a_new_number_can_be_restated(cast, ruling, snapshot):
    revoke(ruling, "文号写错", actor=cast.hr, at=FEBRUARY)
    again = exempt(cast.teacher_post, GATE, None, GROUND, actor=cast.hr, at=FEBRUARY + timedelta(hours=1))
    restated = restate(snapshot, "裁定换了编号", actor=cast.hr, at=MARCH)
    (person,) = thaw(Comparison, restated.changes).people
    assert any(again.number in reason for reason in person.reasons)
    assert revoked_rulings(cast.school.id) == []


def test_rulings_decisions_and_law_since_the_freeze_are_counted(app, cast, ruling, snapshot):
    assert not moved_since(snapshot)
    assert "没有新的记录、裁定和决定" in (page := sign_in(app, cast.hr).get("/school/snapshots").text)
    assert f"/school/snapshots/{snapshot.id}/restate" in page
    exempt(cast.colleague_post, GATE, None, GROUND, actor=cast.hr, at=FEBRUARY)
    revoke(ruling, "示例", actor=cast.hr, at=FEBRUARY)
    for first, kind, value in (
        (date(2025, 1, 1), DecisionKind.PROFILE, "WD22"),
        (date(2026, 2, 1), DecisionKind.PROFILE, "WD22"),
        (date(2025, 1, 1), DecisionKind.NOTICE_DAYS, "W7"),
    ):
        db.session.add(
            SchoolDecision(
                school_id=cast.school.id, kind=kind, value=value, effective_from=first,
                document="示例校〔2026〕2号", reason="示例", origin=DecisionOrigin.SCHOOL,
                proposed_by_id=cast.hr2.id, proposed_at=FEBRUARY,
                decided_by_id=cast.hr.id, decided_at=FEBRUARY,
            )
        )  # fmt: skip
    for first in (date(2025, 6, 1), date(2026, 6, 1)):
        db.session.add(
            LawAddition(
                school_id=cast.school.id, kind=AdditionKind.RULE, subject=f"SL-{first.year}", number=1,
                effective_from=first, text="", document="示例", reason="示例",
                state=AdditionState.PUBLISHED, entered_by_id=cast.hr.id, entered_at=FEBRUARY,
                decided_by_id=cast.hr2.id, decided_at=FEBRUARY,
            )
        )  # fmt: skip
    db.session.flush()
    moved = moved_since(snapshot)
    assert (moved.ruled, moved.revoked, moved.decided, moved.published) == (1, 1, 1, 1)


def test_the_row_of_a_year_prints_the_ruling_that_a_record_counts_by(app, cast):
    give_default_decisions(cast.school)
    at_a_base(cast, first=date(2025, 7, 7), last=date(2025, 8, 1))
    (made,) = decide(cast, at=EARLIER).made
    snapshot = make_snapshot(cast.school, 2025, by=cast.hr, at=JANUARY)
    db.session.commit()
    where = f"/school/snapshots/{snapshot.id}/teachers/{cast.teacher_post.id}"
    page = sign_in(app, cast.teacher).get(where).text
    number = next(one.number for one in made if one.rule == GATE)
    assert f">{number}</a>：计入" in page
    assert f">{number}</a>" not in sign_in(app, cast.head).get(where).text
    revoke(made[0], "鉴定表有误", actor=cast.hr, at=FEBRUARY)
    db.session.commit()
    restated = sign_in(app, cast.hr).get(f"/school/snapshots/{snapshot.id}/restate").text
    assert f"裁定 {number} 不再适用，现在不计入" in restated
    (one,) = revoked_rulings(cast.school.id)
    assert sorted(one.numbers) == sorted(ruling.number for ruling in made if ruling.number in page)


@on_one_database
def test_a_teacher_is_judged_once_however_many_papers_a_ruling_may_matter_to(app, cast, ruling):
    def issue():
        make_certificate(make_proposal(cast.teacher_post, by=cast.hr, decided_by=cast.hr2))

    issue()
    assert len(resting(ruling, DAY)) == 1
    one = len(statements_of(app, lambda: resting(ruling, DAY)))
    for _ in range(3):
        issue()
    assert len(resting(ruling, DAY)) == 4
    assert len(statements_of(app, lambda: resting(ruling, DAY))) == one
