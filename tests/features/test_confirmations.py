"""An enterprise's mentor answers by a link: what each sees and what follows."""

from datetime import date, timedelta

import pytest
import time_machine
import zxingcpp
from PIL import Image, ImageDraw
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app import clock
from app.audit.models import AuditEvent
from app.confirmations.wording import mailed
from app.domain.evidence import ConfirmationState, Grade
from app.domain.facts import RecordStatus as S
from app.extensions import db
from app.mail.models import Mail, MailStatus
from app.mail.smtp import send_one
from app.practice.proof import grade_of
from app.web.qr import QUIET_MODULES, qr_rows
from tests.builders import make_evidence, make_link, make_mail, make_record, sign_in, token
from tests.conftest import on_one_database
from tests.features.links import ask, events, fresh, link_of, link_on, press, rows, text

CORRECTION = {"first_day": "2026-07-06", "last_day": "2026-07-24", "half_hours": "8", "post": "设备维护"}


@pytest.fixture
def record(cast):
    made = make_record(cast.teacher_post, cast.site, by=cast.teacher, tasks="不给企业看的内容")
    make_evidence(made, by=cast.teacher, name="鉴定表原稿.pdf")
    db.session.commit()
    return made


# The school's page


def test_the_teacher_makes_a_link_with_code_and_message(app, cast, record):
    teacher = sign_in(app, cast.teacher)
    assert "请企业确认" in text(teacher.get(f"/records/{record.id}"))
    page = ask(teacher, record)
    link = link_on(page)
    assert "等待答复" in text(page)
    assert f"http://127.0.0.1:5000{link}</textarea>" in text(page)
    assert "示例陈师傅，您好！示例职业技术学院示例王明老师于 2026 年 7 月 6 日至 2026 年 7 月 31 日" in text(
        page
    )
    assert text(page).count('<svg class="qr"') == 1
    assert fresh(record).confirmation is ConfirmationState.ASKED
    (row,) = rows(record)
    assert row.expires_at - row.asked_at == timedelta(days=14)
    assert link.split("/")[-1] not in str(vars(row))
    assert link.split(".")[0].split("/")[-1] not in row.nonce_hash


def test_the_drawn_code_says_the_address():
    address = "http://127.0.0.1:5000/c/WzEyLCJhYmMiXQ.abcdefghijklmnop"
    lines = qr_rows(address)
    side, scale = len(lines) + 2 * QUIET_MODULES, 4
    image = Image.new("L", (side * scale, side * scale), 255)
    draw = ImageDraw.Draw(image)
    for number, runs in enumerate(lines):
        for first, length in runs:
            x, y = (first + QUIET_MODULES) * scale, (number + QUIET_MODULES) * scale
            draw.rectangle((x, y, x + length * scale - 1, y + scale - 1), fill=0)
    assert [code.text for code in zxingcpp.read_barcodes(image)] == [address]


def test_the_link_is_shown_only_where_it_was_made(app, cast, record):
    link_of(app, cast, record)
    page = text(sign_in(app, cast.teacher).get(f"/records/{record.id}/confirmation"))
    assert "/c/" not in page
    assert "系统不保存" in page


def test_hr_of_the_school_makes_one_too(app, cast, record):
    link = link_on(ask(sign_in(app, cast.hr2), record))
    assert press(app.test_client(), link, "confirm").status_code == 200
    (event,) = events(record, "record:confirmation_asked")
    assert event.actor_person_id == cast.hr2.person_id


def test_a_new_link_ends_the_earlier_one(app, cast, record, client):
    first, second = link_of(app, cast, record), link_of(app, cast, record)
    answer = client.get(first)
    assert answer.status_code == 410
    assert "请以最近收到的链接为准" in text(answer)
    assert client.get(second).status_code == 200

    with pytest.raises(IntegrityError):
        make_link(fresh(record), by=cast.teacher)
    db.session.rollback()


def test_it_can_be_withdrawn(app, cast, record, client):
    teacher = sign_in(app, cast.teacher)
    link = link_on(ask(teacher, record))
    path = f"/records/{record.id}/confirmation"
    form = {"csrf_token": token(teacher), "version": rows(record)[0].version}
    page = teacher.post(f"{path}/withdraw", data=form, follow_redirects=True)
    assert "已撤回" in text(page)
    assert fresh(record).confirmation is None
    assert client.get(link).status_code == 410
    again = teacher.post(f"{path}/withdraw", data=form)
    assert again.status_code == 409
    late = teacher.post(f"{path}/withdraw", data=form | {"version": rows(record)[0].version})
    assert late.status_code == 409
    assert "不能再撤回" in text(late)


