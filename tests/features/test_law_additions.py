"""A school's own versions of the law: entered by one, shown with their effect, published by another."""

import re
from dataclasses import replace
from datetime import date
from hashlib import sha256
from io import BytesIO

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from app import clock
from app.accounts.guards import NotAllowedError
from app.audit.models import AuditEvent
from app.domain.facts import Host, RecordStatus, Venue
from app.domain.outcome import Standing
from app.domain.roles import Role
from app.domain.rules import Cell, CountingRow
from app.domain.succession import RowsFrom, joined
from app.extensions import db
from app.policy.loader import load_law
from app.policy.strict import StrictError
from app.schools.law import law_of
from app.schools.law_models import AdditionState, LawAddition
from app.schools.law_operations import (
    DecidedError,
    Entry,
    NoAnswerError,
    NotEntererError,
    SamePersonError,
    enter,
    publish,
    refuse,
    withdraw,
)
from app.schools.models import DecisionKind
from app.standing.impact import as_listed, impact_of_addition
from app.standing.law_page import changed_rows
from app.standing.queries import evaluate_school
from tests.architecture.test_transactions import statements_of
from tests.builders import (
    AT,
    TWO_MONTHS,
    give_default_decisions,
    make_account,
    make_addition,
    make_decision,
    make_record,
    make_ruling,
    sign_in,
    token,
)
from tests.conftest import on_one_database
from tests.policy.test_additions import LATER_ROW, NEW_RULE, ROW

ANNUAL = "LN-2022-1M"
YEAR_END = date(2026, 12, 31)
PAGE = "/law/additions/{}"
FIELDS = {
    "rule_id": ANNUAL, "number": "2", "status": "in_force", "effective_from": "2026-01-01",
    "population": ["specialized"], "systems": ["EDU"], "window": "year", "minimum_months": "2",
    "column": "annual", "title": "示例市职业学校教师企业实践办法", "document_number": "示例发〔2025〕9号",
    "issued_on": "2025-11", "quote": "每年累计不少于两个月", "source": "文件文本",
    "document": "示例院发〔2026〕5号", "reason": "市里发了新的办法",
}  # fmt: skip
ROW_FIELDS = {
    "number": "2", "dated": "2027-01-01", "venue": "training_base", "host": "enterprise",
    "annual": "counts", "five_year": "counts", "ground": "设在企业且有岗位的计入",
    "category": "", "category_annual": "counts", "category_five_year": "counts",
    "document": "示例院发〔2026〕6号", "reason": "有岗位有考核",
}  # fmt: skip


def entry(text=TWO_MONTHS):
    return Entry(text, "示例院发〔2026〕5号", "示例理由")


def post(client, path, **data):
    return client.post(path, data={**data, "csrf_token": token(client)})


def said(answer):
    return answer.get_data(as_text=True)


def practise(cast, teacher, first=date(2026, 7, 6), last=date(2026, 7, 31), **values):
    values |= {"status": RecordStatus.APPROVED, "by": cast.teacher, "reviewer": cast.hr}
    return make_record(teacher, cast.site, first, last, **values)


def annual(cast, as_of=YEAR_END):
    found = evaluate_school(cast.school.id, as_of)[cast.teacher_post.id].verdicts
    return {
        verdict.window.first_day.year: (verdict.rule.version, verdict.standing)
        for verdict in found
        if verdict.rule.id == ANNUAL
    }


# Operations


@on_one_database
def test_everybody_reads_at_the_top_of_the_law_how_their_own_school_counts_and_by_which_paper(app, cast):
    give_default_decisions(cast.school)
    client = sign_in(app, cast.teacher)
    assert "每月按 20 个工作日，即 160 小时（一直如此；系统默认，学校尚未发文）" in said(client.get("/law"))
    two = {"by": cast.hr, "decided_by": cast.hr2}
    make_decision(cast.school, DecisionKind.PROFILE, "WD22", effective_from=date(2026, 1, 1), **two)
    make_decision(cast.school, DecisionKind.PROFILE, "CAL30", effective_from=date(2099, 1, 1), **two)
    page = said(client.get("/law"))
    assert "每月按 22 个工作日，即 176 小时（2026-01-01 起；依据" in page
    assert "以后改为：每月按 30 天，即 240 小时；起止之间的每一天都算，扣除缺勤（2099-01-01 起；依据" in page
    assert page.index("本校现在怎样算") < page.index("现行规定")


