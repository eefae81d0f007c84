"""A teacher writes down practice and training: pages, messages, files, and what strangers see."""

import io
from datetime import date

import pytest
from sqlalchemy import func, select

from app.audit.models import AuditEvent
from app.domain.facts import Host, RecordStatus, Venue
from app.domain.sites import SiteKind
from app.domain.workflow import EDITABLE
from app.extensions import db
from app.practice.fact_queries import records_by_teacher, records_of
from app.practice.models import Evidence, PatternKind, PracticeRecord, RecordKind
from app.venues.models import Site
from tests.builders import make_evidence, make_record, make_site, sign_in, token
from tests.conftest import on_one_database
from tests.samples import image, pdf, picture_bomb

pytestmark = on_one_database


TYPED = {
    "first_day": "2026-07-06", "last_day": "2026-07-31", "pattern": "workdays", "half_hours": "8",
    "post": "设备维护岗", "tasks": "参加示例产线的调试",
}  # fmt: skip


def upload(*files):
    return [(io.BytesIO(data), name) for name, data in files]


def write(client, path="/records/new", **values):
    data = TYPED | {"csrf_token": token(client)} | values
    return client.post(path, data=data, content_type="multipart/form-data", follow_redirects=True)


def press(client, record, button, **values):
    path = f"/records/{record.id}/{button}"
    data = {"csrf_token": token(client), "version": record.version} | values
    return client.post(path, data=data, follow_redirects=True)


def the_record() -> PracticeRecord:
    db.session.expire_all()
    return db.session.scalars(select(PracticeRecord)).one()


def count(table) -> int:
    return db.session.scalar(select(func.count()).select_from(table))


def text(answer) -> str:
    return answer.get_data(as_text=True)


def test_a_teacher_writes_down_practice_with_a_file_and_submits_it(app, cast):
    client = sign_in(app, cast.teacher)
    page = text(write(client, site_id=cast.site.id, files=upload(("鉴定表.pdf", pdf()))))
    assert "已存为草稿" in page
    record = the_record()
    assert (record.venue, record.host, record.half_hours) == (Venue.ENTERPRISE_POST, Host.ENTERPRISE, 16)
    assert (record.first_day, record.last_day) == (date(2026, 7, 6), date(2026, 7, 31))
    assert [item.name for item in record.evidence] == ["鉴定表.pdf"]
    assert "20 天，共" in page
    assert "160" in page
    page = text(press(client, record, "submit"))
    assert "等待机电系负责人示例赵主任初审" in page
    assert the_record().status is RecordStatus.SUBMITTED


def test_a_training_record_keeps_its_class_and_shows_its_hours_unconverted(app, cast):
    client = sign_in(app, cast.teacher)
    site = make_site(cast.school, "示例培训基地", kind=SiteKind.TRAINING_BASE, host=Host.SCHOOL)
    page = text(
        write(
            client, "/records/new?kind=training", site_id=site.id, class_title="双师能力提升班",
            organiser="示例教育厅", certificate_number="证 001", training_hours="48",
        )
    )  # fmt: skip
    record = the_record()
    assert (record.kind, record.venue, record.host) == (
        RecordKind.TRAINING, Venue.TRAINING_BASE, Host.SCHOOL,
    )  # fmt: skip
    assert "48 学时（照证书记载，不折算）" in page
    assert "双师能力提升班" in page