@pytest.mark.parametrize(
    ("status", "says"),
    [(S.REJECTED, "已经驳回或撤销"), (S.REVOKED, "已经驳回或撤销"), (S.WITHDRAWN, "记录已撤回")],
)
def test_no_link_for_a_record_that_has_ended(app, cast, status, says):
    record = make_record(cast.teacher_post, cast.site, status=status, by=cast.teacher, reviewer=cast.head)
    teacher = sign_in(app, cast.teacher)
    assert says in text(teacher.get(f"/records/{record.id}/confirmation"))
    answer = ask(teacher, record)
    assert answer.status_code == 409
    assert says in text(answer)
    assert "示例陈师傅" in text(answer)
    assert rows(record) == []


def test_no_link_while_the_practice_lasts(app, cast):
    today = clock.today()
    record = make_record(cast.teacher_post, cast.site, today - timedelta(days=9), today, by=cast.teacher)
    assert "结束之后才能请企业确认" in text(ask(sign_in(app, cast.teacher), record))
    assert rows(record) == []


def test_no_link_for_an_approved_record_that_is_confirmed(app, cast):
    record = make_record(cast.teacher_post, cast.site, status=S.APPROVED, by=cast.teacher, reviewer=cast.head)
    assert press(app.test_client(), link_of(app, cast, record), "confirm").status_code == 200
    assert fresh(record).status is S.APPROVED
    assert ask(sign_in(app, cast.teacher), record).status_code == 409


def test_a_training_is_not_asked_about(app, cast):
    record = make_record(
        cast.teacher_post, cast.site, by=cast.teacher, kind="training", class_title="示例班", organiser="示例"
    )
    teacher = sign_in(app, cast.teacher)
    assert teacher.get(f"/records/{record.id}/confirmation").status_code == 404
    assert "请企业确认" not in text(teacher.get(f"/records/{record.id}"))


def test_what_is_typed_wrong_is_said_beside_it(app, cast, record):
    teacher = sign_in(app, cast.teacher)
    page = text(ask(teacher, record, mentor_name=" 　", mentor_email="没有"))
    assert "请填写企业指导人的姓名" in page
    assert "邮箱格式不对" in page
    assert 'value="车间主任"' in page
    own = text(ask(teacher, record, mentor_email=cast.colleague.person.email.upper()))
    assert "这是本校人员的邮箱" in own
    assert rows(record) == []


# Mail


def test_with_an_address_the_link_is_mailed_and_the_outbox_does_not_show_it(app, cast, record):
    link = link_of(app, cast, record, mentor_email="chen@example.com")
    mail = db.session.scalars(select(Mail)).one()
    assert (mail.person_id, mail.recipient, mail.school_id) == (None, "chen@example.com", cast.school.id)
    assert f"http://127.0.0.1:5000{link}" in mail.text
    assert "示例陈师傅，您好" in mail.text
    hr = sign_in(app, cast.hr)
    assert "chen@example.com" in text(hr.get("/mail"))
    page = text(hr.get(f"/mail/{mail.id}"))
    assert "校外收件人" in page
    assert "/c/" not in page
    assert sign_in(app, cast.teacher).get(f"/mail/{mail.id}").status_code == 404
    assert send_one(clock.now())
    assert db.session.get_one(Mail, mail.id, populate_existing=True).sent_at


@on_one_database
def test_nobody_is_told_that_a_mail_went_out_where_none_does(app, cast, record):
    teacher, path = sign_in(app, cast.teacher), f"/records/{record.id}/confirmation"
    assert "填了也不会发出" in text(teacher.get(path))
    page = text(ask(teacher, record, mentor_email="chen@example.com"))
    assert "没有发到 chen@example.com：系统还没有接通外发邮件，请您自己把链接发给对方" in page
    assert "已发出" not in page
    assert 'id="address"' in page


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (MailStatus.PENDING, "正在发往 a@example.com"),
        (MailStatus.SENT, "已发到 a@example.com"),
        (MailStatus.FAILED, "发到 a@example.com 没有成功，请核对邮箱，或自己把链接发给对方"),
        (MailStatus.CANCELLED, "没有发到 a@example.com：链接在邮件发出之前停用了"),
    ],
)
def test_what_became_of_a_mail_is_said_as_it_is(status, says):
    assert mailed("a@example.com", status, goes_out=True) == says