def test_one_person_enters_and_another_publishes_and_the_log_knows_both(cast):
    addition = enter(cast.school, entry(), actor=cast.admin, at=AT)
    assert law_of(cast.school.id) is load_law()
    publish(addition, actor=cast.hr, at=AT)
    assert [rule.version for rule in law_of(cast.school.id).versions(ANNUAL)] == [1, 2]
    events = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    assert [(event.tag, event.actor_account_id) for event in events] == [
        ("law:entered", cast.admin.id),
        ("law:published", cast.hr.id),
    ]
    assert events[1].after == {
        "state": "published", "subject": ANNUAL, "number": 2, "document": "示例院发〔2026〕5号",
        "sha256": sha256(TWO_MONTHS.encode()).hexdigest(),
    }  # fmt: skip


def test_years_before_keep_the_version_that_was_in_force_then(cast):
    practise(cast, cast.teacher_post)
    practise(cast, cast.teacher_post, date(2025, 7, 1), date(2025, 7, 31))
    assert annual(cast)[2026] == (1, Standing.MET)
    make_addition(cast.admin, published_by=cast.hr)
    assert annual(cast)[2025] == (1, Standing.MET)
    assert annual(cast)[2026] == (2, Standing.NOT_MET)


def test_another_school_never_sees_an_addition(cast):
    make_addition(cast.admin, published_by=cast.hr)
    db.session.flush()
    assert law_of(cast.other_school.id) is load_law()
    assert law_of(cast.school.id) is not load_law()


def test_two_schools_with_the_same_additions_share_one_law(cast):
    make_addition(cast.admin, published_by=cast.hr)
    second = make_account(cast.other_teacher.person, Role.HR)
    make_addition(cast.other_hr, published_by=second)
    assert law_of(cast.school.id) is law_of(cast.other_school.id)


@pytest.mark.parametrize("state", ["entered", "refused", "withdrawn"])
def test_only_what_is_published_is_law(cast, state):
    addition = make_addition(cast.admin)
    if state == "refused":
        refuse(addition, "文号不对", actor=cast.hr, at=AT)
    if state == "withdrawn":
        withdraw(addition, actor=cast.admin, at=AT)
    assert addition.state == state
    assert law_of(cast.school.id) is load_law()


def test_the_law_is_asked_of_the_database_each_time_in_one_statement(app, cast):
    make_addition(cast.admin, published_by=cast.hr)
    db.session.flush()
    assert len(statements_of(app, lambda: law_of(cast.school.id))) == 1
    assert len(statements_of(app, lambda: law_of(cast.school.id))) == 1


@pytest.mark.parametrize("who", ["teacher", "head", "hr", "other_hr"])
def test_only_an_administrator_of_the_school_enters(cast, who):
    with pytest.raises(NotAllowedError):
        enter(cast.school, entry(), actor=getattr(cast, who), at=AT)


def test_who_entered_cannot_publish_or_refuse_through_another_account_either(cast):
    addition = enter(cast.school, entry(), actor=cast.admin, at=AT)
    second = make_account(cast.admin.person, Role.HR)
    for account in (cast.admin, second):
        with pytest.raises(SamePersonError):
            publish(addition, actor=account, at=AT)
        with pytest.raises(SamePersonError):
            refuse(addition, "不对", actor=account, at=AT)
    assert addition.state is AdditionState.ENTERED


@pytest.mark.parametrize("who", ["teacher", "head", "other_hr"])
def test_who_is_not_of_the_office_decides_nothing(cast, who):
    addition = make_addition(cast.admin)
    account = getattr(cast, who)
    with pytest.raises(NotAllowedError):
        publish(addition, actor=account, at=AT)
    with pytest.raises(NotAllowedError):
        refuse(addition, "不对", actor=account, at=AT)
    with pytest.raises(NotAllowedError):
        withdraw(addition, actor=account, at=AT)


def test_only_who_entered_withdraws_and_a_refusal_says_why(cast):
    addition = make_addition(cast.admin)
    other_admin = make_account(cast.hr2.person, Role.ADMIN)
    with pytest.raises(NotEntererError):
        withdraw(addition, actor=other_admin, at=AT)
    with pytest.raises(NoAnswerError):
        refuse(addition, "  ", actor=cast.hr, at=AT)
    refuse(addition, " 文号不对 ", actor=cast.hr, at=AT)
    assert addition.answer == "文号不对"
    for step in (publish, withdraw):
        with pytest.raises(DecidedError):
            step(addition, actor=cast.hr if step is publish else cast.admin, at=AT)