def test_three_weekdays_with_absences_and_rest_days_are_kept(app, cast):
    client = sign_in(app, cast.teacher)
    write(
        client, site_id=cast.site.id, pattern="weekdays", weekdays=["3", "1"], half_hours="3.5",
        absent="2026-07-08\n2026年7月13日", attended_rest_days="2026/7/11， 2026.7.12",
    )  # fmt: skip
    record = the_record()
    assert (record.pattern, record.weekdays, record.half_hours) == (PatternKind.WEEKDAYS, "13", 7)
    assert record.absent == {date(2026, 7, 8), date(2026, 7, 13)}
    assert record.attended_rest_days == {date(2026, 7, 11), date(2026, 7, 12)}
    page = text(client.get(f"/records/{record.id}/edit"))
    assert "2026-07-08\n2026-07-13" in page
    assert 'value="3.5"' in page


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"last_day": "2026-07-05"}, "结束日期早于开始日期"),
        ({"first_day": "2025-07-30"}, "一段最多 366 天"),
        ({"first_day": "2028-07-06", "last_day": "2028-07-31"}, "在一年以后"),
        ({"first_day": "1926-07-06", "last_day": "1926-07-31"}, "太早"),
        ({"first_day": "2026-02-30"}, "日期应写成"),
        ({"first_day": ""}, "请填写开始日期"),
        ({"half_hours": "0"}, "每天 0.5 到 8 小时"),
        ({"half_hours": "8.5"}, "每天 0.5 到 8 小时"),
        ({"half_hours": "-1"}, "每天 0.5 到 8 小时"),
        ({"half_hours": "1.25"}, "以半小时为单位"),
        ({"half_hours": "nan"}, "每天 0.5 到 8 小时"),
        ({"half_hours": "1e999999"}, "每天 0.5 到 8 小时"),
        ({"half_hours": "八"}, "小时数应是"),
        ({"half_hours": ""}, "请填写每天的小时数"),
        ({"absent": "2026-08-03"}, "2026-08-03 不在起止日期之间"),
        ({"attended_rest_days": "2026-07-05"}, "2026-07-05 不在起止日期之间"),
        ({"absent": "2026-07-08, 上周五"}, "“上周五”不是日期"),
        ({"absent": "甲 乙 丙 丁"}, "“甲、乙、丙”等 4 处不是日期"),
        ({"absent": "2026-07-11", "attended_rest_days": "2026-07-11"}, "既写了缺勤又写了出勤"),
        ({"pattern": "weekdays"}, "请勾选每周去的是哪几天"),
        ({"weekdays": ["9"], "pattern": "weekdays"}, "field-error"),
        ({"pattern": "moonlight"}, "field-error"),
        ({"venue": "station"}, "在名录里是企业，形式可以是"),
        ({"venue": "moon"}, "field-error"),
        ({"tasks": " 　"}, "请写一写做了什么"),
        ({"tasks": "长" * 4001}, "最多 4000 个字"),
        ({"site_id": ""}, "请选择实践单位"),
        ({"site_id": "999999"}, "名单里没有这个单位"),
        ({"site_id": "abc"}, "名单里没有这个单位"),
        ({"enterprise": "示例新企业"}, "请不要再填写企业名称"),
        ({"site_id": "", "enterprise": "示例新企业", "credit_code": "123"}, "应为 18 位，现在是 3 位"),
        ({"site_id": "", "credit_code": "91350100M000100Y43"}, "一并填写企业全称"),
        ({"site_id": "", "enterprise": "示例新企业", "venue": "station"}, "在名录里是企业"),
    ],
)
def test_bad_input_gets_a_message_by_the_field_and_nothing_is_lost_or_half_written(app, cast, values, says):
    client = sign_in(app, cast.teacher)
    kept = {"post": "保留的岗位"} | {"site_id": cast.site.id} | values
    answer = write(client, **kept, files=upload(("鉴定表.pdf", pdf())))
    page = text(answer)
    assert answer.status_code == 200
    assert says in page
    assert "保留的岗位" in page
    assert "参加示例产线的调试" in page or "tasks" in values
    for name, value in values.items():
        if name not in {"weekdays", "pattern", "venue", "site_id", "tasks"}:
            assert str(value) in page, name
    assert count(PracticeRecord) == count(Evidence) == 0
    assert count(Site) == 1
    assert not db.session.scalars(select(AuditEvent).where(AuditEvent.subject != "account")).all()


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"class_title": ""}, "请填写培训班名称"),
        ({"organiser": " "}, "请填写主办单位"),
        ({"training_hours": "0"}, "学时应为正整数"),
        ({"training_hours": "-8"}, "学时应为正整数"),
        ({"training_hours": "很多"}, "field-error"),
    ],
)
def test_a_training_record_asks_for_its_class(app, cast, values, says):
    client = sign_in(app, cast.teacher)
    typed = {"class_title": "示例班", "organiser": "示例主办", "site_id": cast.site.id} | values
    assert says in text(write(client, "/records/new?kind=training", **typed))
    assert count(PracticeRecord) == 0


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("程序.pdf", b"MZ\x90\x00" + b"\0" * 99, "这不是"),
        ("页面.png", b"<!doctype html><script>1</script>", "这不是"),
        ("图.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "这不是"),
        ("鉴定表.png", pdf(), "内容却是 PDF"),
        ("加密.pdf", pdf(password="mima"), "密码"),
        ("炸弹.png", picture_bomb(), "像素太多"),
        ("大.pdf", b"%PDF-" + b"\0" * (21 * 1024 * 1024), "超过 20 MB"),
        ("空.pdf", b"", "空的"),
    ],
)
def test_a_bad_file_is_named_and_the_record_and_the_good_file_are_kept(app, cast, name, data, says):
    client = sign_in(app, cast.teacher)
    page = text(write(client, site_id=cast.site.id, files=upload((name, data), ("照片.jpg", image("JPEG")))))
    assert says in page
    assert f"“{name}”没有保存" in page
    assert [item.name for item in the_record().evidence] == ["照片.jpg"]


