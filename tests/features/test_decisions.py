"""A school's decision counts once a second person has confirmed it; until then it only waits."""

from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from app import clock
from app.accounts.guards import NotAllowedError
from app.accounts.models import Account
from app.audit.models import AuditEvent
from app.domain.facts import GateFrom, System, Transition
from app.domain.roles import Role
from app.extensions import db
from app.mail.models import Mail, MailStatus
from app.schools.checks import DecisionError, Proposal
from app.schools.decision_operations import (
    AnswerMissingError,
    SamePersonError,
    SettledError,
    confirm,
    propose,
    refuse,
    withdraw,
)
from app.schools.decision_queries import notice_period, to_confirm
from app.schools.models import DecisionKind, DecisionOrigin, DecisionStatus, Reminding, School, SchoolDecision
from app.schools.queries import decision_history, decisions, school_facts
from app.schools.wording import fate_words, origin_words, value_words
from tests.architecture.test_transactions import statements_of
from tests.builders import (
    AT,
    TWO_MONTHS,
    give_default_decisions,
    make_account,
    make_addition,
    make_decision,
    sign_in,
    token,
)
from tests.conftest import on_one_database
from tests.meanwhile import meanwhile

TODAY = date(2026, 11, 20)
NEXT_YEAR = date(2027, 1, 1)


def proposal(kind=DecisionKind.PROFILE, value="WD22", day=NEXT_YEAR, **values):
    values = {"document": "示例院发〔2026〕12号", "reason": "示例理由"} | values
    if kind is DecisionKind.GATE:
        values.setdefault("transition", Transition.AS_OF)
    return Proposal(kind=kind, value=value, effective_from=day, **values)


def proposed(cast, *what, actor=None, **values):
    return propose(cast.school, proposal(*what, **values), actor=actor or cast.hr, at=AT)


def mails(kind):
    return db.session.scalars(select(Mail).where(Mail.kind == kind).order_by(Mail.id)).all()


def logged():
    tags = select(AuditEvent.tag).where(AuditEvent.subject == "school").order_by(AuditEvent.id)
    return db.session.scalars(tags).all()


# -- two people


def test_a_proposal_counts_for_nothing_until_another_person_confirms(cast):
    give_default_decisions(cast.school)
    before = school_facts(cast.school.id, NEXT_YEAR)
    decision = proposed(cast, DecisionKind.GATE, "LN-2021-5Y10M")
    assert school_facts(cast.school.id, NEXT_YEAR) == before
    confirm(decision, actor=cast.hr2, at=AT)
    assert school_facts(cast.school.id, NEXT_YEAR).gating == (
        *before.gating, GateFrom("LN-2021-5Y10M", NEXT_YEAR),
    )  # fmt: skip
    assert (decision.status, decision.decided_by, decision.decided_at) == ("confirmed", cast.hr2, AT)
    assert logged() == ["school:decision_proposed", "school:decision_confirmed"]


def test_a_decision_names_a_rule_by_the_version_of_its_day_or_of_today(cast):
    make_addition(cast.admin, published_by=cast.hr)
    first = make_decision(cast.school, value="LN-2022-1M", by=cast.hr, effective_from=date(2023, 1, 1))
    assert "2 个月：" in value_words(first)  # it still decides by what holds today
    coming = TWO_MONTHS.replace("= 2026-01-01", "= 2031-01-01").replace("= 2\n", "= 3\n")
    make_addition(cast.admin, coming, published_by=cast.hr2, number=3, effective_from=date(2031, 1, 1))
    assert "2 个月：" in value_words(first)
    later = make_decision(cast.school, value="LN-2022-1M", by=cast.hr, effective_from=date(2031, 1, 1))
    assert "3 个月：" in value_words(later)


def test_the_proposer_confirms_with_no_account_at_all(cast):
    decision = proposed(cast)
    second = make_account(cast.hr.person, Role.ADMIN, username="hrsecond")
    for actor in (cast.hr, second):
        with pytest.raises(SamePersonError):
            confirm(decision, actor=actor, at=AT)
        with pytest.raises(SamePersonError):
            refuse(decision, "示例原因", actor=actor, at=AT)
    assert decisions(cast.school.id) == []


