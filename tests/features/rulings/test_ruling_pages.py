"""The pages of rulings: the queue, deciding, an exemption, one ruling, and where its number is printed."""

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.accounts.models import Account
from app.domain.facts import RecordStatus
from app.domain.questions import Answer, CellQuestion, LeaveQuestion, OverlapQuestion
from app.extensions import db
from app.recognition.frozen_verdict import FrozenVerdict, basis_of, freeze_verdict, from_json, to_json
from app.rulings.operations import exempt, revoke
from app.rulings.together_operations import decide_together
from app.standing.queries import evaluate_teacher
from app.teachers.models import Teacher
from app.teachers.queries import teacher_facts_of_school
from app.teachers.ruling_models import Ruling, RulingAnswer
from tests.builders import (
    AT,
    calendar_year,
    make_certificate,
    make_leave,
    make_proposal,
    make_ruling,
    sign_in,
    token,
)
from tests.conftest import on_one_database
from tests.features.ruling_cast import ANSWERS, GROUND, TODAY, at_a_base, decide, on_leave, picks, practised
from tests.meanwhile import meanwhile
from tests.papers import read_text

pytestmark = on_one_database


QUEUE, DECIDE = "/school/rulings", "/school/rulings/decide"
TYPED = {"document": "示例院人〔2026〕12号", "reason": "企业出具了岗位鉴定，情况属实"}


def post(client, path, **data):
    return client.post(path, data={**data, "csrf_token": token(client)})


def items(cast) -> list[str]:
    return [str(pick) for pick in picks(cast)]


def test_the_queue_says_what_why_and_what_each_answer_would_change(app, school):
    on_leave(school)
    at_a_base(school, school.colleague_post)
    at_a_base(school, school.hr_post)
    db.session.commit()
    hr = sign_in(app, school.hr)
    page = hr.get(QUEUE).text
    assert "2025 年是否豁免：年度累计不少于 1 个月（辽委办发〔2022〕13号）" in page
    assert "2025 年：0 / 160 小时，待裁定 → 已豁免" in page
    assert "年度规则写明实训基地实训可计；五年规则只写企业实践，设在企业的培训基地由学校裁定" in page
    assert "近五年：0 → 160 / 960 小时，未达标" in page
    assert page.count("您本人的，由另一位人事或学校管理员裁定") == 1
    assert page.count('type="checkbox"') == 2
    only = hr.get(f"{QUEUE}?kind=leave").text
    assert "是否豁免" in only
    assert "示例李华" not in only
    assert ">2 项待裁定</a>" in hr.get("/school/standing").text
    assert "项待裁定</a>" not in hr.get("/school/standing?as_of=2026-06-01").text
    assert "/school/rulings" not in sign_in(app, school.head).get("/school/standing").text


def test_the_queue_counts_working_days_as_the_desk_does(app, school, monkeypatch):
    at_a_base(school)
    db.session.commit()
    hr = sign_in(app, school.hr)
    assert "刚收到" in hr.get(QUEUE).text
    monkeypatch.setattr("app.clock.today", lambda: TODAY + timedelta(days=9))  # over two weekends
    assert "已等 5 个工作日" in hr.get(QUEUE).text


def test_one_is_decided_on_its_page_and_the_teacher_reads_it(app, school):
    record = at_a_base(school)
    db.session.commit()
    hr, (item,) = sign_in(app, school.hr), items(school)
    page = hr.get(f"{DECIDE}?item={item}").text
    assert "示例王明：是否计入五年要求" in page
    missing = post(hr, DECIDE, item=item)
    assert missing.status_code == 400
    for said in ("请选择如何裁定", "请填写文件或会议纪要的编号", "请写明理由，教师本人会看到"):
        assert said in missing.text
    answer = post(hr, DECIDE, item=item, cell="counts", **TYPED)
    assert answer.location == QUEUE
    assert "已裁定 1 项（涉及 4 份规定，编号 10001-CD-2026-0001 至 10001-CD-2026-0004）" in hr.get(QUEUE).text
    teacher = sign_in(app, school.teacher)
    ruling = teacher.get("/school/rulings/10001-CD-2026-0003").text
    assert TYPED["reason"] in ruling
    assert "撤销裁定" not in ruling
    standing = teacher.get(f"/standing/{school.teacher_post.id}").text
    assert 'href="/school/rulings/10001-CD-2026-0003"' in standing
    sheet = teacher.get(f"/standing/{school.teacher_post.id}/LN-2020-5Y6M/2021-11-21").text
    assert "裁定 10001-CD-2026-0003：计入" in sheet
    assert str(record.site.name) in sheet


