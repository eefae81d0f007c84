"""A recommendation that stands though something it rests on fell: checked, recorded, open again later."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.accounts.models import Account
from app.audit.models import AuditEvent
from app.certificates.models import Certificate
from app.certificates.operations import (
    AlreadyWithdrawnError,
    NoReasonError,
    OwnCaseError,
    revoke_certificate,
)
from app.domain.conclusion import chinese_date
from app.domain.facts import RecordStatus
from app.domain.roles import Role
from app.domain.workflow import Action
from app.extensions import db
from app.practice import undo_operations
from app.recognition.frozen_verdict import freeze_verdict, to_json
from app.recognition.models import Proposal, Recheck
from app.recognition.operations import GateNotPassedError
from app.recognition.queries import _of_whom_something_fell, unchecked
from app.recognition.recheck_operations import ChangedMeanwhileError, NotSecondError, keep
from app.recognition.recheck_queries import what_fell
from app.recognition.second_check_queries import why_not_keep
from app.reviews.operations import UsedError, act, undo
from app.rulings.operations import exempt, revoke
from app.snapshots.fallen import fallen_records, uses_of
from app.snapshots.revoked import revoked_rulings
from app.standing.queries import evaluate_teacher
from app.teachers.account_operations import reset_password
from tests.builders import (
    give_default_decisions,
    make_account,
    make_certificate,
    make_proposal,
    make_record,
    sign_in,
    token,
)
from tests.conftest import on_one_database
from tests.features.ruling_cast import GROUND
from tests.features.test_decided_rows import refused
from tests.meanwhile import meanwhile

GATE = "LN-2020-5Y6M"
DAY = date(2026, 5, 20)
EARLIER = datetime(2025, 9, 1, 2, 0, tzinfo=UTC)
WHY = "已调阅其余两段的鉴定表原件"


def approved(cast, first, last, **values):
    return make_record(
        cast.teacher_post, cast.site, first, last,
        status=RecordStatus.APPROVED, by=cast.teacher, reviewer=cast.hr,
        **{"decided_at": EARLIER} | values,
    )  # fmt: skip


@pytest.fixture
def records(app, cast):
    """The first is long; with either of the two others it makes six months, alone it does not."""
    give_default_decisions(cast.school)
    days = (
        (date(2024, 1, 2), date(2024, 6, 14)),
        (date(2025, 7, 1), date(2025, 7, 31)),
        (date(2023, 7, 3), date(2023, 8, 11)),
    )
    found = [approved(cast, first, last) for first, last in days]
    db.session.commit()
    return found


@pytest.fixture
def paper(records, cast):
    return recommend(cast)


def recommend(cast):
    evaluation = evaluate_teacher(cast.teacher_post.id, DAY).evaluation
    proposal = make_proposal(
        cast.teacher_post, by=cast.hr, decided_by=cast.hr2,
        as_of=DAY, verdict=to_json(freeze_verdict(evaluation, GATE)),
    )  # fmt: skip
    certificate = make_certificate(proposal)
    db.session.commit()
    return certificate


def fall(record, cast):
    act(record, Action.REVOKE, actor=cast.hr, at=clock.now(), reason="公章系伪造")
    db.session.commit()


def check(paper, cast, *, seen=None, actor=None, reason=WHY):
    proposal = what_rests(paper)
    seen = str(what_fell(proposal).gone) if seen is None else seen
    return keep(proposal, paper, reason, seen=seen, actor=actor or cast.hr2, at=clock.now())


def what_rests(paper):
    return db.session.scalars(select(Proposal).where(Proposal.id == paper.proposal_id)).one()


def waits_on_first_page(client):
    """The number beside the words, which the menu bears too; None where neither is there."""
    page = client.get("/").text
    line = re.search(r"推荐书的依据已变，待复核</a></span> <b class=\"num\">(\d+)</b>", page)
    assert bool(line) == bool(re.search(r'>推荐书 <span class="badge">', page))
    return line and line[1]


def test_it_leaves_the_open_list_with_who_and_why_until_another_thing_falls(app, cast, records, paper):
    hr2, where = sign_in(app, cast.hr2), f"/recommendations/{paper.proposal_id}"
    fall(records[1], cast)
    page = hr2.get(where).text
    assert "那天仍符合认定依据" in page
    assert "已认定" in page
    assert "打开推荐，核对是否仍然成立" in hr2.get("/school/fallen").text
    assert "依据已变，待复核</span></header>" in page
    assert "重新核对" not in app.test_client().get(f"/v/{paper.verify_code}").text
    assert "依据已变，待复核</span>" in (listed := hr2.get("/recommendations").text)
    assert "已出具" not in listed
    assert waits_on_first_page(hr2) == "1"
    data = {"csrf_token": token(hr2), "seen": str(records[1].id)}
    missing = hr2.post(f"{where}/keep", data=data)
    assert (missing.status_code, "请写明核对了什么" in missing.text) == (422, True)
    assert hr2.post(f"{where}/keep", data={**data, "reason": WHY}).status_code == 302

    assert fallen_records(cast.school.id) == []
    assert "已出具" in hr2.get("/recommendations").text
    assert waits_on_first_page(hr2) is None
    listed = hr2.get("/school/fallen").text
    for said in ("已核对，仍然成立", "现在没有要办的", WHY, cast.hr2.person.name, f"{records[1].id} 号记录"):
        assert said in listed, said
    for path in (where, f"/records/{records[1].id}"):
        assert "已核对，仍然成立" in (page := hr2.get(path).text), path
        assert "记下仍然成立" not in page
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.tag == "certificate:kept")).one()
    assert (event.reason, event.after["without"]["records"]) == (WHY, [str(records[1].id)])
    public = app.test_client().get(f"/v/{paper.verify_code}").text
    assert f"学校于 {chinese_date(clock.today())}重新核对，认为推荐仍然成立" in public
    assert "纸面上的实践小时数是出具当日认定的" in public
    assert "已于" not in public
    assert WHY not in public

    again = hr2.post(f"{where}/keep", data={**data, "reason": "再写一次示例"})
    assert again.status_code == 409
    assert "再写一次示例" in again.text

    fall(records[2], cast)
    assert "重新核对" not in app.test_client().get(f"/v/{paper.verify_code}").text
    assert [one.record_id for one in fallen_records(cast.school.id)] == [records[2].id, records[1].id]
    listed = hr2.get("/school/fallen").text
    assert "打开推荐，复核是否撤销" in listed
    assert "已核对，仍然成立" not in listed
    page = hr2.get(where).text
    assert "那天不符合认定依据" in page
    assert "此前的核对" in page
    assert "记下仍然成立" not in page
    seen = f"{records[1].id} {records[2].id}"
    refused = hr2.post(f"{where}/keep", data={**data, "seen": seen, "reason": WHY})
    assert refused.status_code == 409
    assert "那天不符合认定依据" in refused.text
    assert WHY in refused.text


def test_what_the_check_rests_on_is_watched_though_the_paper_never_used_it(records, cast):
    act(records[2], Action.REVOKE, actor=cast.hr, at=clock.now(), reason="重复")
    paper = recommend(cast)
    later = make_record(
        cast.teacher_post, cast.site, date(2023, 9, 4), date(2023, 10, 13),
        status=RecordStatus.ENDORSED, by=cast.teacher, reviewer=cast.head,
    )  # fmt: skip
    act(later, Action.APPROVE, actor=cast.hr, at=clock.now())
    assert not uses_of(later, DAY).recommendations
    fall(records[1], cast)
    check(paper, cast)
    assert [one.number for one in uses_of(later, DAY).recommendations] == [paper.number]
    with pytest.raises(UsedError):
        undo(later, actor=cast.hr, at=clock.now())
    fall(later, cast)
    assert [one.record_id for one in fallen_records(cast.school.id)] == [later.id, records[1].id]


def test_an_approval_taken_back_counts_as_fallen_and_what_never_counted_does_not(cast, records):
    """What was only handed in, returned or rejected carries no recommendation: the menu reads none for it."""
    later = make_record(
        cast.teacher_post, cast.site, date(2023, 9, 4), date(2023, 10, 13),
        status=RecordStatus.ENDORSED, by=cast.teacher, reviewer=cast.head,
    )  # fmt: skip
    act(later, Action.APPROVE, actor=cast.hr, at=clock.now())
    paper = recommend(cast)
    for status in (RecordStatus.SUBMITTED, RecordStatus.RETURNED, RecordStatus.REJECTED):
        make_record(cast.teacher_post, cast.site, status=status, by=cast.teacher, reviewer=cast.head)
    assert db.session.scalars(_of_whom_something_fell(), {"school_id": cast.school.id}).all() == []
    undo_operations.undo(later, actor=cast.hr, at=clock.now())
    assert unchecked(cast.school.id) == {paper.proposal_id: cast.teacher_post.id}
    act(later, Action.RETURN, actor=cast.hr, at=clock.now(), reason="示例")
    assert unchecked(cast.school.id) == {paper.proposal_id: cast.teacher_post.id}


def test_a_check_covers_what_was_shown_and_nothing_else(records, paper, cast):
    fall(records[1], cast)
    shown = str(what_fell(what_rests(paper)).gone)
    with pytest.raises(NoReasonError):
        check(paper, cast, reason=" ")
    fall(records[0], cast)
    with pytest.raises(ChangedMeanwhileError):
        check(paper, cast, seen=shown)
    with pytest.raises(GateNotPassedError):
        check(paper, cast)
    paper.revoked_at, paper.revoked_by_id, paper.revoke_reason = clock.now(), cast.hr2.id, "示例"
    with pytest.raises(AlreadyWithdrawnError):
        check(paper, cast, seen=shown)


def test_what_is_withdrawn_at_the_same_moment_is_not_recorded_to_stand(app, cast, records, paper):
    """Two open the same list: one withdraws the paper while the other writes why it stands."""
    hr2, where = sign_in(app, cast.hr2), f"/recommendations/{paper.proposal_id}"
    paper_id, actor_id = paper.id, cast.hr.id
    fall(records[1], cast)
    sent = {"csrf_token": token(hr2), "seen": str(records[1].id), "reason": WHY}
    with meanwhile(app, lambda: hr2.post(f"{where}/keep", data=sent)) as answers:
        certificate = db.session.get_one(Certificate, paper_id)
        revoke_certificate(
            certificate, "佐证不实（示例）", actor=db.session.get_one(Account, actor_id), at=clock.now()
        )
    assert answers[0].status_code == 409
    assert WHY in answers[0].text
    assert db.session.scalars(select(Recheck)).all() == []


def test_two_checks_do_not_add_up_to_one_without_both(app, cast, records, paper):
    """It stands without either of two, and nobody has found that it stands without both."""
    proposal = what_rests(paper)
    for one in records[1:]:
        fall(one, cast)
        assert str(what_fell(proposal).gone) == str(one.id)
        check(paper, cast)
        assert not fallen_records(cast.school.id)
        undo(one, actor=cast.hr, at=clock.now())
        db.session.commit()
    fall(records[2], cast)
    assert what_fell(proposal).checked
    assert uses_of(records[2], DAY).recommendations[0].checked
    fall(records[1], cast)
    assert not what_fell(proposal).checked
    assert [one.record_id for one in fallen_records(cast.school.id)] == [records[1].id, records[2].id]
    assert not any(uses_of(one, DAY).recommendations[0].checked for one in records[1:])
    hr2 = sign_in(app, cast.hr2)
    for path in (f"/recommendations/{paper.proposal_id}", f"/records/{records[2].id}", "/school/fallen"):
        assert "已核对，仍然成立" not in hr2.get(path).text, path


def test_what_is_only_proposed_is_judged_when_it_is_decided_and_not_checked_before(app, cast, records):
    proposal = make_proposal(cast.teacher_post, by=cast.hr)
    hr2 = sign_in(app, cast.hr2)
    data = {"csrf_token": token(hr2), "seen": "1", "reason": WHY}
    assert hr2.post(f"/recommendations/{proposal.id}/keep", data=data).status_code == 404


def test_nobody_records_that_their_own_recommendation_stands(records, paper, cast):
    fall(records[1], cast)
    own = make_account(cast.teacher.person, Role.HR)
    with pytest.raises(OwnCaseError):
        check(paper, cast, actor=own)


def test_who_proposed_it_does_not_record_that_it_stands(app, cast, records, paper):
    fall(records[1], cast)
    other_account = make_account(cast.hr.person, Role.ADMIN)
    for proposer in (cast.hr, other_account):
        with pytest.raises(NotSecondError, match=f"由您提名，.*请由{cast.hr2.person.name}"):
            check(paper, cast, actor=proposer)
    hr, where = sign_in(app, cast.hr), f"/recommendations/{paper.proposal_id}"
    page = hr.get(where).text
    assert "您不能记下它仍然成立：这份推荐由您提名" in page
    assert f"{where}/keep" not in page
    data = {"csrf_token": token(hr), "seen": str(records[1].id), "reason": WHY}
    assert "请由" in hr.post(f"{where}/keep", data=data, follow_redirects=True).text
    assert db.session.scalars(select(Recheck)).all() == []
    reset_password(cast.hr2, actor=other_account, at=clock.now(), fast_hash=True)
    with pytest.raises(NotSecondError, match="不算两个人办"):
        check(paper, cast)


@on_one_database
def test_a_colleague_may_check_whose_password_was_reset_long_before_or_on_the_server_since(
    cast, records, paper
):
    cast.admin.active = False
    boss = make_account(cast.hr.person, Role.ADMIN)
    proposal = what_rests(paper)
    reset_password(cast.hr2, actor=boss, at=proposal.proposed_at + timedelta(days=2), fast_hash=True)
    records[1].status, records[1].reason = RecordStatus.REVOKED, "公章系伪造"
    records[1].revoked_by_id = cast.hr.id
    records[1].revoked_at = fell_at = proposal.proposed_at + timedelta(days=400)
    db.session.flush()
    assert why_not_keep(cast.hr2, proposal, what_fell(proposal)) is None
    reset_password(cast.hr2, actor=boss, at=fell_at + timedelta(hours=1), fast_hash=True)
    why = why_not_keep(cast.hr2, proposal, what_fell(proposal))
    assert why.startswith("依据失效前三天以来，示例孙人事为您的账号重设过密码")
    assert why.endswith(
        "不算两个人办。本校现在没有别人能办，可以请维护服务器的人在服务器上重设密码以后再办。"
    )
    reset_password(cast.hr2, actor=None, at=fell_at + timedelta(hours=2), fast_hash=True)
    assert why_not_keep(cast.hr2, proposal, what_fell(proposal)) is None


def test_who_exempted_the_teacher_afterwards_does_not_record_that_it_stands(cast, records, paper):
    fall(records[0], cast)
    ruling = exempt(cast.teacher_post, GATE, None, GROUND, actor=cast.hr2, at=clock.now())
    said = f"裁定 {ruling.number}.*请由{cast.admin.person.name}核对"
    with pytest.raises(NotSecondError, match=said):
        check(paper, cast)
    kept = check(paper, cast, actor=cast.admin)
    assert refused(kept, gone={"records": [], "rulings": []})
    assert kept.checked_by_id == cast.admin.id


def test_who_approved_what_it_stands_on_now_does_not_record_that_it_stands(cast, records):
    act(records[2], Action.REVOKE, actor=cast.hr, at=clock.now(), reason="重复")
    paper = recommend(cast)
    later = approved(cast, date(2023, 9, 4), date(2023, 10, 13), decided_by_id=cast.hr2.id)
    fall(records[1], cast)
    with pytest.raises(NotSecondError, match=f"{later.id} 号记录"):
        check(paper, cast)
    cast.admin.active = False
    with pytest.raises(NotSecondError, match="本校现在没有别人能办：请学校管理员再给一位同事开设人事账号"):
        check(paper, cast)


def test_a_revoked_ruling_that_was_not_needed_is_checked_too(app, cast, records):
    ruling = exempt(cast.teacher_post, GATE, None, GROUND, actor=cast.hr, at=EARLIER)
    paper = recommend(cast)
    revoke(ruling, "离岗未满半年", actor=cast.hr, at=clock.now())
    db.session.commit()
    assert [use.number for one in revoked_rulings(cast.school.id) for use in one.papers] == [paper.number]
    hr2, where = sign_in(app, cast.hr2), f"/recommendations/{paper.proposal_id}"
    assert f"裁定 {ruling.number}" in hr2.get(where).text
    data = {"csrf_token": token(hr2), "seen": ruling.number, "reason": WHY}
    assert hr2.post(f"{where}/keep", data=data).status_code == 302
    assert revoked_rulings(cast.school.id) == []
    listed = hr2.get("/school/fallen").text
    assert f"裁定 {ruling.number}" in listed
    assert "不计这些以后" in listed