def test_the_mail_of_a_link_that_was_withdrawn_or_replaced_stays_here_and_says_no_link(app, cast, record):
    teacher = sign_in(app, cast.teacher)
    ask(teacher, record, mentor_email="chen@example.com")
    link = link_on(ask(teacher, record, mentor_email="chen@example.com"))
    first, second = mails()
    assert (first.status, second.status) == (MailStatus.CANCELLED, MailStatus.PENDING)
    assert link in second.text
    path = f"/records/{record.id}/confirmation"
    form = {"csrf_token": token(teacher), "version": rows(record)[-1].version}
    teacher.post(f"{path}/withdraw", data=form)
    assert {mail.status for mail in mails()} == {MailStatus.CANCELLED}
    assert not any("/c/" in mail.text + mail.html for mail in mails())
    assert not send_one(clock.now())


def test_a_link_that_is_out_is_kept_nowhere(app, cast, record):
    link = link_of(app, cast, record, mentor_email="chen@example.com")
    make_mail(cast.teacher.person)
    while send_one(clock.now()):
        pass
    mail, other = mails()
    assert mail.status is other.status is MailStatus.FILED
    assert link not in mail.text + mail.html
    assert "不再保留" in mail.text
    assert "示例正文" in other.text


def test_one_record_mails_five_links_a_day_and_any_number_are_passed_on_by_hand(app, cast, record):
    teacher = sign_in(app, cast.teacher)
    for _ in range(5):
        ask(teacher, record, mentor_email="chen@example.com")
    page = text(ask(teacher, record, mentor_email="chen@example.com"))
    assert "一天之内已经发过 5 封邮件" in page
    assert len(mails()) == 5
    link_on(ask(teacher, record))
    with time_machine.travel(clock.now() + timedelta(hours=25), tick=False):
        ask(sign_in(app, cast.teacher), record, mentor_email="chen@example.com")
    assert len(mails()) == 6


def mails():
    statement = select(Mail).order_by(Mail.id).execution_options(populate_existing=True)
    return db.session.scalars(statement).all()


def test_a_mail_needs_somebody_to_read_it(app, cast):
    with pytest.raises(IntegrityError):
        db.session.execute(
            Mail.__table__.insert().values(
                key="x", school_id=cast.school.id, kind="reminder", subject="x", text="x", html="x",
                status="pending", attempts=0, not_before=clock.now(), created_at=clock.now(), error="",
            )
        )  # fmt: skip
    db.session.rollback()


# The mentor's page


def test_the_mentor_sees_these_facts_and_nothing_else(app, cast, record, client):
    page = text(client.get(link_of(app, cast, record)))
    for shown in (
        "示例王明", "示例职业技术学院", "示例重工有限公司", "2026-07-06 至 2026-07-31", "法定工作日",
        "8 小时", "20 天，共 160 小时", "设备维护",
    ):  # fmt: skip
        assert shown in page
    for hidden in ("不给企业看的内容", "010001", "鉴定表原稿", "机电系", "p1@", f"/records/{record.id}"):
        assert hidden not in page


def test_the_mentor_sees_which_days_were_attended_and_no_empty_line(app, cast, client):
    record = make_record(
        cast.teacher_post, cast.site, date(2026, 7, 6), date(2026, 8, 14), by=cast.teacher, post="",
        absent=frozenset({date(2026, 7, 7)}), attended_rest_days=frozenset({date(2026, 7, 11)}),
    )  # fmt: skip
    page = text(client.get(link_of(app, cast, record)))
    for shown in (
        "<dt>缺勤</dt><dd>2026-07-07</dd>", "<dt>休息日出勤</dt><dd>2026-07-11</dd>",
        "2026 年 7 月</figcaption>", "2026 年 8 月</figcaption>", "出勤：6 日、8 日至 11 日、13 日至 17 日",
    ):  # fmt: skip
        assert shown in page
    assert "岗位</dt>" not in page
    plain = make_record(cast.colleague_post, cast.site, by=cast.colleague)
    page = text(client.get(link_on(ask(sign_in(app, cast.colleague), plain))))
    assert "缺勤" not in page
    assert "休息日出勤" not in page