def test_many_are_decided_together_and_the_summary_says_what_was_held_back(app, school):
    on_leave(school)
    for teacher in (school.teacher_post, school.colleague_post, school.hr_post):
        at_a_base(school, teacher)
    db.session.commit()
    asked = items(school)
    decide_together(
        [one for one in picks(school) if one.teacher_id == school.colleague_post.id],
        ANSWERS, GROUND, actor=school.hr2, at=AT,
    )  # fmt: skip
    db.session.commit()
    hr = sign_in(app, school.hr)
    page = hr.get(DECIDE, query_string={"item": asked}).text
    assert "2 项一起裁定" in page
    assert "1 项已有人裁定，或情况有了变化" in page
    assert "示例孙人事，是否计入五年要求：您本人的" in page
    post(hr, DECIDE, item=asked, cell="does_not_count", leave="exempt", **TYPED)
    done = hr.get(QUEUE).text
    assert "已裁定 2 项" in done
    assert "2 项留下：" in done
    assert "您本人的，或您录入的，由另一位人事或学校管理员裁定；已有人裁定" in done or "；您本人的" in done
    made = db.session.scalars(select(Ruling).where(Ruling.teacher_id == school.teacher_post.id)).all()
    assert {one.kind for one in made} == {RulingAnswer.EXEMPT, RulingAnswer.DOES_NOT_COUNT}
    assert {(one.document, one.reason) for one in made} == {tuple(TYPED.values())}


@pytest.mark.parametrize("number", [0, 201])
def test_too_few_or_too_many_are_turned_away_with_the_reason(app, school, number):
    hr = sign_in(app, school.hr)
    asked = [f"{n}.cell-1-annual" for n in range(1, number + 1)]
    said = "还没有勾选" if not number else "一次最多裁定 200 项，您勾选了 201 项"
    assert said in hr.get(DECIDE, query_string={"item": asked}).text
    answer = post(hr, DECIDE, item=asked, **TYPED)
    assert (answer.status_code, said in answer.text) == (400, True)


def test_what_was_decided_in_the_meantime_is_a_conflict_that_keeps_the_words(app, school):
    at_a_base(school)
    db.session.commit()
    hr, (item,) = sign_in(app, school.hr), items(school)
    sent = {"item": item, "cell": "counts", "csrf_token": token(hr)} | TYPED
    teacher_id, actor_id, asked = school.teacher_post.id, school.hr2.id, picks(school)
    with meanwhile(app, lambda: hr.post(DECIDE, data=sent)) as answers:
        actor = db.session.get_one(type(school.hr2), actor_id)
        decide_together(asked, ANSWERS, GROUND, actor=actor, at=AT)
    assert answers[0].status_code == 409
    assert TYPED["reason"] in answers[0].text
    assert db.session.query(Ruling).filter_by(teacher_id=teacher_id).count() == 4


def test_a_ruling_revoked_at_the_same_moment_is_a_conflict(app, school):
    ruling = make_ruling(school.teacher_post, by=school.hr)
    db.session.commit()
    hr, path = sign_in(app, school.hr), f"{QUEUE}/{ruling.number}"
    ruling_id, actor_id = ruling.id, school.hr2.id
    sent = {"version": ruling.version, "reason": "重新核对了当年的情况", "csrf_token": token(hr)}
    with meanwhile(app, lambda: hr.post(f"{path}/revoke", data=sent)) as answers:
        actor = db.session.get_one(type(school.hr2), actor_id)
        revoke(db.session.get_one(Ruling, ruling_id), "另一位", actor=actor, at=AT)
    assert answers[0].status_code == 409
    assert "重新核对了当年的情况" in answers[0].text
    assert db.session.get_one(Ruling, ruling_id).revoke_reason == "另一位"