@pytest.mark.parametrize("who", ["teacher", "head", "other_hr"])
def test_only_the_schools_own_office_settles(cast, who):
    decision, actor = proposed(cast), getattr(cast, who)
    for step in (confirm, withdraw):
        with pytest.raises(NotAllowedError):
            step(decision, actor=actor, at=AT)
    with pytest.raises(NotAllowedError):
        refuse(decision, "示例原因", actor=actor, at=AT)


def test_a_refusal_says_why_and_the_decision_never_counts(cast):
    decision = proposed(cast)
    with pytest.raises(AnswerMissingError):
        refuse(decision, " ", actor=cast.admin, at=AT)
    refuse(decision, "文件尚未印发", actor=cast.admin, at=AT)
    assert decisions(cast.school.id) == []
    assert fate_words(decision) == "示例吴管理未同意：文件尚未印发"
    with pytest.raises(SettledError):
        confirm(decision, actor=cast.admin, at=AT)


def test_only_the_proposer_takes_it_back(cast):
    decision = proposed(cast)
    with pytest.raises(NotAllowedError):
        withdraw(decision, actor=cast.hr2, at=AT)
    withdraw(decision, actor=cast.hr, at=AT)
    with pytest.raises(SettledError):
        withdraw(decision, actor=cast.hr, at=AT)
    with pytest.raises(SettledError):
        confirm(decision, actor=cast.hr2, at=AT)
    assert fate_words(decision) == "示例孙人事已撤回"


def test_the_same_does_not_wait_twice(cast):
    proposed(cast)
    with pytest.raises(DecisionError, match="已经在等待确认"):
        proposed(cast, actor=cast.hr2)


# -- what it replaces, and when it is checked


def test_a_confirmed_one_supersedes_its_kind_and_day_and_both_stay_in_the_history(cast):
    first, second = proposed(cast), proposed(cast, value="WD2175")
    confirm(first, actor=cast.hr2, at=AT)
    later = AT + timedelta(hours=1)
    confirm(second, actor=cast.admin, at=later)
    assert decisions(cast.school.id) == [second]
    assert first.superseded_at == later
    assert decision_history(cast.school.id) == [second, first]


def test_the_same_value_can_be_decided_again(cast):
    for _ in range(2):
        confirm(proposed(cast), actor=cast.hr2, at=AT)
    assert len(decisions(cast.school.id)) == 1


def test_a_confirmation_checks_again(cast):
    cast.school.system = System.RENSHE
    confirm(proposed(cast, DecisionKind.ADOPTION, "LN-2021-5Y10M"), actor=cast.hr2, at=AT)
    gate = proposed(cast, DecisionKind.GATE, "LN-2021-5Y10M")
    later = proposed(cast, DecisionKind.ADOPTION, "LN-2020-5Y6M")
    cast.school.system = System.EDU
    db.session.flush()
    with pytest.raises(DecisionError, match="本来就适用"):
        confirm(later, actor=cast.hr2, at=AT)
    confirm(gate, actor=cast.hr2, at=AT)
    assert later.status is DecisionStatus.PROPOSED


def test_reminders_start_on_the_confirmed_day_and_stop_at_once(cast):
    start = proposed(cast, DecisionKind.LIVE_FROM, Reminding.START, date(2026, 12, 1))
    assert cast.school.live_from is None
    confirm(start, actor=cast.hr2, at=AT)
    assert cast.school.live_from == date(2026, 12, 1)
    stop = proposed(cast, DecisionKind.LIVE_FROM, Reminding.STOP, TODAY)
    confirm(stop, actor=cast.hr2, at=AT)
    assert cast.school.live_from is None
    assert decisions(cast.school.id) == [stop]


def test_while_reminders_run_their_start_is_not_moved_to_a_later_day(cast):
    later = proposal(DecisionKind.LIVE_FROM, Reminding.START, date(2026, 12, 1))
    waiting = propose(cast.school, later, actor=cast.hr, at=AT)
    cast.school.live_from = TODAY
    db.session.flush()
    with pytest.raises(DecisionError, match="现在正在发送提醒"):
        confirm(waiting, actor=cast.hr2, at=AT)
    withdraw(waiting, actor=cast.hr, at=AT)
    with pytest.raises(DecisionError, match="现在正在发送提醒"):
        propose(cast.school, later, actor=cast.hr, at=AT)
    assert cast.school.live_from == TODAY
    cast.school.live_from = date(2026, 12, 24)  # not begun yet: the day may still move
    db.session.flush()
    confirm(propose(cast.school, later, actor=cast.hr, at=AT), actor=cast.hr2, at=AT)
    assert cast.school.live_from == date(2026, 12, 1)