def test_opening_it_changes_nothing(app, cast, record, client):
    link = link_of(app, cast, record)

    def state():
        logged = db.session.scalar(select(func.count()).select_from(AuditEvent))
        return fresh(record).version, rows(record)[0].version, fresh(record).confirmation, logged

    before = state()
    for _ in range(3):
        assert client.get(link).status_code == 200
        assert client.head(link).status_code == 200
        client.get(link, headers={"Sec-Purpose": "prefetch", "User-Agent": "MailScanner"})
    for step in ("confirm", "correct", "refuse"):
        assert client.get(f"{link}/{step}").location == link
        assert client.head(f"{link}/{step}").location == link
    assert state() == before


def test_confirming_lifts_the_grade_and_approves_nothing(app, cast, record, client):
    page = press(client, link_of(app, cast, record), "confirm")
    assert "已确认属实" in text(page)
    now = fresh(record)
    assert (now.confirmation, now.status) == (ConfirmationState.CONFIRMED, S.DRAFT)
    assert grade_of(now) is Grade.ENTERPRISE_CONFIRMED
    (event,) = events(record, "record:confirmation_confirmed")
    assert (event.actor_account_id, event.after["ip"], event.after["mentor"]) == (
        None,
        "127.0.0.1",
        "示例陈师傅",
    )
    assert db.session.scalars(select(Mail)).all() == []
    shown = text(sign_in(app, cast.teacher).get(f"/records/{record.id}"))
    assert "企业确认属实" in shown
    assert "经发给示例陈师傅的链接" in shown
    assert "127.0.0.1" not in shown
    assert "企业在线确认" in shown


def test_a_used_link_says_what_was_answered_and_when(app, cast, record, client):
    link = link_of(app, cast, record)
    press(client, link, "correct", **CORRECTION | {"half_hours": "4", "comment": "最后一周不在"})
    stranger = app.test_client()
    for answer in (
        stranger.get(link),
        press(stranger, link, "confirm"),
        press(stranger, link, "refuse", reason="改口了"),
    ):
        assert answer.status_code == 200
        assert "已提交更正" in text(answer)
        assert f"{clock.local(rows(record)[0].answered_at):%Y-%m-%d %H:%M}" in text(answer)
        assert "结束日期应为 2026-07-24；每天的时间应为 4 小时；说明：最后一周不在" in text(answer)
    assert "改口了" in text(press(stranger, link, "refuse", reason="改口了"))
    assert fresh(record).confirmation is ConfirmationState.CORRECTED
    assert len(events(record, "record:confirmation_corrected")) == 1


def test_a_correction_is_mailed_shown_and_taken_over_with_one_click(app, cast, record, client):
    record.absent = frozenset({date(2026, 7, 7), date(2026, 7, 30)})
    press(client, link_of(app, cast, record), "correct", **CORRECTION)
    mail = db.session.scalars(select(Mail)).one()
    assert mail.person_id == cast.teacher.person_id
    assert "企业作了更正" in mail.subject
    assert "结束日期应为 2026-07-24" in mail.text
    teacher = sign_in(app, cast.teacher)
    assert "企业有不同意见" in text(teacher.get("/"))
    assert "企业作了更正，请打开记录处理" in text(teacher.get("/records"))
    page = text(teacher.get(f"/records/{record.id}"))
    assert "按企业的更正修改" in page
    hr = sign_in(app, cast.hr)
    assert "按企业的更正修改" not in text(hr.get(f"/records/{record.id}"))
    form = text(teacher.get(f"/records/{record.id}/corrected"))
    assert "已按企业的更正填好" in form
    assert 'value="2026-07-24"' in form
    assert 'action="/records/' in form
    assert "2026-07-07" in form
    assert "2026-07-30" not in form
    saved = teacher.post(
        f"/records/{record.id}/edit",
        data={
            "csrf_token": token(teacher), "version": fresh(record).version, "site_id": cast.site.id,
            "first_day": "2026-07-06", "last_day": "2026-07-24", "pattern": "workdays", "half_hours": "4",
            "post": "设备维护", "tasks": "x", "absent": "2026-07-07",
        },
        follow_redirects=True,
    )  # fmt: skip
    assert "已保存" in text(saved)
    assert fresh(record).confirmation is None
    assert "企业有不同意见" not in text(teacher.get("/"))
    assert "企业确认作废" in text(saved)


