"""HR proposes, a second person decides, and the paper says what was true that day."""

import re
import threading
from contextvars import Context
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from app import clock
from app.accounts.guards import NotAllowedError
from app.accounts.models import Account
from app.audit.models import AuditEvent
from app.certificates.models import Certificate
from app.certificates.operations import LackingFactsError, NoReasonError, OwnCaseError
from app.domain.certificates import EthicsResult, Level, facts_from_json
from app.domain.facts import RecordStatus, Transition
from app.domain.notice import DEFAULT_NOTICE
from app.domain.roles import Role
from app.domain.workflow import Action
from app.extensions import db
from app.mail.models import Mail
from app.policy.loader import load_law
from app.practice.models import PracticeRecord
from app.recognition.decision_operations import SamePersonError, approve, reject
from app.recognition.frozen_verdict import from_json
from app.recognition.models import Proposal, ProposalStatus
from app.recognition.operations import (
    DecidedError,
    Entry,
    EthicsVetoError,
    GateNotPassedError,
    NoGateError,
    NoticeOpenError,
    NoticeTooShortError,
    NotProposerError,
    NotStatedError,
    OpenProposalError,
    propose,
    withdraw,
)
from app.recognition.queries import latest_notice
from app.recognition.reliance import relying_on
from app.recognition.wording import STEPS_DONE
from app.reviews.operations import act
from app.rulings.operations import revoke as revoke_ruling
from app.schools.decision_operations import confirm
from app.schools.models import DecisionKind, DecisionOrigin, SchoolDecision
from app.standing.queries import evaluate_teacher
from app.teachers.ruling_models import Ruling
from tests.builders import AT, make_account, make_decision, make_record, make_ruling, sign_in, token
from tests.meanwhile import meanwhile

TODAY = clock.today()
NOTICE = {"notice_first": TODAY - timedelta(days=30), "notice_last": TODAY - timedelta(days=5)}
TYPED = {
    "level": "middle", "criteria": "《示例认定条件》", "ethics_year": str(TODAY.year - 1),
    "ethics_result": "passed", "notice_first": NOTICE["notice_first"].isoformat(),
    "notice_last": NOTICE["notice_last"].isoformat(), "steps_done": "y",
}  # fmt: skip


def decide_gate(cast, rule="LN-2020-5Y6M"):
    db.session.add(
        SchoolDecision(
            school_id=cast.school.id, kind=DecisionKind.GATE, value=rule, transition=Transition.AS_OF,
            effective_from=TODAY - timedelta(days=1000), document="示例决定", reason="示例",
            origin=DecisionOrigin.DEFAULT, decided_at=AT,
        )
    )  # fmt: skip


def practise(cast, post, weeks=26):
    """Full weeks, so far back that some days in the make-up weekends do not matter."""
    first = TODAY - timedelta(days=300)
    return make_record(
        post, cast.site, first, first + timedelta(weeks=weeks), status=RecordStatus.APPROVED,
        by=cast.teacher, reviewer=cast.head,
    )  # fmt: skip


@pytest.fixture
def school(cast):
    """A school that has decided, a teacher who meets six months but not ten, a signatory."""
    decide_gate(cast)
    cast.school.signatory, cast.school.seal_place = "校长 示例某", "（盖章）"
    for post in (cast.teacher_post, cast.colleague_post, cast.hr_post):
        post.specialty = "数控技术"
    practise(cast, cast.teacher_post)
    practise(cast, cast.hr_post)
    db.session.commit()
    return cast


def entry(**values) -> Entry:
    return Entry(
        **(
            {"level": Level.MIDDLE, "criteria": "《示例认定条件》", "ethics_result": EthicsResult.PASSED,
             "ethics_year": TODAY.year - 1, "stated": STEPS_DONE} | NOTICE | values
        )
    )  # fmt: skip


def evaluation(post):
    return evaluate_teacher(post.id, clock.today()).evaluation


def proposed(cast, post=None, *, actor=None, **values) -> Proposal:
    post = post or cast.teacher_post
    proposal = propose(
        post, entry(**values), actor=actor or cast.hr, at=clock.now(), evaluation=evaluation(post)
    )
    db.session.commit()
    return proposal


def agree(cast, proposal, fonts, actor=None) -> Certificate:
    return approve(proposal, actor=actor or cast.hr2, at=clock.now(), fonts=fonts)