def test_the_days_of_a_notice_are_those_in_force_when_it_is_posted(cast):
    assert str(notice_period(cast.school.id, TODAY)) == "working-5"
    confirm(proposed(cast, DecisionKind.NOTICE_DAYS, "calendar-7"), actor=cast.hr2, at=AT)
    assert str(notice_period(cast.school.id, TODAY)) == "working-5"
    assert str(notice_period(cast.school.id, NEXT_YEAR)) == "calendar-7"
    facts = school_facts(cast.school.id, NEXT_YEAR)
    assert facts == school_facts(cast.other_school.id, NEXT_YEAR)


@pytest.mark.parametrize(
    "values",
    [
        {"decided_by_id": None},
        {"proposed_by_id": None, "proposed_at": None},
        {"status": DecisionStatus.REFUSED},
        {"answer": "示例"},
        {"origin": DecisionOrigin.DEFAULT},
        {"status": DecisionStatus.PROPOSED},
        {"status": DecisionStatus.WITHDRAWN, "superseded_at": AT},
    ],
)
def test_the_database_refuses_what_two_people_did_not_do(cast, values):
    decision = make_decision(cast.school, by=cast.hr, decided_by=cast.hr2)
    past_the_guard = update(SchoolDecision).where(SchoolDecision.id == decision.id).values(**values)
    with pytest.raises(IntegrityError):
        db.session.execute(past_the_guard)
    db.session.rollback()


def test_the_database_refuses_ones_own_confirmation(cast):
    with pytest.raises(IntegrityError):
        make_decision(cast.school, by=cast.hr, decided_by=cast.hr)
    db.session.rollback()


def test_what_one_person_once_entered_is_said_to_be_that(cast):
    old = make_decision(
        cast.school, by=cast.hr, origin=DecisionOrigin.SCHOOL_BEFORE, status=DecisionStatus.CONFIRMED,
        decided_at=AT,
    )  # fmt: skip
    assert decisions(cast.school.id) == [old]
    assert "由示例孙人事一人录入（当时不需要第二人确认）" in origin_words(old)
    assert fate_words(old) == "一人录入，当时不需要确认"


# -- mail


def test_those_who_can_confirm_are_told_and_then_the_proposer(cast):
    decision = proposed(cast, DecisionKind.GATE, "LN-2021-5Y10M")
    asked = mails("decision_waiting")
    assert [mail.recipient for mail in asked] == [cast.hr2.person.email, cast.admin.person.email]
    assert "示例孙人事提出学校决定“推荐认定以哪份文件为准”" in asked[0].text
    assert f"/school/decisions/{decision.id}" in asked[0].text
    confirm(decision, actor=cast.admin, at=AT)
    assert {mail.status for mail in asked} == {MailStatus.CANCELLED}
    (answer,) = mails("decision_answered")
    assert answer.recipient == cast.hr.person.email
    assert "示例吴管理已确认" in answer.text


def test_what_is_taken_back_asks_nobody_any_more(cast):
    withdraw(proposed(cast), actor=cast.hr, at=AT)
    assert {mail.status for mail in mails("decision_waiting")} == {MailStatus.CANCELLED}
    assert mails("decision_answered") == []


# -- pages

TYPED = {
    "value": "LN-2021-5Y10M", "transition": "grandfather", "effective_from": "2027-01-01",
    "document": "示例院发〔2026〕12号", "reason": "从严掌握",
}  # fmt: skip


def post(client, path, **data):
    return client.post(path, data={**data, "csrf_token": token(client)})


def text(client, path):
    return client.get(path).get_data(as_text=True)


