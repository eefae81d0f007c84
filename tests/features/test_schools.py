"""Starting a school, and what it decides for itself."""

from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError

from app.accounts.guards import NotAllowedError
from app.accounts.models import Account
from app.audit.models import AuditEvent
from app.domain.facts import Profile, ProfileFrom, SchoolLevel, System, Transition, WindowKind
from app.domain.gate import check_gating
from app.domain.roles import Role
from app.extensions import db
from app.policy.loader import load_law
from app.schools import operations
from app.schools.checks import DecisionError, Proposal
from app.schools.decision_operations import confirm
from app.schools.decision_operations import propose as propose_decision
from app.schools.models import DecisionKind, DecisionOrigin, Department, School, SchoolDecision
from app.schools.operations import NameTakenError, code_for_number
from app.schools.queries import decision_history, decisions, decisions_in_force, school_facts
from tests.builders import AT, make_account, make_person, make_school, sign_in, token
from tests.conftest import on_one_database

TODAY = date(2026, 11, 20)


def start(system=System.EDU, code="20001"):
    return operations.create_school(code, "示例第三职业学校", system, SchoolLevel.SECONDARY, at=AT)


def propose(kind, value, day=date(2026, 9, 1), **values):
    values = {"document": "示例院发〔2026〕1号", "reason": "示例理由"} | values
    if kind is DecisionKind.GATE:
        values.setdefault("transition", Transition.AS_OF)
    return Proposal(kind=kind, value=value, effective_from=day, **values)


def decide(school, proposal, *, actor, at):
    """One proposes, the administrator confirms."""
    decision = propose_decision(school, proposal, actor=actor, at=at)
    second = db.session.query(Account).filter_by(username="admin").one()
    second.school_id = school.id
    confirm(decision, actor=second, at=at)


def test_a_new_school_has_defaults_that_say_where_they_come_from(app):
    school = start()
    held = {row.kind: row for row in decisions(school.id)}
    assert {kind: row.value for kind, row in held.items()} == {
        "profile": "WD20", "year_basis": "calendar", "window": "rolling", "gate": "LN-2020-5Y6M",
        "notice_days": "working-5",
    }  # fmt: skip
    assert all(row.origin is DecisionOrigin.DEFAULT for row in held.values())
    assert "20.67" in held[DecisionKind.PROFILE].reason
    assert "辽政发〔2021〕2号为 10 个月" in held[DecisionKind.GATE].reason
    assert held[DecisionKind.GATE].effective_from == date(2020, 3, 2)
    check_gating(load_law(), school_facts(school.id, TODAY))


def test_a_school_of_the_labour_ministry_has_no_gate(app):
    assert school_facts(start(System.RENSHE).id, TODAY).gating == ()


def test_a_code_is_given_once(cast):
    with pytest.raises(NameTakenError, match=cast.school.code):
        start(code=cast.school.code)


def test_a_code_in_small_letters_is_the_same_code(app, cast):
    assert start(code="ab01").code == "AB01"
    with pytest.raises(NameTakenError, match="学校代码 AB01 已经有了"):
        start(code="Ab01")
    sent = {"name": cast.school.name, "version": cast.school.version}
    admin = sign_in(app, cast.admin)
    assert "学校代码 AB01 已经有了" in post(admin, "/school/profile", **sent, code="ab01").text
    assert post(admin, "/school/profile", **sent, code="cd02").status_code == 302
    db.session.expire_all()
    assert cast.school.code == "CD02"
    with pytest.raises(IntegrityError, match="code_in_capitals"):
        make_school(code="ef03")


def test_a_code_that_issued_numbers_begin_with_is_no_other_schools_again(app, cast):
    boss = make_account(make_person(cast.other_school, "示例外校管理"), Role.ADMIN)
    assert code_for_number(cast.school.id) == code_for_number(cast.school.id) == "10001"
    now_called = {"name": cast.school.name, "signatory": "", "seal_place": "", "actor": cast.admin, "at": AT}
    operations.update_profile(cast.school, code="20002", **now_called)
    operations.update_profile(cast.school, code="20003", **now_called)

    other, sent = sign_in(app, boss), {"name": "示例另一所学校", "version": cast.other_school.version}
    page = post(other, "/school/profile", **sent, code="10001").text
    assert "学校代码 10001 不能用：另一所学校已签发的编号以它开头" in page
    with pytest.raises(NameTakenError, match="已签发的编号"):
        start(code="10001")
    assert post(other, "/school/profile", **sent, code="20002").status_code == 302  # none was issued by it
    operations.update_profile(cast.school, code="10001", **now_called)
    assert cast.school.code == "10001"