def test_who_revokes_waits_for_whoever_decides_about_the_same_teacher(app, school):
    ruling = make_ruling(school.teacher_post, by=school.hr)
    db.session.commit()
    hr, teacher_id, actor_id = sign_in(app, school.hr), school.teacher_post.id, school.hr2.id
    sent = {"version": ruling.version, "reason": "重新核对", "csrf_token": token(hr)}
    path, seen = f"{QUEUE}/{ruling.number}/revoke", []

    def revoking():
        answer = hr.post(path, data=sent)
        with app.app_context():
            seen.append(db.session.query(Ruling).count())
        return answer

    with meanwhile(app, revoking):
        teacher, actor = db.session.get_one(Teacher, teacher_id), db.session.get_one(Account, actor_id)
        exempt(teacher, "LN-2022-1M", calendar_year(2024), GROUND, actor=actor, at=AT)
    assert seen == [2]
    assert ruling.revoked_at is not None


def test_hr_exempts_on_the_teachers_page(app, school):
    hr = sign_in(app, school.hr)
    path = f"{QUEUE}/exempt/{school.teacher_post.id}"
    assert path in hr.get(f"/standing/{school.teacher_post.id}").text
    assert path in hr.get(f"/people/{school.teacher_post.id}").text
    form = hr.get(path).text
    assert "五年（一直豁免到撤销）：五年累计不少于 6 个月（辽政发〔2020〕8号），现在未达标" in form
    assert "DD-DRAFT" not in form
    assert "请写明理由" in post(hr, path, what="LN-2022-1M:2024-01-01", document="示例").text
    post(hr, path, what="LN-2022-1M:2024-01-01", **TYPED)
    (ruling,) = db.session.scalars(select(Ruling)).all()
    assert (ruling.rule, ruling.year) == ("LN-2022-1M", calendar_year(2024))
    assert "LN-2022-1M:2024-01-01" not in hr.get(path).text
    own = hr.get(f"{QUEUE}/exempt/{school.hr_post.id}")
    assert (own.status_code, db.session.query(Ruling).count()) == (302, 1)


def test_a_ruling_is_revoked_on_its_page_and_what_rests_on_it_is_listed_at_once(app, school):
    for year in (2022, 2023, 2024, 2025):
        first = TODAY.replace(year=year, month=7, day=1)
        practised(school, first=first, last=first.replace(month=8, day=5))
    at_a_base(school)
    (made,) = decide(school).made
    found = evaluate_teacher(school.teacher_post.id, TODAY).evaluation
    assert found.gate.passes
    verdict = freeze_verdict(found, "LN-2020-5Y6M")
    proposal = make_proposal(
        school.teacher_post, by=school.hr, decided_by=school.hr2, verdict=to_json(verdict)
    )
    certificate = make_certificate(proposal)
    elsewhere = make_certificate(make_proposal(school.teacher_post, by=school.hr, decided_by=school.hr2))
    db.session.commit()
    hr, number = sign_in(app, school.hr), made[2].number
    page = hr.get(f"{QUEUE}/{number}").text
    assert f"推荐书 {certificate.number}</a>：当时的结论用到这份裁定" in page
    assert f"推荐书 {elsewhere.number}</a>：没有这份裁定，今天就不满足认定依据" in page
    assert f'裁定 <a href="{QUEUE}/{number}">{number}</a>' in hr.get(f"/recommendations/{proposal.id}").text
    empty = post(hr, f"{QUEUE}/{number}/revoke", version=made[2].version)
    assert (empty.status_code, "请写明撤销的原因" in empty.text) == (400, True)
    old = post(hr, f"{QUEUE}/{number}/revoke", version=99, reason="鉴定表上的章不是这家企业的")
    assert (old.status_code, "鉴定表上的章不是这家企业的" in old.text) == (409, True)
    post(hr, f"{QUEUE}/{number}/revoke", version=made[2].version, reason="章不符")
    page = hr.get(f"{QUEUE}/{number}").text
    assert "已撤销 4 份裁定" in page
    assert "请逐份核对是否仍然成立" in page
    assert f"推荐书 {certificate.number}</a>：当时的结论用到这份裁定" in page
    assert f"推荐书 {elsewhere.number}</a>" in page
    assert "确认撤销裁定" not in page
    assert len(items(school)) == 1