def test_of_two_versions_of_one_number_the_second_cannot_be_published(cast):
    first, second = (enter(cast.school, entry(), actor=cast.admin, at=AT) for _ in range(2))
    publish(first, actor=cast.hr, at=AT)
    with pytest.raises(StrictError, match="这一版本已有"):
        publish(second, actor=cast.hr, at=AT)


def test_two_who_decide_at_once_leave_one_decision(cast):
    addition = make_addition(cast.admin)
    db.session.commit()
    db.session.connection().exec_driver_sql(f"UPDATE law_addition SET version = 2 WHERE id = {addition.id}")
    with pytest.raises(StaleDataError):
        publish(addition, actor=cast.hr, at=AT)


@pytest.mark.parametrize(
    "broken",
    [
        "state = 'published'",
        "decided_by_id = {hr}, decided_at = entered_at",
        "state = 'published', decided_by_id = {admin}, decided_at = entered_at",
        "state = 'refused', decided_by_id = {hr}, decided_at = entered_at",
        "document = ''",
        "reason = ''",
        "state = 'law'",
    ],
)
def test_the_database_keeps_the_states_in_order(cast, broken):
    make_addition(cast.admin)
    change = broken.format(hr=cast.hr.id, admin=cast.admin.id)
    with pytest.raises(IntegrityError):
        db.session.connection().exec_driver_sql(f"UPDATE law_addition SET {change}")
    db.session.rollback()


def test_the_database_lets_a_version_be_published_once(cast):
    make_addition(cast.admin, published_by=cast.hr)
    make_addition(cast.admin)
    with pytest.raises(IntegrityError):
        make_addition(cast.admin, published_by=cast.hr2)
    db.session.rollback()


# Effect


def test_the_effect_lists_exactly_who_would_change(cast):
    give_default_decisions(cast.school)
    practise(cast, cast.teacher_post)  # one month
    practise(cast, cast.colleague_post, date(2026, 3, 2), date(2026, 5, 29))  # three months
    addition = make_addition(cast.admin)
    before = evaluate_school(cast.school.id, YEAR_END)
    shown = impact_of_addition(addition, YEAR_END)
    assert [one.member.name for one in shown.affected] == ["示例王明"]
    assert as_listed(shown).by_rule == {ANNUAL: 1}
    publish(addition, actor=cast.hr, at=AT)
    after = evaluate_school(cast.school.id, YEAR_END)
    assert shown.after == after
    assert shown.before == before


def test_the_effect_of_a_row_is_that_of_the_day_from_which_it_counts(cast):
    give_default_decisions(cast.school)
    long = (date(2024, 1, 1), date(2024, 9, 30))
    practise(cast, cast.teacher_post, *long, venue=Venue.TRAINING_BASE)
    practise(cast, cast.colleague_post, *long)
    addition = enter(cast.school, entry(ROW), actor=cast.admin, at=AT)
    assert impact_of_addition(addition, YEAR_END).affected == ()
    (one,) = impact_of_addition(addition, date(2027, 1, 1)).affected
    assert one.member.name == "示例王明"
    assert one.difference.gate_turned


# Pages