@time_machine.travel("2026-11-26 09:30+08:00")
def test_one_proposes_and_another_confirms_on_the_pages(app, cast):
    give_default_decisions(cast.school)
    db.session.commit()
    hr, admin = sign_in(app, cast.hr), sign_in(app, cast.admin)
    page = post(hr, "/school/decisions/gate", **TYPED).location
    assert "请等待另一人确认：示例周人事、示例吴管理" in text(hr, page)
    assert "确认执行" not in text(hr, page)
    assert "等待确认的决定" in text(hr, "/school")
    assert "看影响并确认" not in text(hr, "/school")
    assert "学校的决定和规定待确认" in text(admin, "/")
    assert "看影响并确认" in text(admin, "/school")
    assert post(admin, f"{page}/confirm", version=1).location == page
    row = db.session.scalars(select(SchoolDecision).where(SchoolDecision.origin == "school")).one()
    assert (row.value, row.transition, row.status) == ("LN-2021-5Y10M", "grandfather", "confirmed")
    settings = text(hr, "/school")
    assert "2027 年 1 月 1 日起改为：五年 10 个月" in settings
    assert "由示例孙人事提出、示例吴管理确认，依据示例院发〔2026〕12号。理由：从严掌握" in settings
    assert "等待确认的决定" not in settings
    assert "学校的决定和规定待确认" not in text(admin, "/")


def test_the_school_page_asks_no_more_for_more_decisions(app, cast):
    give_default_decisions(cast.school)
    db.session.commit()
    client = sign_in(app, cast.hr)
    client.get("/school")
    few = len(statements_of(app, lambda: client.get("/school")))
    for year in range(2027, 2037):
        make_decision(cast.school, by=cast.hr, decided_by=cast.admin, effective_from=date(year, 1, 1))
    db.session.commit()
    assert len(statements_of(app, lambda: client.get("/school"))) <= few + 2  # the two people


def test_of_two_that_say_the_same_each_page_names_the_other_and_then_that_it_is_decided(app, cast):
    give_default_decisions(cast.school)
    first = proposed(cast, document="示例院发〔2026〕12号")
    second = proposed(cast, DecisionKind.PROFILE, "WD22", date(2027, 3, 1), document="示例院发〔2026〕15号")
    other = proposed(cast, DecisionKind.PROFILE, "CAL30", date(2027, 6, 1))
    db.session.commit()
    admin = sign_in(app, cast.admin)
    shown = text(admin, f"/school/decisions/{first.id}")
    assert shown.count("同一事项另有一项待确认") == 2
    assert f'href="/school/decisions/{second.id}"' in shown
    assert "已确认同样的决定" not in shown
    confirm(first, actor=cast.admin, at=AT)
    db.session.commit()
    again = text(admin, f"/school/decisions/{second.id}")
    assert "2027 年 1 月 1 日起已确认同样的决定" in again
    assert "这一项确认后不再改变什么；建议请提出人撤回" in again
    assert "已确认同样的决定" not in text(admin, f"/school/decisions/{other.id}")
    assert "同一事项另有一项待确认" not in text(admin, f"/school/decisions/{first.id}")


@on_one_database
def test_another_day_for_reminders_is_not_said_to_change_nothing(app, cast):
    first = proposed(cast, DecisionKind.LIVE_FROM, Reminding.START, date(2027, 3, 1))
    confirm(first, actor=cast.admin, at=AT)
    second = proposed(cast, DecisionKind.LIVE_FROM, Reminding.START, date(2027, 6, 1))
    assert "不再改变什么" not in text(sign_in(app, cast.admin), f"/school/decisions/{second.id}")
    confirm(second, actor=cast.admin, at=AT)
    assert cast.school.live_from == date(2027, 6, 1)


def test_a_page_that_was_overtaken_is_a_conflict_and_nothing_counts(app, cast):
    decision = make_decision(cast.school, by=cast.hr)
    db.session.commit()
    hr, admin = sign_in(app, cast.hr), sign_in(app, cast.admin)
    page = f"/school/decisions/{decision.id}"
    assert post(hr, f"{page}/withdraw", version=1).status_code == 302
    assert post(admin, f"{page}/confirm", version=1).status_code == 409
    kept = post(admin, f"{page}/refuse", version=1, reason="这段原因要留住")
    assert kept.status_code == 409
    assert "这段原因要留住" in kept.get_data(as_text=True)


def test_of_two_at_once_one_settles_and_the_other_is_told(app, cast):
    decision_id = make_decision(cast.school, by=cast.hr).id
    proposer_id = cast.hr.id
    db.session.commit()
    admin = sign_in(app, cast.admin)
    sent = {"version": 1, "csrf_token": token(admin)}
    with meanwhile(app, lambda: admin.post(f"/school/decisions/{decision_id}/confirm", data=sent)) as answers:
        decision = db.session.get_one(SchoolDecision, decision_id)
        withdraw(decision, actor=db.session.get_one(Account, proposer_id), at=AT)
    assert answers[0].status_code == 409
    row = db.session.get_one(SchoolDecision, decision_id)
    assert (row.status, row.decided_by_id) == ("withdrawn", proposer_id)