def test_a_decision_holds_from_its_day_and_the_default_before(cast):
    school = start()
    cast.hr.school_id = school.id
    decide(school, propose(DecisionKind.PROFILE, "WD22"), actor=cast.hr, at=AT)
    facts = school_facts(school.id, TODAY)
    assert [entry.profile for entry in facts.profiles] == [Profile.WD20, Profile.WD22]
    assert facts.profiles[1] == ProfileFrom(Profile.WD22, date(2026, 9, 1))


def test_a_decision_of_the_same_day_supersedes_and_both_stay_in_the_history(cast):
    school = cast.school
    for value in ("WD22", "WD2175", "WD22"):
        decide(school, propose(DecisionKind.PROFILE, value), actor=cast.hr, at=AT)
    assert [row.value for row in decisions(school.id)] == ["WD22"]
    assert len(decision_history(school.id)) == 3


def test_rules_of_the_other_system_are_adopted_side_by_side(cast):
    cast.school.system = System.RENSHE
    for rule in ("LN-2020-5Y6M", "LN-2021-5Y10M"):
        decide(cast.school, propose(DecisionKind.ADOPTION, rule), actor=cast.hr, at=AT)
    held = decisions_in_force(cast.school.id, TODAY)[DecisionKind.ADOPTION]
    assert [row.value for row in held] == ["LN-2020-5Y6M", "LN-2021-5Y10M"]
    decide(cast.school, propose(DecisionKind.GATE, "LN-2020-5Y6M"), actor=cast.hr, at=AT)


@on_one_database
@pytest.mark.parametrize(
    ("kind", "value", "more", "field", "says"),
    [
        (DecisionKind.GATE, "DD-DRAFT-5Y10M", {}, "value", "DD-DRAFT-5Y10M.*讨论稿"),
        (DecisionKind.GATE, "RS-2022-PERIODIC", {}, "value", "RS-2022-PERIODIC.*没有规定数量"),
        (DecisionKind.GATE, "XX-1", {}, "value", "没有规则 XX-1"),
        (DecisionKind.GATE, "LN-2020-5Y6M", {"transition": None}, "transition", "请选择"),
        (DecisionKind.GATE, "LN-2021-5Y10M", {"day": date(2020, 1, 1)}, "effective_from", "更早的日子"),
        (DecisionKind.ADOPTION, "LN-2020-5Y6M", {}, "value", "本来就适用"),
        (DecisionKind.ADOPTION, "DD-DRAFT-5Y10M", {}, "value", "DD-DRAFT-5Y10M.*讨论稿"),
        (DecisionKind.ADOPTION, "XX-1", {}, "value", "没有规则 XX-1"),
        (DecisionKind.PROFILE, "WD99", {}, "value", "从列表中选择"),
        (DecisionKind.PROFILE, "WD22", {"document": ""}, "document", "文件"),
        (DecisionKind.PROFILE, "WD22", {"reason": ""}, "reason", "理由"),
        (DecisionKind.NOTICE_DAYS, "working-0", {}, "days", "1 至 30"),
        (DecisionKind.NOTICE_DAYS, "lunch-5", {}, "days", "1 至 30"),
        (DecisionKind.LIVE_FROM, "soon", {}, "value", "从列表中选择"),
        (DecisionKind.LIVE_FROM, "stop", {"day": date(2026, 12, 1)}, "effective_from", "不能晚于今天"),
        (DecisionKind.WINDOW, "fixed", {}, "cycle_start", "首个周期"),
        (DecisionKind.WINDOW, "fixed", {"cycle_start": date(2027, 1, 1)}, "cycle_start", "不能晚于"),
        (DecisionKind.WINDOW, "rolling", {"cycle_start": date(2021, 1, 1)}, "cycle_start", "只有固定"),
    ],
)
def test_a_decision_that_cannot_hold_is_refused_with_its_reason(cast, kind, value, more, field, says):
    with pytest.raises(DecisionError, match=says) as refused:
        decide(cast.school, propose(kind, value, **more), actor=cast.hr, at=AT)
    assert refused.value.field == field
    assert decisions(cast.school.id) == []


def test_fixed_cycles_know_their_first_day(cast):
    first = date(2021, 9, 1)
    decide(cast.school, propose(DecisionKind.WINDOW, "fixed", cycle_start=first), actor=cast.hr, at=AT)
    facts = school_facts(cast.school.id, TODAY)
    assert (facts.window, facts.cycle_start) == (WindowKind.FIXED, first)


@pytest.mark.parametrize("who", ["teacher", "head", "other_hr"])
def test_only_the_schools_own_office_decides(cast, who):
    with pytest.raises(NotAllowedError):
        decide(cast.school, propose(DecisionKind.PROFILE, "WD22"), actor=getattr(cast, who), at=AT)