def test_from_entry_to_the_page_of_a_verdict(app, cast):
    give_default_decisions(cast.school)
    practise(cast, cast.teacher_post)
    db.session.commit()
    admin, hr = sign_in(app, cast.admin), sign_in(app, cast.hr2)
    form = said(admin.get(f"/law/additions/rule?like={ANNUAL}"))
    assert 'value="2"' in form.split('id="number"')[1].split(">")[0]
    answer = post(admin, "/law/additions/rule", **FIELDS)
    assert answer.status_code == 302
    path = answer.location
    own = said(admin.get(path))
    assert "2026 年 1 月 1 日起代替第 1 版" in own
    assert "请等待另一位人事或管理员看过影响后公布" in own
    effect = said(hr.get(f"{path}/impact?as_of=2026-12-31&part=1"))
    assert "<b>1</b> 位的结果会改变" in effect
    assert "示例王明" in effect
    assert "<html" not in effect
    assert "回到这一条" in said(hr.get(f"{path}/impact"))
    shown = said(hr.get(path))
    assert "公布以后文字不再改动。它的生效日已到，公布后即按它判断，不能收回" in shown
    assert post(hr, f"{path}/publish", version=1).status_code == 302
    worksheet = said(hr.get(f"/standing/{cast.teacher_post.id}/{ANNUAL}/2026-01-01?as_of=2026-12-31"))
    assert "示例市职业学校教师企业实践办法》示例发〔2025〕9号" in worksheet
    assert "第 2 版" in worksheet
    earlier = said(hr.get(f"/standing/{cast.teacher_post.id}/{ANNUAL}/2025-01-01?as_of=2026-12-31"))
    assert "辽委办发〔2022〕13号" in earlier
    law = said(sign_in(app, cast.teacher).get("/law"))
    assert "本校录入：示例周人事于" in law
    assert "依据示例院发〔2026〕5号" in law
    assert "每年累计不少于两个月" in law
    assert "每年至少累计一个月" in law  # the version before stays to be read
    assert law.count('<details class="sheet law-part law-rule" open>') == 5  # what is in force
    assert law.count('<details class="sheet law-part law-rule">') == 1  # the draft
    assert "本校录入" not in said(sign_in(app, cast.other_teacher).get("/law"))
    assert hr.get(f"{path}/impact").status_code == 404


@time_machine.travel("2026-11-26 09:30+08:00")
def test_a_row_is_entered_and_its_ground_stands_on_the_worksheet(app, cast):
    admin, hr = sign_in(app, cast.admin), sign_in(app, cast.hr)
    form = said(admin.get("/law/additions/counting?venue=visit&host=enterprise"))
    assert 'selected value="visit"' in form
    assert 'selected value="general"' in form
    no = ROW_FIELDS | {"five_year": "no", "category": "general", "category_five_year": "no"}
    path = post(admin, "/law/additions/counting", **no).location
    assert "从 2027-01-01 起这样计" in said(admin.get(path))
    post(hr, f"{path}/publish", version=1)
    practise(cast, cast.teacher_post, venue=Venue.TRAINING_BASE)
    db.session.commit()
    sheet = f"/standing/{cast.teacher_post.id}/LN-2020-5Y6M/2021-01-01?as_of="
    assert "设在企业且有岗位的计入" in said(hr.get(f"{sheet}2027-01-01", follow_redirects=True))
    before = said(hr.get(f"{sheet}2026-12-31", follow_redirects=True))
    assert "设在企业的培训基地由学校裁定" in before
    law = said(hr.get("/law"))
    assert "2027 年 1 月 1 日起改为第 2 版" in law
    assert "<li>哪些实践计入 · 第 1 版：第 1 版，至 2026-12-31</li>" in law
    assert "<li>哪些实践计入 · 第 2 版：第 2 版，2027-01-01 起</li>" in law


def test_a_file_is_entered_and_a_wrong_one_is_shown_with_what_is_wrong(app, cast):
    client = sign_in(app, cast.admin)
    grounds = {"document": "示例院发〔2026〕5号", "reason": "示例理由"}

    def send(data):
        return post(client, "/law/additions/text", files=(BytesIO(data), "rule.toml"), **grounds)

    wrong = said(send(TWO_MONTHS.replace("version = 2", "version = 1").encode()))
    assert "version = 1：规则 LN-2022-1M 的这一版本已有" in wrong
    assert "示例市职业学校教师企业实践办法" in wrong  # what was in the file can be put right here
    assert "不是 UTF-8 编码的文本文件" in said(send("示例".encode("gb18030")))
    assert "请选择规则文件" in said(post(client, "/law/additions/text", text=" ", **grounds))
    assert send(b"\xef\xbb\xbf" + NEW_RULE.encode()).status_code == 302
    kept = db.session.scalars(select(LawAddition)).one()
    assert (kept.subject, kept.number, kept.effective_from) == ("SHILI-2026-2M", 1, date(2026, 1, 1))