def test_a_recommendation_prints_the_ruling_on_which_counted_hours_rest(school):
    for year in (2022, 2023, 2024, 2025):
        first = TODAY.replace(year=year, month=7, day=1)
        practised(school, first=first, last=first.replace(month=8, day=5))
    record = at_a_base(school)
    (made,) = decide(school).made
    frozen = freeze_verdict(evaluate_teacher(school.teacher_post.id, TODAY).evaluation, "LN-2020-5Y6M")
    assert frozen.gate_line.ruling_of == {str(record.id): made[2].number}
    assert from_json(to_json(frozen)) == frozen
    assert f"其中160小时经学校裁定计入（裁定{made[2].number}）。" in basis_of(frozen).other_lines


def test_a_verdict_frozen_before_there_were_rulings_is_still_read(school):
    proposal = make_proposal(school.teacher_post, by=school.hr)
    stored = dict(proposal.verdict)
    for line in stored["lines"]:
        line.pop("decided")
    read = from_json(stored)
    assert isinstance(read, FrozenVerdict)
    assert read.gate_line.rulings == frozenset()


def test_the_number_is_in_the_table_for_spreadsheets_and_on_the_dossier(app, school):
    at_a_base(school)
    decide(school)
    exempt(school.teacher_post, "LN-2022-1M", calendar_year(2025), GROUND, actor=school.hr, at=AT)
    exempt(school.teacher_post, "LN-2021-5Y10M", None, GROUND, actor=school.hr, at=AT)
    refused = make_ruling(school.teacher_post, RulingAnswer.REFUSED, by=school.hr, year=2024)
    db.session.commit()
    hr = sign_in(app, school.hr)
    text = hr.get("/school/standing.csv").get_data().decode("utf-8-sig")
    (row,) = [one for one in csv.DictReader(io.StringIO(text)) if one["姓名"] == "示例王明"]
    assert row["裁定编号"] == "10001-CD-2026-0003"
    flat = read_text(hr.get(f"/standing/{school.teacher_post.id}/dossier.pdf").get_data())
    assert "裁定10001-CD-2026-0003：计入" in flat
    assert "（裁定10001-CD-2026-0005）" in flat
    assert "学校裁定（10001-CD-2026-0006）予以豁免" in flat
    page = hr.get(f"/standing/{school.teacher_post.id}").text
    assert refused.number in page
    assert "不予豁免" in page


def test_a_record_left_out_by_a_ruling_says_so_instead_of_the_law(app, school):
    at_a_base(school)
    decide(school, answers={CellQuestion: Answer.DOES_NOT_COUNT})
    db.session.commit()
    sheet = sign_in(app, school.hr).get(f"/standing/{school.teacher_post.id}/LN-2020-5Y6M/2021-11-21").text
    assert "不计入本规定（裁定 10001-CD-2026-0003：不计入）" in sheet


def test_others_cannot_read_a_ruling(app, school):
    ruling = make_ruling(school.teacher_post, by=school.hr)
    db.session.commit()
    for who in ("colleague", "head", "other_head", "other_hr", "other_teacher"):
        assert sign_in(app, getattr(school, who)).get(f"{QUEUE}/{ruling.number}").status_code == 404
    there = sign_in(app, school.other_hr)
    assert post(there, f"{QUEUE}/{ruling.number}/revoke", version=1, reason="示例").status_code == 404
    assert there.get(f"{QUEUE}/exempt/{school.teacher_post.id}").status_code == 404


def test_nobody_decides_or_revokes_their_own_by_the_page(app, school):
    at_a_base(school, school.hr_post)
    ruling = make_ruling(school.hr_post, by=school.hr2)
    db.session.commit()
    hr, (item,) = sign_in(app, school.hr), items(school)
    assert "您本人的，由另一位人事或学校管理员裁定" in hr.get(f"{DECIDE}?item={item}").text
    answer = post(hr, DECIDE, item=item, cell="counts", **TYPED)
    assert (answer.status_code, "您本人的" in answer.text) == (409, True)
    kept = post(hr, f"{QUEUE}/{ruling.number}/revoke", version=ruling.version, reason="示例")
    assert "请由另一位" in hr.get(kept.location).text
    db.session.expire_all()
    assert ruling.revoked_at is None
    assert db.session.query(Ruling).count() == 1