def revoke_record(school):
    """Take the teacher's record back, as a reviewer would."""
    approved = db.session.scalars(
        select(PracticeRecord).where(PracticeRecord.teacher_id == school.teacher_post.id)
    ).one()
    by, at = school.hr2.id, clock.now()
    approved.status, approved.reason = RecordStatus.REVOKED, "示例原因"
    approved.revoked_by_id, approved.revoked_at = by, at
    db.session.commit()


def count(table) -> int:
    return db.session.scalar(select(func.count()).select_from(table))


def test_two_people_make_a_recommendation(school, fonts):
    proposal = proposed(school)
    certificate = agree(school, proposal, fonts)
    db.session.commit()
    assert (proposal.status, proposal.decided_by) == (ProposalStatus.APPROVED, school.hr2)
    facts = facts_from_json(certificate.facts)
    assert facts.stated == STEPS_DONE
    assert facts.basis.required_half_hours == 1920
    assert facts.basis.credited_half_hours >= 1920
    assert "辽政发〔2020〕8号" in facts.basis.citation
    assert (facts.ethics_year, facts.decided_on) == (TODAY.year - 1, clock.today())
    assert any("辽政发〔2021〕2号" in line and "尚未达到" in line for line in facts.basis.other_lines)


def test_the_verdict_is_frozen_with_rule_window_profile_records_and_conflicts(school):
    verdict = from_json(proposed(school).verdict)
    line = verdict.gate_line
    assert (line.rule, line.version, line.profile) == ("LN-2020-5Y6M", 1, "WD20")
    assert line.window_last == clock.today()
    assert [credit.half_hours for credit in line.records] == [line.credited]
    assert ("LN-2020-5Y6M", "LN-2021-5Y10M") in [(pair.met, pair.not_met) for pair in verdict.conflicts]


def test_without_a_deciding_rule_nothing_is_proposed(cast):
    with pytest.raises(NoGateError):
        proposed(cast)


def test_who_does_not_meet_the_rule_is_not_proposed(school):
    with pytest.raises(GateNotPassedError):
        proposed(school, school.colleague_post)


def test_a_failed_ethics_review_excludes(school):
    with pytest.raises(EthicsVetoError):
        proposed(school, ethics_result=EthicsResult.FAILED)


def test_the_public_notice_must_be_over(school):
    with pytest.raises(NoticeOpenError):
        proposed(school, notice_last=clock.today())


def test_the_public_notice_hangs_as_long_as_the_school_decided(school):
    posted = TODAY - timedelta(days=30)
    with pytest.raises(NoticeTooShortError) as refused:
        proposed(school, notice_last=posted + timedelta(days=4))
    assert refused.value.earliest == DEFAULT_NOTICE.last_day(posted, load_law().calendar)
    db.session.add(
        SchoolDecision(
            school_id=school.school.id, kind=DecisionKind.NOTICE_DAYS, value="calendar-3",
            effective_from=posted, document="示例决定", reason="示例", origin=DecisionOrigin.DEFAULT,
            decided_at=AT,
        )
    )  # fmt: skip
    assert proposed(school, notice_last=posted + timedelta(days=4)).notice_first == posted


def test_the_page_names_the_days_of_a_notice_fills_none_in_and_refuses_a_shorter_one(app, school):
    hr = sign_in(app, school.hr)
    where = f"/recommendations/new?teacher_id={school.teacher_post.id}"
    first, last = latest_notice(school.school.id, clock.today())
    page = hr.get(where).get_data(as_text=True)
    assert f"例如 {first} 张贴的，到 {last} 期满" in page
    assert f'value="{first}"' not in page
    assert f'value="{last}"' not in page
    assert "学校定为公示 5 个工作日，张贴当天不计" in page
    short = TYPED | {"notice_last": (TODAY - timedelta(days=28)).isoformat(), "csrf_token": token(hr)}
    refused = hr.post(where, data=short).get_data(as_text=True)
    assert "公示期不足：学校定为 5 个工作日，张贴当天不计；" in refused
    assert 'id="notice_last-error"' in refused
    assert count(Proposal) == 0


def test_what_the_paper_must_say_is_asked_for_at_once(school):
    school.school.signatory = ""
    with pytest.raises(LackingFactsError):
        proposed(school)


def test_nobody_proposes_themselves_or_is_proposed_twice(school):
    with pytest.raises(OwnCaseError):
        proposed(school, school.hr_post)
    proposed(school)
    with pytest.raises(OpenProposalError):
        proposed(school, actor=school.hr2)