def test_a_draft_sent_twice_is_one_draft(app, cast):
    client = sign_in(app, cast.teacher)
    first, second = (
        text(write(client, site_id=cast.site.id, files=upload(("鉴定表.pdf", pdf())))) for _ in range(2)
    )
    assert len(the_record().evidence) == 1
    assert "已存为草稿" in first
    assert "同样内容的草稿已经存过，没有再存一份" in second
    assert "已存为草稿" not in second
    assert "没有保存" not in second


def test_a_form_sent_again_after_it_was_handed_in_leads_to_what_there_is(app, cast):
    client = sign_in(app, cast.teacher)
    sent = {"site_id": cast.site.id, "files": upload(("鉴定表.pdf", pdf()))}
    write(client, **sent)
    press(client, the_record(), "submit")
    again = text(write(client, **sent | {"files": upload(("鉴定表.pdf", pdf()))}))
    assert "同样内容的一份已经有了（现在是“待初审”），没有再存一份" in again
    assert "没有保存" not in again
    more = text(write(client, **sent | {"files": upload(("另一份.jpg", image("JPEG")))}))
    assert "“另一份.jpg”没有保存：那一份已经提交或处理完毕，不能再加文件。" in more
    assert [item.name for item in the_record().evidence] == ["鉴定表.pdf"]


def test_a_submit_button_pressed_twice_is_done_once_and_says_so(app, cast):
    client = sign_in(app, cast.teacher)
    write(client, site_id=cast.site.id, files=upload(("鉴定表.pdf", pdf())))
    record = the_record()
    version = record.version
    assert press(client, record, "submit", version=version).status_code == 200
    assert press(client, record, "submit", version=version).status_code == 409
    assert press(client, the_record(), "submit").status_code == 409
    assert count(AuditEvent) > 0
    assert len(db.session.scalars(select(AuditEvent).where(AuditEvent.tag == "record:submit")).all()) == 1


def test_a_change_on_an_old_page_is_refused_with_everything_typed_shown(app, cast):
    client = sign_in(app, cast.teacher)
    write(client, site_id=cast.site.id)
    record = the_record()
    path, seen = f"/records/{record.id}/edit", record.version
    assert "已保存" in text(write(client, path, site_id=cast.site.id, version=seen, post="第一次"))
    answer = write(client, path, site_id=cast.site.id, version=seen, post="第二次", absent="2026-07-08")
    assert answer.status_code == 409
    for typed in ("第二次", "2026-07-08", "参加示例产线的调试", "示例重工有限公司"):
        assert typed in text(answer)
    assert the_record().post == "第一次"


@pytest.mark.parametrize("status", sorted(set(RecordStatus) - EDITABLE))
def test_a_record_under_review_or_decided_cannot_be_changed(app, cast, status):
    record = make_record(cast.teacher_post, cast.site, status=status, by=cast.teacher, reviewer=cast.head)
    held = make_evidence(record, by=cast.teacher)
    client = sign_in(app, cast.teacher)
    assert client.get(f"/records/{record.id}/edit").status_code == 409
    forged = TYPED | {"csrf_token": token(client), "version": record.version, "site_id": cast.site.id}
    answer = client.post(f"/records/{record.id}/edit", data=forged | {"post": "改掉"})
    assert answer.status_code == 409
    assert "改掉" in text(answer)
    files = {"files": upload(("鉴定表.pdf", pdf()))[0]}
    assert press(client, record, "evidence", **files).status_code == 409
    answer = client.post(
        f"/evidence/{held.id}/remove", data={"csrf_token": token(client), "version": record.version}
    )
    assert answer.status_code == 409
    assert count(Evidence) == 1


def test_an_enterprise_missing_from_the_list_is_entered_with_the_record(app, cast):
    client = sign_in(app, cast.teacher)
    write(client, enterprise="示例　新企业 有限公司", credit_code="91350100m000100y43")
    site = the_record().site
    assert (site.name, site.kind, site.credit_code) == (
        "示例 新企业 有限公司", SiteKind.ENTERPRISE, "91350100M000100Y43",
    )  # fmt: skip