@on_one_database
@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("number", "1", "规则 LN-2022-1M 的这一版本已有"),
        ("number", "x", "不是有效的整数"),
        ("number", "0", "应为 1 至 9999 的整数"),
        ("effective_from", "2022-07-14", "与规则 LN-2022-1M 第 1 版的日期重叠"),
        ("effective_from", "", "现行有效的文件须填写生效日"),
        ("effective_from", "2049-01-01", "离今天超过 3 年，请核对年份"),
        ("effective_to", "2025-01-01", "不能早于生效日"),
        ("document_number", "", "现行有效的文件须填写文号"),
        ("issued_on", "去年", "应写作 2022"),
        ("population", [], "请至少选一类教师"),
        ("systems", [], "请至少选一个系统"),
        ("window", "five_years", "与规则 LN-2022-1M 第 1 版的“年度”不同"),
        ("minimum_months", "", "请填写几个月"),
        ("minimum_months", "13", "应为 1 至 12 的整数"),
        ("title", "", "请填写文件名称"),
        ("reason", "", "请写明理由"),
        ("rule_id", "甲/乙", "应为字母、数字和连字符"),
    ],
)
def test_a_wrong_field_is_named_beside_it_and_nothing_typed_is_lost(app, cast, field, value, says):
    client = sign_in(app, cast.admin)
    answer = post(client, "/law/additions/rule", **FIELDS | {field: value})
    page = said(answer)
    assert answer.status_code == 200
    beside = page.split(f'id="{field}-error"')[1].split("</p>")[0]
    assert says in beside
    assert f"{field} =" not in page  # no word of the text's own
    assert "每年累计不少于两个月" in page
    assert db.session.scalars(select(LawAddition)).all() == []


def test_everything_wrong_in_a_form_is_said_at_once_in_the_order_of_the_page(app, cast):
    client = sign_in(app, cast.admin)
    wrong = {"title": "", "effective_from": "", "population": [], "rule_id": "新规 1", "reason": ""}
    page = said(post(client, "/law/additions/rule", **FIELDS | wrong))
    summary = page.split('id="error-summary"')[1].split("</ul>")[0]
    in_order = ("title", "population", "rule_id", "effective_from", "reason")
    at = [summary.index(f'href="#{name}"') for name in in_order]
    assert at == sorted(at)
    assert summary.count("<li>") == len(wrong)
    assert "约束哪些教师：请至少选一类教师" in summary
    for code in ("effective_from：", "population =", "id =", "缺少这个键"):
        assert code not in page


def test_a_draft_needs_neither_day_nor_number_and_a_duty_no_months(app, cast):
    client = sign_in(app, cast.admin)
    draft = FIELDS | {"rule_id": "SHILI-DRAFT", "number": "1", "status": "draft"}
    draft |= {"effective_from": "", "document_number": "", "issued_on": ""}
    assert post(client, "/law/additions/rule", **draft).status_code == 302
    duty = FIELDS | {"rule_id": "SHILI-DUTY", "number": "1", "window": "none"}
    assert "这里留空" in said(post(client, "/law/additions/rule", **duty))
    assert post(client, "/law/additions/rule", **duty | {"minimum_months": ""}).status_code == 302


def test_a_new_version_begins_from_the_newest_and_keeps_what_it_has_in_common(app, cast):
    make_addition(cast.admin, published_by=cast.hr)
    db.session.commit()
    client = sign_in(app, cast.admin)
    law = said(client.get("/law"))
    assert law.count(f'href="/law/additions/rule?like={ANNUAL}"') == 1
    form = said(client.get(f"/law/additions/rule?like={ANNUAL}"))
    assert 'value="3"' in form.split('id="number"')[1].split(">")[0]
    assert "readonly" in form.split('id="rule_id"')[1].split(">")[0]
    for field, kept in (("window", "year"), ("column", "annual"), ("status", "in_force")):
        (only,) = form.split(f'id="{field}"')[1].split("</select>")[0].split("<option")[1:]
        assert f'value="{kept}"' in only
    other = post(client, f"/law/additions/rule?like={ANNUAL}", **FIELDS | {"window": "five_years"})
    assert 'id="window-error"' in said(other)


def test_a_row_of_the_table_is_changed_from_where_it_stands(app, cast):
    address = "/law/additions/counting?venue=training_base&amp;host=enterprise"
    assert f'href="{address}"' in said(sign_in(app, cast.admin).get("/law"))
    assert "改这一行" not in said(sign_in(app, cast.hr).get("/law"))
    form = said(sign_in(app, cast.admin).get(address.replace("&amp;", "&")))
    assert 'selected value="training_base"' in form