@pytest.mark.parametrize("who", ["teacher", "head", "admin", "other_hr"])
def test_only_hr_of_the_school_proposes(school, who):
    with pytest.raises(NotAllowedError):
        proposed(school, school.hr_post, actor=getattr(school, who))


def test_the_proposer_does_not_decide_with_a_second_account_either(school, fonts):
    proposal = proposed(school)
    second = make_account(school.hr.person, Role.ADMIN, username="hrsecond")
    for actor in (school.hr, second):
        with pytest.raises(SamePersonError):
            agree(school, proposal, fonts, actor)
        with pytest.raises(SamePersonError):
            reject(proposal, "示例原因", actor=actor, at=clock.now())


def test_the_teacher_does_not_decide_with_a_second_account_either(school, fonts):
    proposal = proposed(school)
    second = make_account(school.teacher.person, Role.HR, username="teacherhr")
    with pytest.raises(OwnCaseError):
        agree(school, proposal, fonts, second)


def test_on_the_day_of_decision_it_is_judged_again(school, fonts):
    proposal = proposed(school)
    revoke_record(school)
    with pytest.raises(GateNotPassedError) as caught:
        agree(school, proposal, fonts)
    assert any("变为 0小时" in change for change in caught.value.changes)
    assert any("由“已达标”变为“未达标”" in change for change in caught.value.changes)
    db.session.rollback()
    assert proposal.status is ProposalStatus.PROPOSED


def test_what_is_printed_is_the_verdict_of_the_day_of_decision(school, fonts):
    proposal = proposed(school)
    before = from_json(proposal.verdict).gate_line.credited
    first = TODAY - timedelta(days=80)
    make_record(
        school.teacher_post, school.site, first, first + timedelta(days=20), status=RecordStatus.APPROVED,
        by=school.teacher, reviewer=school.head,
    )  # fmt: skip
    db.session.commit()
    facts = facts_from_json(agree(school, proposal, fonts).facts)
    assert facts.basis.credited_half_hours > before
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.tag == "proposal:approved")).one()
    assert from_json(event.before["verdict"]).gate_line.credited == before


def test_against_needs_a_reason_and_frees_the_teacher(school):
    proposal = proposed(school)
    with pytest.raises(NoReasonError):
        reject(proposal, " ", actor=school.admin, at=clock.now())
    reject(proposal, "示例原因", actor=school.admin, at=clock.now())
    db.session.commit()
    with pytest.raises(DecidedError):
        withdraw(proposal, actor=school.hr, at=clock.now())
    assert proposed(school).id != proposal.id
    assert count(Certificate) == 0


def test_only_who_proposed_takes_it_back(school):
    proposal = proposed(school)
    with pytest.raises(NotProposerError):
        withdraw(proposal, actor=school.hr2, at=clock.now())
    withdraw(proposal, actor=school.hr, at=clock.now())
    assert proposal.status is ProposalStatus.WITHDRAWN


def test_the_whole_way_on_pages(app, school, fonts):
    hr, second = sign_in(app, school.hr), sign_in(app, school.admin)
    assert "✓ 可以推荐" in hr.get("/recommendations/new").get_data(as_text=True)
    where = f"/recommendations/new?teacher_id={school.teacher_post.id}"
    answer = hr.post(where, data=TYPED | {"csrf_token": token(hr)})
    proposal = db.session.scalars(select(Proposal)).one()
    page = f"/recommendations/{proposal.id}"
    assert answer.location == page
    own_view = hr.get(page).get_data(as_text=True)
    assert "请等待另一位" in own_view
    assert "同意并出具" not in own_view
    shown = second.get(page).get_data(as_text=True)
    assert "同意并出具" in shown
    assert f"提名人说明：{STEPS_DONE}" in shown
    form = {"csrf_token": token(second), "version": str(proposal.version)}
    assert second.post(f"{page}/approve", data=form).location == page
    certificate = db.session.scalars(select(Certificate)).one()
    assert certificate.number in second.get(page).get_data(as_text=True)
    assert certificate.number in hr.get("/recommendations").get_data(as_text=True)
    late = hr.post(f"{page}/withdraw", data=form | {"csrf_token": token(hr)})
    assert late.status_code == 409


