"""The filled button of a record's page is the next step, and what cannot be undone asks first."""

import re
from datetime import timedelta

import pytest

from app import clock
from app.domain.evidence import ConfirmationState
from app.domain.facts import RecordStatus as S
from app.domain.workflow import Action
from app.extensions import db
from app.practice.draft_operations import record_step
from app.practice.operations import act
from tests.builders import AT, make_evidence, make_leave, make_record, sign_in
from tests.features.links import text

FILLED = re.compile(r'class="btn *"[^>]*>\s*([^<]+?)\s*<')
QUESTION = re.compile(r'<details class="reason-action confirm-action.*?</details>', re.DOTALL)


@pytest.fixture
def record(cast):
    return make_record(cast.teacher_post, cast.site, by=cast.teacher)


@pytest.fixture
def shown(app, cast, record):
    """The page as somebody sees it, and the filled buttons of what it is about."""

    def look(who=cast.teacher):
        db.session.commit()
        page = text(sign_in(app, who).get(f"/records/{record.id}"))
        main = page.split("<main")[1].split("</main>")[0]
        return main, [label for label in FILLED.findall(main) if label != "退出登录"]

    return look


def test_without_a_file_it_is_the_upload_and_nothing_can_be_handed_in(shown, record):
    page, filled = shown()
    assert filled == ["上传"]
    assert f"/records/{record.id}/submit" not in page


def test_with_a_file_it_is_to_hand_in(shown, cast, record):
    make_evidence(record, by=cast.teacher)
    assert shown()[1] == ["提交"]


def test_while_it_goes_on_there_is_nothing_to_hand_in(shown, cast, record):
    make_evidence(record, by=cast.teacher)
    record.last_day = clock.today() + timedelta(days=1)
    page, filled = shown()
    assert filled == []
    assert f"/records/{record.id}/submit" not in page


def test_an_answer_of_the_enterprise_comes_before_handing_in(shown, cast, record):
    make_evidence(record, by=cast.teacher)
    record.confirmation = ConfirmationState.CORRECTED
    page, filled = shown()
    assert filled == ["按企业的更正修改"]
    assert "企业有不同意见，请先处理" in page
    assert f"/records/{record.id}/submit" in page  # the teacher may see it differently
    record.confirmation = ConfirmationState.REFUSED
    assert shown()[1] == ["修改"]


def test_sent_back_it_is_changed_first_and_then_handed_in_again(shown, cast, record):
    evidence = make_evidence(record, by=cast.teacher)
    act(record, Action.SUBMIT, actor=cast.teacher, at=AT)
    act(record, Action.RETURN, actor=cast.head, at=AT, reason="岗位与专业不符")
    page, filled = shown()
    assert filled == ["修改"]
    assert "重新提交" in page
    record.confirmation = ConfirmationState.CORRECTED
    page, filled = shown()
    assert filled == ["按企业的更正修改"]
    assert "已退回；企业有不同意见，请先处理" in page
    record.confirmation = None
    make_evidence(record, by=cast.teacher, name="补充说明.pdf")
    assert evidence in record.evidence
    record_step("record:edit", record, cast.teacher, AT, after={"post": "设备维护"})
    assert shown()[1] == ["重新提交"]


def test_hr_reads_of_an_approved_record_what_hr_can_do(app, cast):
    record = make_record(cast.teacher_post, cast.site, by=cast.teacher, status=S.APPROVED, reviewer=cast.head)
    db.session.commit()
    path = f"/records/{record.id}"
    assert "如需更正，可撤销这条记录。" in text(sign_in(app, cast.hr).get(path))
    assert "请联系人事处撤销后" in text(sign_in(app, cast.teacher).get(path))


def test_taking_out_a_file_asks_first_and_stands_apart(shown, cast, record):
    evidence = make_evidence(record, by=cast.teacher, name="企业实践鉴定表.jpg")
    page, _ = shown()
    (question,) = (one for one in QUESTION.findall(page) if "移除" in one)
    assert "移除“企业实践鉴定表.jpg”？" in question
    assert f'action="/evidence/{evidence.id}/remove"' in question
    assert page.count(f"/evidence/{evidence.id}/remove") == 1
    assert page.index("改为没有公章") < page.index("预览不了") < page.index(question)


def test_taking_out_a_leave_asks_first_on_its_own_page(app, cast):
    leave = make_leave(cast.teacher_post, by=cast.hr)
    db.session.commit()
    hr = sign_in(app, cast.hr)
    assert f"/people/leaves/{leave.id}/remove" not in text(hr.get(f"/people/{cast.teacher_post.person_id}"))
    (question,) = QUESTION.findall(text(hr.get(f"/people/leaves/{leave.id}")))
    assert f'action="/people/leaves/{leave.id}/remove"' in question
    assert "的离岗？" in question