def test_a_wrong_row_is_named_beside_its_field(app, cast):
    client = sign_in(app, cast.admin)
    page = said(post(client, "/law/additions/counting", **ROW_FIELDS | {"dated": "2026-11-22"}))
    assert "与第 1 版的日期重叠" in page.split('id="dated-error"')[1].split("</p>")[0]
    assert "设在企业且有岗位的计入" in page


def test_a_no_of_the_program_is_refused_at_the_field_and_before_publishing(app, cast):
    client = sign_in(app, cast.admin)
    virtual = ROW_FIELDS | {"venue": "virtual", "annual": "no"}
    page = said(post(client, "/law/additions/counting", **virtual))
    assert "学校不能改为“计入”" in page.split('id="five_year-error"')[1].split("</p>")[0]
    for_some = virtual | {"five_year": "no", "category": "general", "category_five_year": "no"}
    page = said(post(client, "/law/additions/counting", **for_some))
    assert "学校不能改为“计入”" in page.split('id="category_annual-error"')[1].split("</p>")[0]
    pasted = {"text": ROW.replace("training_base", "virtual"), "document": "示例", "reason": "示例"}
    assert "学校不能改为“计入”" in said(post(client, "/law/additions/text", **pasted))
    assert db.session.scalars(select(LawAddition)).all() == []


def test_a_decision_on_what_has_changed_is_refused_and_keeps_the_reason(app, cast):
    addition = make_addition(cast.admin)
    db.session.commit()
    path, client = PAGE.format(addition.id), sign_in(app, cast.hr)
    stale = post(client, f"{path}/refuse", version=9, reason="文号写错了，请核对")
    assert stale.status_code == 409
    assert "文号写错了，请核对" in said(stale)
    assert post(client, f"{path}/publish", version=9).status_code == 409
    empty = post(client, f"{path}/refuse", version=1, reason="")
    assert empty.status_code == 422
    assert "请写明原因" in said(empty)
    assert post(client, f"{path}/refuse", version=1, reason="文号写错了").status_code == 302
    assert "文号写错了" in said(client.get(path))
    assert post(client, f"{path}/publish", version=2).status_code == 409


def test_what_no_longer_fits_says_so_and_is_not_published(app, cast):
    first, second = (make_addition(cast.admin) for _ in range(2))
    db.session.commit()
    client, admin = sign_in(app, cast.hr), sign_in(app, cast.admin)
    post(client, f"{PAGE.format(first.id)}/publish", version=1)
    path = PAGE.format(second.id)
    assert "按现在的规定不能公布" in said(client.get(path))
    answer = client.post(
        f"{path}/publish", data={"version": 1, "csrf_token": token(client)}, follow_redirects=True
    )
    assert "没有公布：" in said(answer)
    assert post(admin, f"{path}/withdraw", version=1).status_code == 302
    listed = said(client.get("/law/additions"))
    assert "已公布" in listed
    assert "已撤回" in listed


def test_who_entered_is_refused_on_the_page_also_through_a_second_account(app, cast):
    addition = make_addition(cast.admin)
    second = make_account(cast.admin.person, Role.HR)
    other_admin = make_account(cast.hr2.person, Role.ADMIN)
    db.session.commit()
    for account in (cast.admin, second):
        client = sign_in(app, account)
        assert post(client, f"{PAGE.format(addition.id)}/publish", version=1).status_code == 403
    stranger = sign_in(app, other_admin)
    assert post(stranger, f"{PAGE.format(addition.id)}/withdraw", version=1).status_code == 403
    assert "请等待另一位人事或管理员公布" in said(sign_in(app, second).get(PAGE.format(addition.id)))
    db.session.refresh(addition)
    assert addition.state is AdditionState.ENTERED


def test_a_second_rule_of_the_year_is_shown_beside_the_first(app, cast):
    practise(cast, cast.teacher_post)
    publish(enter(cast.school, entry(NEW_RULE), actor=cast.admin, at=AT), actor=cast.hr, at=AT)
    db.session.commit()
    page = said(sign_in(app, cast.hr).get(f"/standing/{cast.teacher_post.id}?as_of=2026-12-31"))
    assert page.count("年度累计不少于 2 个月") >= 2
    assert page.index("年度累计不少于 1 个月") < page.index("年度累计不少于 2 个月")