def test_nobody_is_proposed_before_somebody_states_that_the_steps_on_the_paper_were_taken(app, school):
    hr = sign_in(app, school.hr)
    where = f"/recommendations/new?teacher_id={school.teacher_post.id}"
    box = re.search(rf'<input ([^>]*name="steps_done"[^>]*)> <span>{STEPS_DONE}</span>', hr.get(where).text)
    assert box
    assert "checked" not in box[1]
    unticked = {key: value for key, value in TYPED.items() if key != "steps_done"}
    answer = hr.post(where, data=unticked | {"csrf_token": token(hr)})
    assert (answer.status_code, "没有完成的，请完成后再提名" in answer.text) == (422, True)
    with pytest.raises(NotStatedError):
        proposed(school, stated=" ")
    assert count(Proposal) == 0
    proposed(school)
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.tag == "proposal:proposed")).one()
    assert event.after["stated"] == STEPS_DONE


def test_a_form_with_errors_loses_nothing(app, school):
    hr = sign_in(app, school.hr)
    where = f"/recommendations/new?teacher_id={school.teacher_post.id}"
    typed = TYPED | {
        "csrf_token": token(hr), "ethics_year": "1999", "criteria": "《我填的条件》",
        "notice_last": clock.today().isoformat(),
    }  # fmt: skip
    answer = hr.post(where, data=typed)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    for kept in ("《我填的条件》", 'value="1999"', "公示还没有结束", "考核年度应在"):
        assert kept in page
    failed = hr.post(where, data=TYPED | {"csrf_token": token(hr), "ethics_result": "failed"})
    assert "师德考核不合格" in failed.get_data(as_text=True)
    assert count(Proposal) == 0


def test_a_teacher_below_the_rule_is_refused_with_a_link_to_the_arithmetic(app, school):
    hr = sign_in(app, school.hr)
    where = f"/recommendations/new?teacher_id={school.colleague_post.id}"
    page = hr.get(where).get_data(as_text=True)
    assert f"/standing/{school.colleague_post.id}/LN-2020-5Y6M/" in page
    assert "公示起始日" not in page
    answer = hr.post(where, data=TYPED | {"csrf_token": token(hr)})
    assert answer.status_code == 422
    assert "未达到认定依据的要求" in answer.get_data(as_text=True)


def test_a_school_without_a_deciding_rule_is_shown_the_way(app, cast):
    hr = sign_in(app, cast.hr)
    page = hr.get(f"/recommendations/new?teacher_id={cast.teacher_post.id}").get_data(as_text=True)
    assert "学校还没有生效的认定依据" in page
    assert 'href="/school"' in page


def test_a_character_no_face_has_is_named_and_nothing_is_written(app, school):
    school.teacher.person.name = "示例𪚥"
    proposal = proposed(school)
    second = sign_in(app, school.hr2)
    page = f"/recommendations/{proposal.id}"
    form = {"csrf_token": token(second), "version": str(proposal.version)}
    answer = second.post(f"{page}/approve", data=form, follow_redirects=True)
    assert "𪚥" in answer.get_data(as_text=True)
    assert "没有可用字形" in answer.get_data(as_text=True)
    db.session.refresh(proposal)
    assert proposal.status is ProposalStatus.PROPOSED
    assert (count(Certificate), count(Mail)) == (0, 0)