def test_without_a_correction_there_is_nothing_to_take_over(app, cast, record):
    teacher = sign_in(app, cast.teacher)
    page = teacher.get(f"/records/{record.id}/corrected", follow_redirects=True)
    assert "没有等着您处理的更正" in text(page)


def test_a_record_in_review_is_withdrawn_first_and_the_desk_says_it(app, cast, client):
    record = make_record(cast.teacher_post, cast.site, status=S.ENDORSED, by=cast.teacher, reviewer=cast.head)
    link = link_of(app, cast, record)
    hr = sign_in(app, cast.hr)
    assert "已请示例陈师傅确认，等待答复" in text(hr.get(f"/reviews?record={record.id}"))
    press(client, link, "correct", **CORRECTION)
    teacher = sign_in(app, cast.teacher)
    assert "请先撤回这条记录" in text(teacher.get(f"/records/{record.id}"))
    assert teacher.get(f"/records/{record.id}/corrected").status_code == 409
    desk = text(hr.get(f"/reviews?record={record.id}"))
    assert "企业作了更正：结束日期应为 2026-07-24" in desk
    assert fresh(record).status is S.ENDORSED


def test_a_refusal_needs_a_reason_and_stays_visible_after_a_later_yes(app, cast, client):
    record = make_record(cast.teacher_post, cast.site, status=S.ENDORSED, by=cast.teacher, reviewer=cast.head)
    link = link_of(app, cast, record)
    empty = press(client, link, "refuse", reason=" 　")
    assert empty.status_code == 422
    assert "请写明为什么不能确认" in text(empty)
    press(client, link, "refuse", reason="没有来过这么久")
    hr = sign_in(app, cast.hr)
    assert "企业拒绝确认：没有来过这么久" in text(hr.get(f"/reviews?record={record.id}"))
    assert "没有来过这么久" in db.session.scalars(select(Mail)).one().text
    assert "请与企业核实" in text(sign_in(app, cast.teacher).get(f"/records/{record.id}"))
    press(client, link_of(app, cast, record), "confirm")
    assert "企业此前拒绝确认过 1 次" in text(hr.get(f"/reviews?record={record.id}"))


def test_an_answer_to_an_approved_record_changes_nothing_but_is_said(app, cast, client):
    record = make_record(cast.teacher_post, cast.site, status=S.APPROVED, by=cast.teacher, reviewer=cast.head)
    press(client, link_of(app, cast, record), "refuse", reason="不属实")
    assert fresh(record).status is S.APPROVED
    assert "是否撤销由人事处决定" in text(sign_in(app, cast.hr).get(f"/records/{record.id}"))
    assert "企业有不同意见" not in text(sign_in(app, cast.teacher).get("/"))


@on_one_database
@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"last_day": "2026-07-01"}, "结束日期早于开始日期"),
        ({"last_day": "2027-07-30"}, "结束日期还没有到"),
        ({"first_day": "2024-07-06"}, "一段实践最多 366 天"),
        ({"first_day": "1955-07-06"}, "开始日期太早了"),
        ({"first_day": "昨天"}, "日期应写成"),
        ({"half_hours": "9"}, "每天 0.5 到 8 小时"),
        ({"half_hours": ""}, "请填写每天的小时数"),
        ({"post": "长" * 61}, "最多 60 个字"),
        ({"comment": "长" * 501}, "最多 500 个字"),
    ],
)  # fmt: skip
def test_a_correction_that_cannot_be_is_said_beside_the_field_and_nothing_is_lost(
    app, cast, record, client, typed, says
):
    link = link_of(app, cast, record)
    answer = press(client, link, "correct", **CORRECTION | {"comment": "我写的说明"} | typed)
    assert answer.status_code == 422
    assert says in text(answer)
    assert typed.get("comment", "我写的说明") in text(answer)
    assert next(iter(typed.values())) in text(answer)
    assert '<details class="reason-action" open>' in text(answer)
    assert text(answer).index('id="error-summary"') < text(answer).index("需要核对的内容")
    assert fresh(record).confirmation is ConfirmationState.ASKED