def test_the_law_page_shows_what_has_ended_and_what_is_to_come(app, cast):
    ended = NEW_RULE.replace("2026-01-01", "2020-01-01").replace(
        "window", "effective_to = 2021-12-31\nwindow", 1
    )
    coming = NEW_RULE.replace("SHILI-2026-2M", "SHILI-2029").replace("2026-01-01", "2029-01-01")
    for text in (ended, coming, ROW, LATER_ROW):
        publish(enter(cast.school, entry(text), actor=cast.admin, at=AT), actor=cast.hr, at=AT)
    db.session.commit()
    page = said(sign_in(app, cast.admin).get("/law"))
    assert "已失效" in page
    assert "尚未到生效日" in page
    assert "录入新版本" in page
    assert "2028 年 1 月 1 日起改为第 3 版" in page


@pytest.mark.parametrize(("status", "own"), [("described", "仅见转述"), ("recalled", "尚未核对原文")])
def test_what_is_never_judged_is_not_offered_for_trying_out(app, cast, status, own):
    text = NEW_RULE.replace('"in_force"', f'"{status}"')
    publish(enter(cast.school, entry(text), actor=cast.admin, at=AT), actor=cast.hr, at=AT)
    db.session.commit()
    client = sign_in(app, cast.hr)
    gate = said(client.get("/school/decisions/gate"))
    assert re.search(rf'<input disabled[^>]* value="SHILI-2026-2M"> <span>{own}：', gate)
    assert gate.count("仅可测算：") == 2  # the draft of this edition, in the list and below it
    tried = said(client.get("/school/what-if"))
    assert "DD-DRAFT-5Y10M" in tried
    assert "SHILI-2026-2M" not in tried
    law = said(client.get("/law"))
    assert f"第 1 版，{own}" in law
    assert law.count("未生效，仅模拟") == said(sign_in(app, cast.other_hr).get("/law")).count(
        "未生效，仅模拟"
    )


def test_only_the_rows_that_read_otherwise_are_listed_as_changed():
    visit = load_law().countings[0]
    whole = next(row for row in visit.rows if row.host is None)
    one, other = (
        CountingRow(whole.venue, host, whole.cells, whole.by_category, whole.ground)
        for host in (Host.ENTERPRISE, Host.SCHOOL)
    )
    changed = replace(one, cells=dict.fromkeys(whole.cells, Cell.RULING), by_category={})
    law = joined(load_law(), [], [RowsFrom(2, date(2027, 1, 1), (changed, other))])
    assert len(law.countings[1].rows) > len(visit.rows)
    assert changed_rows(law, law.countings[1]) == [changed]


@pytest.mark.parametrize("day", ["2150-12-31", "2029-11-30"])
def test_a_day_far_ahead_is_refused(cast, day):
    with pytest.raises(StrictError, match="离今天超过 3 年"):
        enter(cast.school, entry(TWO_MONTHS.replace("2026-01-01", day)), actor=cast.admin, at=AT)


def test_a_text_that_cannot_be_read_any_more_takes_no_page_down(app, cast):
    give_default_decisions(cast.school)
    addition = make_addition(cast.admin, TWO_MONTHS.replace("year", "term"), published_by=cast.hr)
    same = make_addition(cast.admin, NEW_RULE, published_by=cast.hr, number=1, subject="SHILI-2026-2M")
    db.session.commit()
    client = sign_in(app, cast.hr)
    for path in ("/", "/law/additions", f"/standing/{cast.teacher_post.id}", "/law", "/school"):
        assert client.get(path).status_code == 200, path
    shown = said(client.get(f"/standing/{cast.teacher_post.id}"))
    assert "本校录入的一条规定没有采用：window = " in shown
    page = said(client.get(PAGE.format(addition.id)))
    assert "已公布，但没有采用" in page
    assert "window = &#34;term&#34;" in page
    assert "没有采用" not in said(client.get(PAGE.format(same.id)))


