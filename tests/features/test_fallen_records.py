"""When an approved record falls: what rests on it is found, told, and listed until it is answered."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from app import clock
from app.domain.facts import RecordStatus
from app.domain.outcome import Standing
from app.domain.workflow import Action
from app.extensions import db
from app.mail.models import Mail, MailStatus
from app.recognition.frozen_verdict import FrozenCredit, freeze_verdict, to_json
from app.recognition.in_force import records_gone
from app.recognition.models import Proposal
from app.reviews.operations import UsedError, act, undo
from app.snapshots.fallen import fallen_records, uses_of
from app.snapshots.operations import restate
from app.standing.queries import evaluate_teacher
from tests.architecture.test_transactions import statements_of
from tests.builders import (
    give_default_decisions,
    make_certificate,
    make_proposal,
    make_record,
    make_snapshot,
    sign_in,
    token,
)
from tests.conftest import on_one_database
from tests.recommendations import VERDICT

GATE = "LN-2020-5Y6M"
DAY = date(2026, 5, 20)
"""Of the recommendation, as in W13."""
JANUARY = datetime(2026, 1, 15, 2, 0, tzinfo=UTC)
EARLIER = datetime(2025, 9, 1, 2, 0, tzinfo=UTC)


@pytest.fixture
def records(app, cast):
    """Long practice in 2024, and 23 days in 2025 that lift it over six months."""
    give_default_decisions(cast.school)
    found = [
        make_record(
            cast.teacher_post, cast.site, first, last,
            status=RecordStatus.APPROVED, by=cast.teacher, reviewer=cast.hr, decided_at=EARLIER,
        )
        for first, last in ((date(2024, 1, 2), date(2024, 6, 14)), (date(2025, 7, 1), date(2025, 7, 31)))
    ]  # fmt: skip
    db.session.commit()
    return found


def recommend(cast, *, issued: bool = True):
    evaluation = evaluate_teacher(cast.teacher_post.id, DAY).evaluation
    assert evaluation.gate.passes
    proposal = make_proposal(
        cast.teacher_post, by=cast.hr, decided_by=cast.hr2 if issued else None,
        as_of=DAY, verdict=to_json(freeze_verdict(evaluation, GATE)),
    )  # fmt: skip
    certificate = make_certificate(proposal) if issued else None
    db.session.commit()
    return certificate or proposal


def test_before_a_record_falls_everything_that_rests_on_it_is_found(records, cast):
    """W13: 984 hours with it, not enough without."""
    snapshot = make_snapshot(cast.school, 2025, by=cast.hr, at=JANUARY)
    certificate = recommend(cast)
    uses = uses_of(records[1], DAY)
    (paper,) = uses.recommendations
    assert (paper.number, paper.half_hours, paper.stands) == (certificate.number, 23 * 16, False)
    assert paper.gate.standing is Standing.NOT_MET
    assert [(one.snapshot_id, one.half_hours, one.holds) for one in uses.years] == [
        (snapshot.id, 23 * 16, True)
    ]
    changes = {(line.shown.rule.id, line.after.standing) for line in uses.today.lines}
    assert (GATE, Standing.NOT_MET) in changes
    assert ("LN-2022-1M", Standing.NOT_MET) in changes
    assert uses.today.gate_turned


def test_other_hours_in_the_same_window_keep_a_recommendation(records, cast):
    recommend(cast)
    make_record(
        cast.teacher_post, cast.site, date(2023, 7, 3), date(2023, 8, 11),
        status=RecordStatus.APPROVED, by=cast.teacher, reviewer=cast.hr,
    )  # fmt: skip
    db.session.commit()
    assert [one.stands for one in uses_of(records[1], DAY).recommendations] == [True]


def test_hr_reads_it_beside_the_button_and_on_the_record_before_and_after(app, cast, records):
    make_snapshot(cast.school, 2025, by=cast.hr, at=JANUARY)
    number = recommend(cast).number
    hr2, where = sign_in(app, cast.hr2), f"/records/{records[1].id}"
    for path in (where, f"/reviews?record={records[1].id}"):
        page = hr2.get(path).text
        assert "被以下材料使用过" in page, path
        assert f"推荐书 {number}" in page
        assert "不算它，当天不符合认定依据" in page
        assert "2025 年存档" in page
    assert "使用过" not in sign_in(app, cast.teacher).get(where).text
    hr2.post(
        f"{where}/review/revoke",
        data={"csrf_token": token(hr2), "version": records[1].version, "reason": "公章系伪造"},
    )
    after = hr2.get(where).text
    assert "曾被以下材料使用" in after
    assert "看要不要更正" in after


def test_fallen_records_are_listed_until_the_year_is_restated_and_the_paper_withdrawn(app, cast, records):
    snapshot = make_snapshot(cast.school, 2025, by=cast.hr, at=JANUARY)
    certificate = recommend(cast)
    assert fallen_records(cast.school.id) == []
    act(records[1], Action.REVOKE, actor=cast.hr, at=clock.now(), reason="公章系伪造")
    db.session.commit()
    (one,) = fallen_records(cast.school.id)
    assert (one.record_id, one.reason, len(one.years)) == (records[1].id, "公章系伪造", 1)
    assert [use.stands for use in one.recommendations] == [False]
    page = sign_in(app, cast.hr).get("/school/fallen").text
    assert "打开推荐，复核是否撤销" in page
    assert "出具 2025 年的更正" in page
    assert (
        "那天不符合认定依据" in sign_in(app, cast.hr).get(f"/recommendations/{certificate.proposal_id}").text
    )

    restate(snapshot, "佐证不实", actor=cast.hr, at=clock.now())
    assert [(len(one.years), len(one.recommendations)) for one in fallen_records(cast.school.id)] == [(0, 1)]
    certificate.revoked_at, certificate.revoked_by_id = clock.now(), cast.hr2.id
    certificate.revoke_reason = "佐证不实"
    db.session.commit()
    assert fallen_records(cast.school.id) == []
    assert "没有受影响的材料" in sign_in(app, cast.hr).get("/school/fallen").text


def test_the_list_reads_a_teacher_once_however_much_rests_on_the_record(app, cast, records):
    recommend(cast)
    act(records[1], Action.REVOKE, actor=cast.hr, at=clock.now(), reason="公章系伪造")
    db.session.commit()
    school_id = cast.school.id
    assert fallen_records(school_id)
    one = len(statements_of(app, lambda: fallen_records(school_id)))
    frozen = db.session.scalars(select(Proposal.verdict)).one()
    for _ in range(3):
        make_certificate(
            make_proposal(cast.teacher_post, by=cast.hr, decided_by=cast.hr2, as_of=DAY, verdict=frozen)
        )
    db.session.commit()
    (fallen,) = fallen_records(school_id)
    assert len(statements_of(app, lambda: fallen_records(school_id))) == one
    assert [use.stands for use in fallen.recommendations] == [False] * 4


@on_one_database
def test_of_several_fallen_records_each_is_told_of_alone_and_all_of_them_together(app, cast, records):
    """Six months are there without July, and without September, but not without both."""
    september = make_record(
        cast.teacher_post, cast.site, date(2025, 9, 1), date(2025, 9, 26),
        status=RecordStatus.APPROVED, by=cast.teacher, reviewer=cast.hr, decided_at=EARLIER,
    )  # fmt: skip
    db.session.commit()
    recommend(cast)
    hr = sign_in(app, cast.hr2)
    act(september, Action.REVOKE, actor=cast.hr, at=clock.now(), reason="重复")
    db.session.commit()
    assert ">不算它，当天仍符合认定依据" in hr.get("/school/fallen").text
    said = "单独不算它，当天仍符合认定依据；另有 1 条用过的记录不再计入，都不算，当天不符合认定依据"
    july = f"/records/{records[1].id}"
    assert said in hr.get(july).text
    act(records[1], Action.REVOKE, actor=cast.hr, at=clock.now(), reason="公章系伪造")
    db.session.commit()
    assert hr.get("/school/fallen").text.count(said) == 2
    assert f"{said}，请复核" in hr.get(july).text
    act(records[0], Action.REVOKE, actor=cast.hr, at=clock.now(), reason="重复")
    db.session.commit()
    assert "单独不算它，当天不符合认定依据<" in hr.get("/school/fallen").text


def test_another_school_sees_none_of_it(records, cast):
    recommend(cast)
    act(records[1], Action.REVOKE, actor=cast.hr, at=clock.now(), reason="公章系伪造")
    assert fallen_records(cast.other_school.id) == []


def test_hr_is_written_to_when_somebody_else_revokes_and_not_when_nothing_rests_on_it(records, cast):
    make_snapshot(cast.school, 2025, by=cast.hr, at=JANUARY)
    fresh = make_record(
        cast.teacher_post, cast.site, date(2026, 3, 2), date(2026, 3, 6),
        status=RecordStatus.APPROVED, by=cast.teacher, reviewer=cast.hr,
    )  # fmt: skip
    act(fresh, Action.REVOKE, actor=cast.hr, at=clock.now(), reason="重复")
    assert _mails() == []
    act(records[1], Action.REVOKE, actor=cast.hr, at=clock.now(), reason="公章系伪造")
    (mail,) = _mails()
    assert mail.person_id == cast.hr2.person_id
    assert "1 个年度的存档" in mail.text
    undo(records[1], actor=cast.hr, at=clock.now())
    assert [one.status for one in _mails()] == [MailStatus.CANCELLED]


def test_an_approval_is_not_taken_back_while_somebody_is_recommended_on_it(records, cast):
    record = make_record(
        cast.teacher_post, cast.site, date(2026, 3, 2), date(2026, 3, 6),
        status=RecordStatus.ENDORSED, by=cast.teacher, reviewer=cast.head,
    )  # fmt: skip
    act(record, Action.APPROVE, actor=cast.hr, at=clock.now())
    proposal = recommend(cast, issued=False)
    with pytest.raises(UsedError):
        undo(record, actor=cast.hr, at=clock.now())
    db.session.delete(proposal)
    undo(record, actor=cast.hr, at=clock.now())
    assert record.status is RecordStatus.ENDORSED


def test_an_approval_taken_back_after_the_year_was_frozen_is_listed_and_told(records, cast):
    record = make_record(
        cast.teacher_post, cast.site, date(2025, 9, 1), date(2025, 9, 12),
        status=RecordStatus.ENDORSED, by=cast.teacher, reviewer=cast.head,
    )  # fmt: skip
    act(record, Action.APPROVE, actor=cast.hr, at=clock.now())
    make_snapshot(cast.school, 2025, by=cast.hr2)
    undo(record, actor=cast.hr, at=clock.now())
    assert [(one.record_id, one.status) for one in fallen_records(cast.school.id)] == [
        (record.id, RecordStatus.ENDORSED)
    ]
    assert [mail.person_id for mail in _mails()] == [cast.hr2.person_id]


def test_the_page_of_a_recommendation_and_the_list_of_the_fallen_read_the_same_records(records, cast):
    """What another rule in force credited belongs to both; what only a draft credited to neither."""
    other = make_record(
        cast.teacher_post, cast.site, date(2023, 7, 3), date(2023, 7, 7),
        status=RecordStatus.APPROVED, by=cast.teacher, reviewer=cast.hr, decided_at=EARLIER,
    )  # fmt: skip
    (line,) = VERDICT.lines
    deciding, annual, draft = (
        replace(line, rule=rule, simulated=simulated, records=(FrozenCredit(str(record.id), 80),))
        for rule, simulated, record in (
            (GATE, False, records[0]), ("LN-2022-1M", False, records[1]), ("DD-DRAFT-5Y10M", True, other)
        )
    )  # fmt: skip
    verdict = replace(VERDICT, gate=GATE, lines=(deciding, annual, draft))
    make_proposal(cast.teacher_post, by=cast.hr, verdict=to_json(verdict))
    for record in (*records, other):
        act(record, Action.REVOKE, actor=cast.hr, at=clock.now(), reason="示例原因")
    rests_on = sorted(record.id for record in records)
    assert records_gone(verdict.records) == rests_on
    assert sorted(one.record_id for one in fallen_records(cast.school.id)) == rests_on


def _mails() -> list[Mail]:
    db.session.flush()
    return list(db.session.scalars(select(Mail).where(Mail.kind == "used_record_fell").order_by(Mail.id)))