def test_every_change_of_a_school_is_logged_once(cast):
    for _ in range(2):
        operations.update_profile(
            cast.school, name="示例新名", signatory="校长 示例某", seal_place="", actor=cast.admin, at=AT
        )
        operations.confirm_records_complete(cast.school, TODAY, actor=cast.hr, at=AT)
    db.session.flush()
    changes = [event.after for event in db.session.query(AuditEvent).order_by(AuditEvent.id)]
    assert changes == [
        {"name": "示例新名", "signatory": "校长 示例某"},
        {"records_complete_from": "2026-11-20"},
    ]


def test_a_department_name_is_given_once_in_a_school(cast):
    with pytest.raises(NameTakenError, match="信息系"):
        operations.add_department(cast.school, "信息系", actor=cast.hr, at=AT)
    with pytest.raises(NameTakenError, match="信息系"):
        operations.rename_department(cast.department, "信息系", actor=cast.hr, at=AT)
    operations.add_department(cast.other_school, "信息系", actor=cast.other_hr, at=AT)


# Pages


def post(client, path, **data):
    return client.post(path, data={**data, "csrf_token": token(client)})


PAGES = ("/school", "/school/profile", "/school/start", "/school/decisions/gate")


@pytest.mark.parametrize("page", PAGES)
def test_the_school_page_opens_to_the_office_only(app, cast, client, page):
    for who in ("hr", "admin"):
        assert sign_in(app, getattr(cast, who)).get(page).status_code == 200
    for who in ("teacher", "head"):
        assert sign_in(app, getattr(cast, who)).get(page).status_code == 403
    assert client.get(page).status_code == 302


def test_the_page_tells_each_default_and_its_origin(app, cast):
    school = start()
    cast.hr.school_id = school.id
    page = sign_in(app, cast.hr).get("/school").get_data(as_text=True)
    assert "系统的默认值，学校尚未发文" in page
    assert "每月按 20 个工作日，即 160 小时" in page
    assert "WD20" not in page
    assert "辽政发〔2020〕8号" in page
    assert "在确认之前，页面会写“此前记录未录入”，两种提醒" in page


def test_a_draft_posted_as_gate_is_refused_on_the_page_and_what_was_typed_stays(app, cast):
    client = sign_in(app, cast.hr)
    page = post(
        client, "/school/decisions/gate", value="DD-DRAFT-5Y10M", transition="as_of",
        effective_from="2026-09-01", document="示例院发〔2026〕1号", reason="这段理由要留住",
    ).get_data(as_text=True)  # fmt: skip
    assert "讨论稿" in page
    assert "这段理由要留住" in page
    assert db.session.query(SchoolDecision).count() == 0


def test_an_empty_form_says_what_is_missing(app, cast):
    page = post(sign_in(app, cast.hr), "/school/decisions/window", value="fixed").get_data(as_text=True)
    assert "请填写生效日" in page
    assert "请写明理由" in page


def test_an_unknown_kind_of_decision_is_not_found(app, cast):
    assert sign_in(app, cast.hr).get("/school/decisions/lunch").status_code == 404


def test_the_office_changes_the_school_on_the_page(app, cast):
    client = sign_in(app, cast.admin)
    post(client, "/school/profile", name="示例新名", signatory="校长 示例某", seal_place="（盖章）")
    post(client, "/school/start", records_complete_from="2026-12-01")
    school = db.session.get_one(School, cast.school.id, populate_existing=True)
    assert (school.name, school.signatory, school.records_complete_from) == (
        "示例新名", "校长 示例某", date(2026, 12, 1),
    )  # fmt: skip
    post(client, "/school/start", records_complete_from="")
    assert db.session.get_one(School, cast.school.id, populate_existing=True).records_complete_from is None


def test_departments_are_added_and_renamed_but_not_those_of_another_school(app, cast):
    client = sign_in(app, cast.hr)
    post(client, "/school/departments", name="汽车系")
    assert "已经有名为“汽车系”的系部" in post(client, "/school/departments", name="汽车系").get_data(
        as_text=True
    )
    nameless = post(client, "/school/departments", name="").text
    assert "请填写系部名称" in nameless
    assert 'name="version"' not in nameless  # else sent back empty, and refused without a word that helps
    post(client, f"/school/departments/{cast.department.id}", name="智能制造系")
    page = client.get("/school").get_data(as_text=True)
    assert "汽车系" in page
    assert "智能制造系" in page
    foreign = db.session.query(Department).filter_by(school_id=cast.other_school.id).one()
    assert client.get(f"/school/departments/{foreign.id}").status_code == 404
    assert post(client, f"/school/departments/{foreign.id}", name="改不了").status_code == 404