def test_a_second_undated_draft_of_one_id_has_no_effect_to_show_and_breaks_nothing(app, cast):
    draft = NEW_RULE.replace('"in_force"', '"draft"')
    draft = draft.replace("effective_from = 2026-01-01\neffective_from_assumed = false\n", "")
    first, second = (enter(cast.school, entry(draft), actor=cast.admin, at=AT) for _ in range(2))
    publish(first, actor=cast.hr, at=AT)
    db.session.commit()
    for part in ("", "?part=1"):
        answer = sign_in(app, cast.hr).get(f"{PAGE.format(second.id)}/impact{part}")
        assert answer.status_code == 200
        assert "没有可算的影响：" in said(answer)


def test_each_version_has_a_row_of_its_own_that_begins_with_its_months(app, cast):
    year = clock.today().year + 2
    coming = TWO_MONTHS.replace("2026-01-01", f"{year}-01-01")
    publish(enter(cast.school, entry(coming), actor=cast.admin, at=AT), actor=cast.hr, at=AT)
    db.session.commit()
    page = said(sign_in(app, cast.teacher).get("/law"))
    rows = page.split('id="timeline"')[1].split("<ul>")[1].split("</ul>")[0].split("</li>")
    first, second = (row for row in rows if "个月 · 年度" in row)
    assert "1 个月 · 年度 · 辽委办发〔2022〕13号：第 1 版，2022-07-14 起" in first
    assert f"至 {year - 1}-12-31" in first
    assert f"2 个月 · 年度 · 示例发〔2025〕9号：第 2 版，{year}-01-01 起" in second
    card = page.split(f'id="{ANNUAL}"')[1].split("</article>")[0]
    assert f"{year} 年 1 月 1 日起改为第 2 版：年度累计不少于 2 个月" in card


def test_the_law_page_keeps_drafts_apart_from_what_is_in_force(app, cast):
    page = said(sign_in(app, cast.teacher).get("/law"))
    in_force = page.split('<section id="rules"')[1].split("</section>")[0]
    drafts = page.split('<section id="drafts"')[1].split("</section>")[0]
    assert 'id="LN-2022-1M"' in in_force
    assert "DD-DRAFT-5Y10M" not in in_force
    assert 'id="DD-DRAFT-5Y10M"' in drafts
    assert 'href="#drafts"' in page


def test_a_new_rule_and_an_undated_draft_say_that_they_replace_nothing(app, cast):
    draft = NEW_RULE.replace('"in_force"', '"draft"')
    draft = draft.replace("effective_from = 2026-01-01\neffective_from_assumed = false\n", "")
    client = sign_in(app, cast.hr)
    for text in (NEW_RULE, draft):
        addition = enter(cast.school, entry(text), actor=cast.admin, at=AT)
        db.session.commit()
        assert "这是一条新的规则，不代替任何已有的规则" in said(client.get(PAGE.format(addition.id)))
    assert "未注明" in said(client.get("/law/additions"))


def test_a_teachers_rulings_name_the_rule_by_its_version_of_the_day(app, cast):
    make_ruling(cast.teacher_post, by=cast.hr)
    coming = TWO_MONTHS.replace("= 2026-01-01", "= 2031-01-01")
    make_addition(cast.admin, coming, published_by=cast.hr, effective_from=date(2031, 1, 1))
    db.session.commit()
    path = f"/standing/{cast.teacher_post.id}"
    client = sign_in(app, cast.hr)
    assert '<td data-label="要求">年度累计不少于 1 个月</td>' in client.get(path).text
    later = client.get(path, query_string={"as_of": "2031-06-01"}).text
    assert '<td data-label="要求">年度累计不少于 2 个月</td>' in later


@pytest.mark.parametrize(
    ("effective_from", "says"),
    [("2027-01-01", "生效日以前发现录错，可以由一人提出、另一人同意收回"), ("", "录错了，可以由一人提出")],
)
def test_before_publishing_it_is_said_whether_it_can_be_taken_back_and_a_title_stands_in_one_pair_of_marks(
    app, cast, effective_from, says
):
    data = {"rule_id": "SHILI-2027-1M", "number": "1", "title": "《示例市新办法》"}
    data |= {"effective_from": effective_from, "status": "in_force" if effective_from else "draft"}
    post(sign_in(app, cast.admin), "/law/additions/rule", **FIELDS | data)
    addition = db.session.scalars(select(LawAddition)).one()
    shown = said(sign_in(app, cast.hr).get(PAGE.format(addition.id)))
    assert f"公布以后文字不再改动。{says}" in shown
    assert "《示例市新办法》" in shown
    assert "《《" not in shown