def test_who_entered_what_it_is_about_is_told_who_decides(app, school):
    at_a_base(school).entered_by_id = school.hr.id
    make_leave(school.colleague_post, by=school.hr)
    db.session.commit()
    hr, asked = sign_in(app, school.hr), items(school)
    names = "、".join(one.person.name for one in (school.admin, school.hr2))
    for page in (hr.get(QUEUE).text, hr.get(DECIDE, query_string={"item": asked}).text):
        assert page.count("您录入的，由另一位人事或学校管理员裁定：") == 2
        assert names in page or "、".join(reversed(names.split("、"))) in page
    answer = post(hr, DECIDE, item=asked, cell="counts", leave="exempt", **TYPED)
    assert (answer.status_code, "您录入的" in answer.text) == (409, True)
    assert "您录入的" not in sign_in(app, school.hr2).get(QUEUE).text


def test_the_first_page_counts_what_one_may_decide_and_says_since_when(app, school):
    record = at_a_base(school)
    record.entered_by_id, record.decided_at = school.hr2.id, clock.now() - timedelta(days=30)
    make_leave(school.colleague_post, by=school.admin)
    db.session.commit()
    for who in (school.hr2, school.admin):
        page = sign_in(app, who).get("/").text
        line = page.split('<a href="/school/rulings">待裁定</a>')[1].split("</li>")[0]
        assert ("最早的已等 2" in line) is (who is school.admin)  # the leave is of today
        assert "另有 1 项须由别人裁定" in line
        assert '<b class="num">1</b>' in line


def test_where_nobody_is_left_to_decide_the_page_says_so(app, school):
    at_a_base(school, school.hr_post).entered_by_id = school.hr2.id
    school.admin.active = False
    db.session.commit()
    for who, why in ((school.hr, "您本人的"), (school.hr2, "您录入的")):
        page = sign_in(app, who).get(QUEUE).text
        assert f"{why}，现在没有别人可以裁定：请学校管理员再给一位同事开设人事账号" in page


def test_who_entered_the_record_does_not_revoke_the_ruling_on_it(app, school):
    at_a_base(school).entered_by_id = school.hr.id
    ((ruling, *_),) = decide(school, actor=school.hr2).made
    db.session.commit()
    hr, path = sign_in(app, school.hr), f"{QUEUE}/{ruling.number}"
    assert "您录入的，由另一位人事或学校管理员撤销：" in hr.get(path).text
    kept = post(hr, f"{path}/revoke", version=ruling.version, reason="示例")
    assert "请由另一位" in hr.get(kept.location).text
    db.session.expire_all()
    assert ruling.revoked_at is None
    post(sign_in(app, school.hr2), f"{path}/revoke", version=ruling.version, reason="示例")
    db.session.expire_all()
    assert ruling.revoked_at is not None


def test_items_of_another_school_are_not_decided(app, school):
    at_a_base(school)
    db.session.commit()
    asked = items(school)
    answer = post(sign_in(app, school.other_hr), DECIDE, item=asked, cell="counts", **TYPED)
    assert answer.status_code == 409
    assert db.session.query(Ruling).count() == 0


def test_an_overlap_says_the_days_and_what_cannot_be_answered_before_a_ruling_is_revoked(app, school):
    record = at_a_base(school)
    ruled = [
        make_ruling(school.teacher_post, RulingAnswer.COUNTS, by=school.hr, rule=rule, record_id=record.id)
        for rule in ("CN-2016-5Y6M", "DD-DRAFT-5Y10M", "LN-2020-5Y6M", "LN-2021-5Y10M")
    ]
    practised(school, first=TODAY.replace(month=7, day=27), last=TODAY.replace(month=8, day=14))
    db.session.commit()
    hr = sign_in(app, school.hr)
    page = hr.get(QUEUE).text
    assert "两条全日记录有 5 天同日，哪一条算数" in page
    assert "7 月 27 日至 31 日两处都记为全日" in page
    assert f"不能这样裁定：裁定 {ruled[0].number} 说的不同，须先撤销" in page
    (item,) = items(school)
    refused = post(hr, DECIDE, item=item, overlap="first_falls", **TYPED)
    assert (refused.status_code, "须先撤销" in refused.text or "请先撤销" in refused.text) == (409, True)
    post(hr, DECIDE, item=[item, "x.y", "9" * 30], overlap="second_falls", **TYPED)
    page = hr.get(QUEUE).text
    assert "同日重叠，不计入" in page
    assert items(school) == []