def test_a_correction_without_a_change_is_asked_back(app, cast, record, client):
    same = CORRECTION | {"last_day": "2026-07-31", "half_hours": "8.0"}
    answer = press(client, link_of(app, cast, record), "correct", **same)
    assert text(answer).index("没有改动任何内容") < text(answer).index("需要核对的内容")
    said = press(client, link_of(app, cast, record), "correct", **same | {"comment": "请假两天"})
    assert "说明：请假两天" in text(said)
    assert rows(record)[-1].corrected == {}


# Asking once more


OTHER = {"mentor_name": "示例李主管"}


@pytest.fixture
def waiting(cast):
    return make_record(cast.teacher_post, cast.site, status=S.ENDORSED, by=cast.teacher, reviewer=cast.head)


def test_a_yes_holds_while_somebody_else_is_asked_and_when_nobody_answers(app, cast, waiting, client):
    press(client, link_of(app, cast, waiting), "confirm")
    link_of(app, cast, waiting, **OTHER)
    assert grade_of(fresh(waiting)) is Grade.ENTERPRISE_CONFIRMED
    hr, teacher = sign_in(app, cast.hr), sign_in(app, cast.teacher)
    desk, page = f"/reviews?record={waiting.id}", f"/records/{waiting.id}"
    for browser, path in ((hr, desk), (teacher, page)):
        shown = text(browser.get(path))
        assert f"示例陈师傅已于 {clock.today().year} 年" in shown
        assert "日确认属实；另请示例李主管确认，等待答复。" in shown
    assert "的答复仍然有效：企业已确认" in text(teacher.get(f"{page}/confirmation"))
    with time_machine.travel(clock.now() + timedelta(days=14, minutes=1), tick=False):
        for who, path in ((cast.hr, desk), (cast.teacher, page)):
            shown = text(sign_in(app, who).get(path))
            assert "日确认属实；另请示例李主管确认，链接已过期，没有答复。" in shown
    assert grade_of(fresh(waiting)) is Grade.ENTERPRISE_CONFIRMED


def test_a_correction_stays_to_be_taken_over_when_a_new_link_is_made_and_withdrawn(app, cast, record, client):
    press(client, link_of(app, cast, record), "correct", **CORRECTION)
    teacher, path = sign_in(app, cast.teacher), f"/records/{record.id}/confirmation"
    second = link_on(ask(teacher, record, **OTHER))
    assert "按企业的更正修改" in text(teacher.get(f"/records/{record.id}"))
    assert client.get(second).status_code == 200
    form = {"csrf_token": token(teacher), "version": rows(record)[-1].version}
    assert teacher.post(f"{path}/withdraw", data=form).status_code == 302
    assert fresh(record).confirmation is ConfirmationState.CORRECTED
    assert "企业作了更正，请打开记录处理" in text(teacher.get("/records"))
    page = text(teacher.get(f"/records/{record.id}"))
    assert "按企业的更正修改" in page
    assert "另请" not in page
    assert 'value="2026-07-24"' in text(teacher.get(f"/records/{record.id}/corrected"))


def test_the_new_answer_takes_the_place_of_the_old(app, cast, waiting, client):
    press(client, link_of(app, cast, waiting), "confirm")
    second = link_of(app, cast, waiting, **OTHER)
    press(client, second, "refuse", reason="时间不对")
    assert fresh(waiting).confirmation is ConfirmationState.REFUSED
    assert "企业拒绝确认：时间不对" in text(sign_in(app, cast.hr).get(f"/reviews?record={waiting.id}"))


def test_a_change_of_the_facts_ends_an_answer_and_the_link_beside_it(app, cast, record, client):
    press(client, link_of(app, cast, record), "confirm")
    second = link_of(app, cast, record, **OTHER)
    edit(app, cast, record, post="产线调试")
    edit(app, cast, record)
    assert fresh(record).confirmation is None
    assert client.get(second).status_code == 410


# Links that cannot be used