def test_the_proposers_own_confirmation_is_refused_in_words(app, cast):
    decision = make_decision(cast.school, by=cast.hr)
    db.session.commit()
    hr = sign_in(app, cast.hr)
    page = f"/school/decisions/{decision.id}"
    assert post(hr, f"{page}/confirm", version=1).location == page
    assert "请由另一位人事或学校管理员确认" in text(hr, page)
    assert to_confirm(cast.hr).number == 0
    assert [to_confirm(one).number for one in (cast.hr2, cast.admin, cast.head, cast.other_hr)] == [
        1,
        1,
        0,
        0,
    ]


def test_what_can_hold_no_longer_is_not_confirmed_on_the_page_either(app, cast):
    decision = make_decision(cast.school, DecisionKind.ADOPTION, "LN-2021-5Y10M", by=cast.hr2)
    db.session.commit()
    hr = sign_in(app, cast.hr)
    assert "学校的决定和规定待确认" in text(hr, "/")
    page = f"/school/decisions/{decision.id}"
    assert post(hr, f"{page}/confirm", version=1).location == page
    assert "没有办理：规则 LN-2021-5Y10M" in text(hr, page)
    assert post(hr, f"{page}/withdraw", version=1).location == page
    assert "没有办理：只有提出的人可以撤回" in text(hr, page)
    assert decisions(cast.school.id) == []


def test_a_refusal_without_a_reason_is_asked_again(app, cast):
    decision = make_decision(cast.school, by=cast.hr)
    db.session.commit()
    admin = sign_in(app, cast.admin)
    page = f"/school/decisions/{decision.id}"
    assert ">确认不同意</button>" in text(admin, page)
    assert "不确认" not in text(admin, page)
    for sent, says in ({}, "请写明不同意的原因"), ({"reason": "长" * 1001}, "不超过 1000 字"):
        answer = post(admin, f"{page}/refuse", version=1, **sent)
        assert (answer.status_code, says in answer.text) == (422, True)
    assert post(admin, f"{page}/refuse", version=1, reason="文件尚未印发").status_code == 302
    assert "示例吴管理未同意：文件尚未印发" in text(admin, page)
    assert post(admin, f"{page}/refuse", version=2, reason="再来").location == page
    assert "这项决定已经办结" in text(admin, page)


def test_a_school_with_one_person_in_its_office_is_told_what_to_do(app, cast):
    give_default_decisions(cast.other_school)
    db.session.commit()
    alone = sign_in(app, cast.other_hr)
    assert "本校现在只有您一位能办" in text(alone, "/school/decisions/gate")
    page = post(alone, "/school/decisions/gate", **TYPED).location
    assert "本校现在只有您一位能办" in text(alone, page)


def test_a_draft_is_shown_for_trying_out_and_refused_as_a_gate(app, cast):
    hr = sign_in(app, cast.hr)
    form = text(hr, "/school/decisions/gate")
    draft = form.split('value="DD-DRAFT-5Y10M"')
    assert "disabled" in draft[0].rpartition("<input")[2]
    assert "仅可测算：五年 10 个月" in draft[1].split("</label>")[0]
    assert "，状态是“讨论稿，仅供测算”，不能作为认定依据" in form
    refused = post(hr, "/school/decisions/gate", **(TYPED | {"value": "DD-DRAFT-5Y10M"}))
    assert "规则 DD-DRAFT-5Y10M" in refused.get_data(as_text=True)
    assert db.session.scalars(select(SchoolDecision)).all() == []


def chosen(page):
    """The value of the radio that is chosen; None where none is."""
    inputs = [part.split(">")[0] for part in page.split("<input")[1:]]
    return next((tag.split('value="')[1].split('"')[0] for tag in inputs if "checked" in tag), None)