def test_an_enterprise_out_of_use_cannot_be_named_again(app, cast):
    cast.site.active = False
    client = sign_in(app, cast.teacher)
    assert "已停用" in text(write(client, enterprise=cast.site.name))
    assert "示例重工" not in text(client.get("/records/new"))
    assert count(PracticeRecord) == 0


def test_files_are_added_once_and_taken_out(app, cast):
    client = sign_in(app, cast.teacher)
    write(client, site_id=cast.site.id)
    files = {"files": upload(("a.pdf", pdf()))[0]}
    press(client, the_record(), "evidence", **files)
    files = {"files": upload(("b.pdf", pdf()))[0]}
    assert "已经传过了" in text(press(client, the_record(), "evidence", **files))
    assert "请先选择文件" in text(press(client, the_record(), "evidence"))
    record = the_record()
    assert press(client, record, "evidence", version=record.version - 1).status_code == 409
    held = record.evidence[0]
    client.post(f"/evidence/{held.id}/remove", data={"csrf_token": token(client), "version": record.version})
    assert the_record().evidence == []
    assert "还没有佐证文件" in text(press(client, the_record(), "submit"))


def test_evidence_is_sent_with_its_proved_type_and_without_rights(app, cast):
    client = sign_in(app, cast.teacher)
    write(client, site_id=cast.site.id, files=upload(("../../鉴定表.pdf", pdf())))
    held = the_record().evidence[0]
    assert "/" not in held.name
    answer = client.get(f"/evidence/{held.id}")
    assert answer.status_code == 200
    assert answer.mimetype == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["Content-Disposition"].startswith("inline; ")
    assert answer.data == pdf()
    answer.close()


def test_strangers_get_404_and_those_who_may_only_look_403(app, cast):
    record = make_record(cast.teacher_post, cast.site, by=cast.teacher)
    held = make_evidence(record, by=cast.teacher)
    for name in ("colleague", "other_head", "other_hr", "other_teacher"):
        client = sign_in(app, getattr(cast, name))
        for path in (f"/records/{record.id}", f"/records/{record.id}/edit", f"/evidence/{held.id}"):
            assert client.get(path).status_code == 404, (name, path)
        for button in ("submit", "withdraw", "copy", "evidence"):
            assert press(client, record, button).status_code == 404, (name, button)
    for name in ("head", "hr", "admin"):
        client = sign_in(app, getattr(cast, name))
        assert client.get(f"/records/{record.id}").status_code == 200, name
        assert client.get(f"/records/{record.id}/edit").status_code == 403, name
        for button in ("submit", "withdraw", "copy", "evidence"):
            assert press(client, record, button).status_code == 403, (name, button)
    assert the_record().status is RecordStatus.DRAFT
    assert client.get("/records/999999").status_code == 404
    assert client.get("/evidence/999999").status_code == 404


def test_another_schools_place_cannot_be_chosen(app, cast):
    theirs = make_site(cast.other_school, "另一校的单位")
    client = sign_in(app, cast.teacher)
    assert "名单里没有这个单位" in text(write(client, site_id=theirs.id))
    assert count(PracticeRecord) == 0


def test_a_revoked_record_goes_on_as_a_linked_copy_and_only_once(app, cast):
    record = make_record(
        cast.teacher_post, cast.site, status=RecordStatus.REVOKED, by=cast.teacher, reviewer=cast.hr
    )
    make_evidence(record, by=cast.teacher)
    client = sign_in(app, cast.teacher)
    for _ in range(2):
        page = text(press(client, record, "copy"))
        assert "原记录" in page
    copy = db.session.scalars(select(PracticeRecord).where(PracticeRecord.copied_from_id == record.id)).one()
    assert (copy.status, copy.tasks, len(copy.evidence)) == (RecordStatus.DRAFT, record.tasks, 1)
    assert copy.submitted_at is copy.endorsement is copy.decided_by is None
    assert f"/records/{copy.id}" in text(client.get(f"/records/{record.id}"))


@pytest.mark.parametrize("status", ["draft", "submitted", "endorsed", "approved", "returned", "withdrawn"])
def test_only_an_ended_record_is_copied(app, cast, status):
    record = make_record(
        cast.teacher_post, cast.site, status=RecordStatus(status), by=cast.teacher, reviewer=cast.head
    )
    assert press(sign_in(app, cast.teacher), record, "copy").status_code == 409
    assert count(PracticeRecord) == 1