def test_a_record_left_out_for_another_counts_again_once_the_other_has_fallen(app, school):
    first = practised(school)
    second = practised(school, first=TODAY.replace(month=7, day=27), last=TODAY.replace(month=8, day=14))
    ((ruling, *_),) = decide(school, answers={OverlapQuestion: Answer.SECOND_FALLS}).made
    db.session.commit()
    hr, path = sign_in(app, school.hr), f"{QUEUE}/{ruling.number}"
    assert "暂不起作用" not in hr.get(path).text
    credited = [one.record_id for one in _annual(school).records]
    assert credited == [str(first.id)]
    _fall(first, school)
    assert [one.record_id for one in _annual(school).records] == [str(second.id)]
    assert teacher_facts_of_school(school.school.id)[school.teacher_post.id].rulings == ()
    assert "这份裁定暂不起作用：同日的另一条记录现在没有通过" in hr.get(path).text
    assert "（暂不起作用）" in hr.get(f"/standing/{school.teacher_post.id}").text
    third = practised(school, first=second.first_day, last=second.last_day)
    db.session.commit()
    page, (item,) = hr.get(QUEUE).text, items(school)
    assert f"不能这样裁定：裁定 {ruling.number} 说的不同，须先撤销" in page
    refused = post(hr, DECIDE, item=item, overlap="first_falls", **TYPED)
    assert (refused.status_code, "请先撤销那一份" in refused.text) == (409, True)
    assert third.id > second.id


def _annual(school):
    found = evaluate_teacher(school.teacher_post.id, TODAY).evaluation.verdicts
    return [one for one in found if one.rule.id == "LN-2022-1M"][-1]


def _fall(record, school):
    reviewer = school.hr2.id
    record.revoked_by_id, record.revoked_at = reviewer, AT
    record.status, record.reason = RecordStatus.REVOKED, "章不符"
    db.session.commit()


def test_an_exemption_granted_at_the_same_moment_is_a_conflict_that_keeps_the_words(app, school):
    hr, teacher_id, actor_id = sign_in(app, school.hr), school.teacher_post.id, school.hr2.id
    sent = {"what": "LN-2022-1M:2025-01-01", "csrf_token": token(hr)} | TYPED
    path = f"{QUEUE}/exempt/{teacher_id}"
    with meanwhile(app, lambda: hr.post(path, data=sent)) as answers:
        teacher, actor = db.session.get_one(Teacher, teacher_id), db.session.get_one(Account, actor_id)
        exempt(teacher, "LN-2022-1M", calendar_year(2025), GROUND, actor=actor, at=AT)
    on_sqlite = db.engine.dialect.name == "sqlite"  # there the request reads afterwards
    assert answers[0].status_code == (200 if on_sqlite else 409)
    assert TYPED["reason"] in answers[0].text
    assert on_sqlite or "这项要求已有裁定 10001-CD-2026-0001" in answers[0].text
    assert db.session.query(Ruling).count() == 1


def test_a_pair_that_both_stand_and_a_refusal_are_told_in_words(app, school):
    on_leave(school)
    practised(school)
    practised(school, first=TODAY.replace(month=7, day=27), last=TODAY.replace(month=8, day=14))
    decide(school, answers={OverlapQuestion: Answer.STANDS, LeaveQuestion: Answer.REFUSED})
    db.session.commit()
    teacher = sign_in(app, school.teacher)
    told = [teacher.get(f"{QUEUE}/10001-CD-2026-{n:04d}").text for n in (1, 2)]
    assert any("同日重叠：两条都保留，同一天最多计 8 小时" in one for one in told)
    assert any("不予豁免，这一年仍按没有完成对待" in one for one in told)