def test_two_who_agree_at_once_make_one_recommendation(app, school, fonts):
    proposal = proposed(school)
    page = f"/recommendations/{proposal.id}"
    form = {"version": str(proposal.version)}
    browsers = [sign_in(app, account) for account in (school.hr2, school.admin)]
    tokens = [token(browser) for browser in browsers]
    answers = []

    def press(browser, csrf):
        answers.append(browser.post(f"{page}/approve", data=form | {"csrf_token": csrf}).status_code)

    threads = [
        threading.Thread(target=Context().run, args=(press, browser, csrf))
        for browser, csrf in zip(browsers, tokens, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    assert sorted(answers) == [302, 409]
    assert (count(Certificate), count(Mail)) == (1, 1)


def test_nothing_is_issued_on_a_record_revoked_at_the_same_moment(app, school, fonts):
    proposal = proposed(school)
    of_teacher = PracticeRecord.teacher_id == school.teacher_post.id
    record_id = db.session.scalars(select(PracticeRecord.id).where(of_teacher)).one()

    def revoke(actor):
        record = db.session.get_one(PracticeRecord, record_id)
        act(record, Action.REVOKE, actor=actor, at=AT, reason="示例原因")

    assert "没有执行" in approve_while(app, school, proposal, revoke)


def test_nothing_is_issued_on_a_ruling_revoked_at_the_same_moment(app, school, fonts):
    revoke_record(school)
    ruling = make_ruling(school.teacher_post, by=school.hr, rule="LN-2020-5Y6M", year=None)
    proposal, ruling_id = proposed(school), ruling.id

    def revoke(actor):
        revoke_ruling(db.session.get_one(Ruling, ruling_id), "示例原因", actor=actor, at=AT)

    assert "没有执行" in approve_while(app, school, proposal, revoke)


def test_nothing_is_issued_by_a_rule_replaced_at_the_same_moment(app, school, fonts):
    proposal = proposed(school)
    decision = make_decision(school.school, by=school.hr, effective_from=TODAY - timedelta(days=1))
    decision_id = decision.id

    def replace_rule(actor):
        confirm(db.session.get_one(SchoolDecision, decision_id), actor=actor, at=AT)

    assert "没有执行" in approve_while(app, school, proposal, replace_rule)


def test_under_an_annual_rule_the_year_that_decides_is_printed_and_not_the_open_one(app, cast, fonts):
    decide_gate(cast, "LN-2022-1M")
    cast.school.signatory, cast.teacher_post.specialty = "校长 示例某", "数控技术"
    cast.school.seal_place = "（盖章）"
    year = TODAY.year - 1
    make_record(
        cast.teacher_post, cast.site, date(year, 7, 1), date(year, 7, 31), status=RecordStatus.APPROVED,
        by=cast.teacher, reviewer=cast.head,
    )  # fmt: skip
    db.session.commit()
    proposal = proposed(cast)
    hr, page = sign_in(app, cast.hr), f"/recommendations/{proposal.id}"
    worksheet = f"/standing/{cast.teacher_post.id}/LN-2022-1M/{year}-01-01"
    assert worksheet in hr.get(page).text
    basis = facts_from_json(agree(cast, proposal, fonts).facts).basis
    assert (basis.window_first, basis.window_last) == (date(year, 1, 1), date(year, 12, 31))
    assert basis.credited_half_hours > basis.required_half_hours == 320
    revoke_record(cast)
    (one,) = relying_on(db.session.scalars(select(PracticeRecord)).one())
    assert (one.half_hours, one.stands) == (basis.credited_half_hours, False)
    assert "不符合认定依据" in hr.get(page).text


def approve_while(app, school, proposal, change) -> str:
    """Agree while another of the office changes what it rests on; what the page says, nothing issued."""
    page, actor_id = f"/recommendations/{proposal.id}", school.hr2.id
    sent, browser = {"version": proposal.version}, sign_in(app, school.admin)
    sent["csrf_token"] = token(browser)
    with meanwhile(app, lambda: browser.post(f"{page}/approve", data=sent)) as answers:
        change(db.session.get_one(Account, actor_id))
    assert (answers[0].status_code, count(Certificate)) == (302, 0)
    return browser.get(page).text


def test_against_on_the_page_keeps_a_missing_reason_in_place(app, school):
    proposal = proposed(school)
    second = sign_in(app, school.hr2)
    page = f"/recommendations/{proposal.id}"
    form = {"csrf_token": token(second), "version": str(proposal.version), "reason": ""}
    answer = second.post(f"{page}/reject", data=form)
    assert answer.status_code == 422
    assert "请写明不同意的原因" in answer.get_data(as_text=True)
    second.post(f"{page}/reject", data=form | {"reason": "示例原因"})
    assert "示例原因" in second.get(page).get_data(as_text=True)


def test_pages_are_for_the_office_of_the_school(app, school):
    proposal = proposed(school)
    for account, code in ((school.teacher, 403), (school.head, 403), (school.other_hr, 404)):
        assert sign_in(app, account).get(f"/recommendations/{proposal.id}").status_code == code


def test_a_teacher_finds_their_own_and_nobody_elses(app, school, fonts):
    certificate = agree(school, proposed(school), fonts)
    assert certificate.number in sign_in(app, school.teacher).get("/recommendations").get_data(as_text=True)
    assert "还没有推荐书" in sign_in(app, school.colleague).get("/recommendations").get_data(as_text=True)


def test_a_record_revoked_after_issue_is_pointed_out(app, school, fonts):
    proposal = proposed(school)
    agree(school, proposal, fonts)
    page = f"/recommendations/{proposal.id}"
    hr = sign_in(app, school.hr)
    assert "请复核是否撤销推荐书" not in hr.get(page).get_data(as_text=True)
    revoke_record(school)
    assert "请复核是否撤销推荐书" in hr.get(page).get_data(as_text=True)