def test_days_outside_the_recognition_are_told(app, cast):
    station = make_site(
        cast.school, "示例流动站", kind=SiteKind.STATION,
        valid_from=date(2026, 7, 13), valid_to=date(2028, 1, 1),
    )  # fmt: skip
    record = make_record(cast.teacher_post, station, by=cast.teacher, venue=Venue.STATION)
    page = text(sign_in(app, cast.teacher).get(f"/records/{record.id}"))
    assert "有 5 天不在单位的认定有效期内" in page


def test_the_list_is_by_year_with_what_to_do_next_and_helps_when_empty(app, cast):
    client = sign_in(app, cast.teacher)
    assert "还没有记录" in text(client.get("/records"))
    make_record(cast.teacher_post, cast.site, by=cast.teacher)
    make_record(cast.teacher_post, cast.site, date(2025, 7, 1), date(2025, 7, 9), by=cast.teacher)
    make_record(cast.colleague_post, make_site(cast.school, "同事的单位"), by=cast.colleague)
    page = text(client.get("/records"))
    assert page.index("2026 年</h2>") < page.index("2025 年</h2>")
    assert "上传至少一个后可以提交" in page
    assert "同事的单位" not in page


def test_verdicts_read_the_same_facts_one_by_one_and_for_the_school(cast):
    make_record(
        cast.teacher_post, cast.site, by=cast.teacher, pattern=PatternKind.WEEKDAYS, weekdays="135",
        absent=frozenset({date(2026, 7, 8)}), half_hours=7,
    )  # fmt: skip
    make_record(cast.teacher_post, cast.site, date(2024, 1, 8), date(2024, 1, 19), by=cast.teacher)
    make_record(cast.colleague_post, cast.site, by=cast.colleague)
    elsewhere = make_site(cast.other_school, "另一校的单位")
    make_record(cast.other_teacher_post, elsewhere, by=cast.other_teacher)
    db.session.commit()
    own = records_of(cast.teacher_post.id)
    assert [fact.first_day.year for fact in own] == [2024, 2026]
    assert own[1].pattern == frozenset({1, 3, 5})
    assert own[1].absent == {date(2026, 7, 8)}
    assert own[1].half_hours == 7
    assert records_by_teacher(cast.school.id) == {
        post.id: records_of(post.id) for post in (cast.teacher_post, cast.colleague_post)
    }


@pytest.mark.parametrize(
    ("status", "who", "offered"),
    [
        ("draft", "teacher", {"submit", "edit"}),
        ("returned", "teacher", {"submit", "edit"}),
        ("submitted", "teacher", {"withdraw"}),
        ("endorsed", "teacher", {"withdraw"}),
        ("approved", "teacher", set()),
        ("rejected", "teacher", {"copy"}),
        ("revoked", "teacher", {"copy"}),
        ("draft", "head", set()),
        ("submitted", "head", {"review"}),
        ("endorsed", "head", set()),
        ("submitted", "hr", set()),
        ("endorsed", "hr", {"review"}),
        ("approved", "hr", {"review"}),
        ("endorsed", "admin", set()),
    ],
)
def test_a_page_offers_exactly_what_the_table_allows(app, cast, status, who, offered):
    record = make_record(
        cast.teacher_post, cast.site, status=RecordStatus(status), by=cast.teacher, reviewer=cast.head
    )
    make_evidence(record, by=cast.teacher)
    page = text(sign_in(app, getattr(cast, who)).get(f"/records/{record.id}"))
    found = {
        button
        for button in ("submit", "withdraw", "copy", "edit")
        if f'"/records/{record.id}/{button}"' in page
    }
    found |= {"review"} if f'"/reviews?record={record.id}"' in page else set()
    assert found == offered


def test_the_history_says_who_did_what(app, cast):
    client = sign_in(app, cast.teacher)
    write(client, site_id=cast.site.id, files=upload(("鉴定表.pdf", pdf())))
    write(client, f"/records/{the_record().id}/edit", site_id=cast.site.id, version="2", post="新岗位")
    page = text(press(client, the_record(), "submit"))
    for line in ("建立草稿", "上传佐证", "鉴定表.pdf", "修改", "岗位", "提交", "示例王明"):
        assert line in page.split("经过</h2>")[1], line