def test_the_form_begins_with_what_is_in_force_and_names_what_waits(app, cast):
    hr = sign_in(app, cast.hr)
    assert chosen(text(hr, "/school/decisions/gate")) is None
    nothing = post(hr, "/school/decisions/gate", **(TYPED | {"value": ""}))
    assert "请选择一项" in nothing.get_data(as_text=True)
    give_default_decisions(cast.school)
    make_decision(
        cast.school, DecisionKind.NOTICE_DAYS, "calendar-7", by=cast.hr2, decided_by=cast.admin,
        effective_from=TODAY,
    )  # fmt: skip
    waits = make_decision(cast.school, DecisionKind.GATE, "LN-2021-5Y10M", by=cast.hr2)
    db.session.commit()
    form = text(hr, "/school/decisions/gate")
    assert chosen(form) == "LN-2020-5Y6M"
    assert "辽政发〔2020〕8号" in form.split('value="LN-2020-5Y6M"')[1].split("</label>")[0]
    assert form.index(f'href="/school/decisions/{waits.id}"') < form.index("以哪份文件为准</legend>")
    assert 'href="/school/what-if">先看看会影响谁' in form
    assert chosen(text(hr, "/school/decisions/gate?value=LN-2021-5Y10M")) == "LN-2021-5Y10M"
    notice = text(hr, "/school/decisions/notice_days")
    assert chosen(notice) == "calendar"
    assert 'value="7"' in notice
    assert "先看看会影响谁" not in notice
    assert f"/school/decisions/{waits.id}" not in notice


def test_what_held_from_the_beginning_and_which_document_is_asked_are_said_plainly(app, cast):
    give_default_decisions(cast.school)
    db.session.commit()
    hr = sign_in(app, cast.hr)
    for page in (text(hr, "/school"), text(hr, "/school/decisions/gate")):
        assert "按截至日当天的那一份" in page
        for jargon in ("自始", "按截至日的依据", "新旧依据"):
            assert jargon not in page
    assert "每月按 20 个工作日，即 160 小时（一直如此）" in text(hr, "/school")


@on_one_database
def test_only_what_two_people_decided_is_said_to_have_been_confirmed(app, cast):
    give_default_decisions(cast.school)
    alone = make_decision(
        cast.school, by=cast.hr, origin=DecisionOrigin.SCHOOL_BEFORE, status=DecisionStatus.CONFIRMED,
        decided_at=AT,
    )  # fmt: skip
    together = make_decision(cast.school, by=cast.hr, decided_by=cast.hr2, effective_from=date(2028, 1, 1))
    default = next(one for one in decisions(cast.school.id) if one.kind is DecisionKind.PROFILE)
    hr, says = sign_in(app, cast.hr), "确认这一条时，系统还不保存会改变谁"
    asked = [says in text(hr, f"/school/decisions/{one.id}") for one in (default, alone, together)]
    assert asked == [False, False, True]


def test_days_of_a_notice_are_typed_as_a_number(app, cast):
    hr = sign_in(app, cast.hr)
    typed = {key: TYPED[key] for key in ("effective_from", "document", "reason")} | {"value": "calendar"}
    assert "1 至 30" in post(hr, "/school/decisions/notice_days", days="31", **typed).get_data(as_text=True)
    assert "1 至 30" in post(hr, "/school/decisions/notice_days", **typed).get_data(as_text=True)
    page = text(hr, post(hr, "/school/decisions/notice_days", days="7", **typed).location)
    assert "7 个自然日，张贴当天不计" in page
    assert "这项决定不改变任何教师的达标结果和推荐条件" in page


def test_the_start_page_leads_to_the_decision(app, cast):
    cast.school.live_from = clock.today()
    db.session.commit()
    assert 'href="/school/decisions/live_from"' in text(sign_in(app, cast.hr), "/school/start")
    school = db.session.get_one(School, cast.school.id)
    assert school.live_from == clock.today()


@on_one_database
def test_a_gate_before_its_document_is_refused_at_the_day_by_the_name_of_the_document(app, cast):
    hr = sign_in(app, cast.hr)
    answer = hr.post(
        "/school/decisions/gate",
        data={
            "csrf_token": token(hr), "value": "LN-2022-1M", "transition": "as_of",
            "document": "示例院发〔2026〕1号", "effective_from": "2019-01-01", "reason": "示例理由",
        },
    )  # fmt: skip
    beside = answer.text.split('id="effective_from-error"')[1].split("</p>")[0]
    assert "辽委办发〔2022〕13号）从 2022 年" in beside
    assert "LN-2022-1M" not in beside