@on_one_database
@pytest.mark.parametrize("damage", ["", "x", "示例/确认", "{kept}x", "{cut}"])
def test_a_damaged_link_says_what_to_do_and_offers_no_sign_in(app, cast, record, client, damage):
    kept = link_of(app, cast, record).removeprefix("/c/")
    answer = client.get("/c/" + damage.format(kept=kept, cut=kept[:-4]))
    assert answer.status_code == 404
    page = text(answer)
    assert "链接不完整或已失效" in page
    assert "请从微信里重新点开。仍然打不开的，老师可能已经收回这件事" in page
    assert "/sign-in" not in page
    assert "回到首页" not in page
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_what_stands_behind_a_link_is_dropped(app, cast, record, client):
    link = link_of(app, cast, record)
    for caught in ("/", "/confirm", "/核对一下"):
        assert client.get(link + caught).location == link


def test_after_fourteen_days_it_has_run_out(app, cast, record, client):
    link = link_of(app, cast, record)
    with time_machine.travel(clock.now() + timedelta(days=14, minutes=1), tick=False):
        answer = press(client, link, "confirm")
        assert answer.status_code == 410
        assert "链接已过期" in text(answer)
        assert "示例王明" not in text(answer)
        page = text(sign_in(app, cast.teacher).get(f"/records/{record.id}/confirmation"))
        assert "已过期" in page
        page = text(sign_in(app, cast.teacher).get(f"/records/{record.id}"))
        assert "链接已过期，没有答复" in page
        assert "等待答复" not in page
        assert client.get(link_of(app, cast, record)).status_code == 200
        assert "等待答复" in text(sign_in(app, cast.teacher).get(f"/records/{record.id}"))
    assert fresh(record).confirmation is ConfirmationState.ASKED


@pytest.mark.parametrize(
    ("typed", "ends"),
    [
        ({"last_day": "2026-07-30"}, True),
        ({"absent": "2026-07-08"}, True),
        ({"attended_rest_days": "2026-07-11"}, True),
        ({"pattern": "daily"}, True),
        ({"half_hours": "4"}, True),
        ({"post": "产线调试"}, True),
        ({"tasks": "只是写得更清楚"}, False),
    ],
)  # fmt: skip
def test_a_later_change_of_the_facts_ends_the_link_and_takes_the_word_back(
    app, cast, record, client, typed, ends
):
    link = link_of(app, cast, record)
    edit(app, cast, record, **typed)
    assert client.get(link).status_code == (410 if ends else 200)
    answer = press(client, link, "correct", **CORRECTION | {"comment": "写了很久的说明"})
    if ends:
        assert "内容已有改动" in text(answer)
        assert "写了很久的说明" in text(answer)
        page = text(sign_in(app, cast.teacher).get(f"/records/{record.id}/confirmation"))
        assert "链接发出后，记录有改动" in page
    assert (fresh(record).confirmation is None) is ends


def test_facts_that_come_back_do_not_revive_the_link(app, cast, record, client):
    link = link_of(app, cast, record)
    edit(app, cast, record, post="产线调试")
    edit(app, cast, record)
    assert client.get(link).status_code == 410
    second = link_of(app, cast, record)
    press(client, second, "confirm")
    edit(app, cast, record, post="产线调试")
    assert grade_of(fresh(record)) is Grade.STAMPED_SCAN


def test_a_change_past_the_operations_is_found_by_comparing(app, cast, record, client):
    link = link_of(app, cast, record)
    fresh(record).half_hours = 8
    db.session.commit()
    assert client.get(link).status_code == 410


def test_a_record_taken_back_from_review_is_not_confirmed(app, cast, client):
    record = make_record(cast.teacher_post, cast.site, status=S.SUBMITTED, by=cast.teacher)
    link = link_of(app, cast, record)
    teacher = sign_in(app, cast.teacher)
    form = {"csrf_token": token(teacher), "version": fresh(record).version}
    assert teacher.post(f"/records/{record.id}/withdraw", data=form).status_code == 302
    answer = press(client, link, "confirm")
    assert answer.status_code == 410
    assert "现在不需要确认" in text(answer)


def edit(app, cast, record, **typed):
    """Save the record's form with these differences."""
    teacher = sign_in(app, cast.teacher)
    data = {
        "csrf_token": token(teacher), "version": fresh(record).version, "site_id": cast.site.id,
        "first_day": "2026-07-06", "last_day": "2026-07-31", "pattern": "workdays", "half_hours": "8",
        "post": "设备维护", "tasks": "x",
    } | typed  # fmt: skip
    assert teacher.post(f"/records/{record.id}/edit", data=data).status_code == 302
