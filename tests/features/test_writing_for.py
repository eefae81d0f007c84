"""The office writes for a teacher, and somebody else decides."""

from dataclasses import fields
from datetime import date

import pytest
from sqlalchemy import select

from app import clock
from app.domain.facts import RecordStatus as S
from app.domain.roles import Part
from app.domain.workflow import Action
from app.extensions import db
from app.mail.models import Mail
from app.practice.access import parts
from app.practice.checks import Written
from app.practice.copy_operations import copy_record
from app.practice.draft_operations import edit_record
from app.practice.models import PracticeRecord
from app.practice.operations import act as take
from app.reviews.hand_over_operations import close_account
from tests.builders import make_evidence, make_record, sign_in, token
from tests.features.desk import act, status_of
from tests.features.test_record_pages import TYPED, upload
from tests.samples import pdf

WRITTEN = {name: TYPED[name] for name in ("post", "tasks")}


@pytest.fixture
def office(app, cast):
    return sign_in(app, cast.hr)


def write(client, cast, **values):
    path = f"/people/{cast.teacher_post.id}/records/new"
    data = TYPED | {"site_id": cast.site.id, "csrf_token": token(client)} | values
    return client.post(path, data=data, content_type="multipart/form-data")


def the_record():
    return db.session.scalars(select(PracticeRecord)).one()


def do(client, record, step, **values):
    data = {"version": the_record().version, "csrf_token": token(client)} | values
    return client.post(f"/records/{record.id}/{step}", data=data)


def test_hr_writes_the_head_endorses_and_another_hr_person_approves(app, cast, office):
    answer = write(office, cast, files=upload(("鉴定表.pdf", pdf())))
    record = the_record()
    assert answer.location == f"/records/{record.id}"
    assert (record.teacher, record.entered_by) == (cast.teacher_post, cast.hr)
    mail = db.session.scalars(select(Mail)).one()
    assert mail.person_id == cast.teacher.person_id
    assert mail.subject == "示例孙人事代您填写了一段企业实践，请核对"

    page = office.get(answer.location).get_data(as_text=True)
    assert "这条记录由您代填。您可以修改和提交，但不能审核" in page
    assert do(office, record, "submit").status_code == 302
    assert act(sign_in(app, cast.head), record, "endorse").status_code == 302
    assert act(office, record, "approve").status_code == 403
    assert f"record={record.id}" not in office.get("/reviews").get_data(as_text=True)
    page = office.get(f"/records/{record.id}").get_data(as_text=True)
    assert "等待人事处示例周人事审批" in page
    assert act(sign_in(app, cast.hr2), record, "approve").status_code == 302
    assert status_of(record) is S.APPROVED
    told = db.session.scalars(select(Mail.person_id).where(Mail.kind == "record_answered")).all()
    assert sorted(told) == sorted([cast.teacher.person_id, cast.hr.person_id])


def test_the_teacher_sees_who_wrote_it_and_may_change_or_take_it_back(app, cast, office):
    write(office, cast, files=upload(("鉴定表.pdf", pdf())))
    record, teacher = the_record(), sign_in(app, cast.teacher)
    page = teacher.get(f"/records/{record.id}").get_data(as_text=True)
    assert "由示例孙人事代填。请核对" in page
    assert f"/records/{record.id}/edit" in page
    assert do(office, record, "submit").status_code == 302
    assert do(teacher, record, "withdraw").status_code == 302
    changed = Written(
        kind=record.kind, site=cast.site, venue=record.venue, first_day=record.first_day,
        last_day=record.last_day, tasks="本人改写的经过",
    )  # fmt: skip
    edit_record(record, changed, actor=cast.teacher, at=clock.now())
    assert record.entered_by is cast.hr
    assert parts(cast.hr, record, clock.today()) == {Part.OWNER}


def test_the_administrator_decides_where_there_is_no_other_hr_person(app, cast, office):
    write(office, cast, files=upload(("鉴定表.pdf", pdf())))
    record = the_record()
    do(office, record, "submit")
    act(sign_in(app, cast.head), record, "endorse")
    admin = sign_in(app, cast.admin)
    assert act(admin, record, "approve").status_code == 403
    close_account(cast.hr2, actor=cast.admin, at=clock.now())
    assert act(admin, record, "approve").status_code == 302
    assert status_of(record) is S.APPROVED


def test_where_nobody_else_could_decide_writing_is_refused_with_a_reason(app, cast, office):
    path = f"/people/{cast.teacher_post.id}"
    cast.hr2.active = cast.admin.active = False
    answer = office.get(f"{path}/records/new")
    assert answer.location == path
    assert "没有别人可以审批" in office.get(path).get_data(as_text=True)
    assert office.post(f"{path}/records/new", data={"csrf_token": token(office)}).location == path
    assert not db.session.scalars(select(PracticeRecord)).all()


def test_one_writes_for_others_and_not_for_oneself(app, cast, office):
    assert office.get(f"/people/{cast.hr_post.id}/records/new").status_code == 403
    assert office.get(f"/people/{cast.other_teacher_post.id}/records/new").status_code == 404
    page = office.get(f"/people/{cast.hr_post.id}").get_data(as_text=True)
    assert "代填实践记录" not in page
    assert "代填实践记录" in office.get(f"/people/{cast.teacher_post.id}").get_data(as_text=True)


def test_a_copy_of_what_hr_wrote_is_not_decided_by_its_writer(cast):
    record = make_record(cast.teacher_post, cast.site, status=S.REJECTED, by=cast.hr, reviewer=cast.hr2)
    copy = copy_record(record, actor=cast.teacher, at=clock.now())
    make_evidence(copy, by=cast.teacher)
    take(copy, Action.SUBMIT, actor=cast.teacher, at=clock.now())
    assert parts(cast.hr, copy, clock.today()) == {Part.OWNER}
    assert parts(cast.hr2, copy, clock.today()) == {Part.HR}


HR_WROTE = {"tasks": "人事处代填的经过"}


def rewrite(record, by, **changes):
    """Change a record, keeping what is not named."""
    kept = {field.name: getattr(record, field.name) for field in fields(Written)}
    edit_record(record, Written(**kept | changes), actor=by, at=clock.now())


@pytest.fixture
def copied(cast):
    """A draft of the teacher's, begun from a revoked record that HR had written."""
    record = make_record(
        cast.teacher_post, cast.site, status=S.REVOKED, by=cast.hr, reviewer=cast.hr2, **HR_WROTE
    )
    return copy_record(record, actor=cast.teacher, at=clock.now())


ELSEWHEN = {"first_day": date(2026, 8, 3), "last_day": date(2026, 8, 14)}
OWN_WORDS = {"tasks": "本人重写的经过"}


@pytest.mark.parametrize(
    "changes", [{"post": "另一个岗位"}, OWN_WORDS, ELSEWHEN, OWN_WORDS | {"last_day": date(2026, 7, 10)}]
)
def test_while_a_copy_tells_the_writers_stretch_or_words_the_writer_stays_barred(cast, copied, changes):
    rewrite(copied, cast.teacher, **changes)
    assert copied.entered_by is cast.hr
    assert parts(cast.hr, copied, clock.today()) == {Part.OWNER}


def test_a_copy_that_is_written_anew_is_the_owners_and_bars_nobody(cast, copied):
    rewrite(copied, cast.teacher, **OWN_WORDS | ELSEWHEN)
    assert copied.entered_by is cast.teacher
    assert parts(cast.hr, copied, clock.today()) == {Part.HR}


def test_the_writers_words_written_back_bar_the_writer_again(cast, copied):
    rewrite(copied, cast.teacher, **OWN_WORDS | ELSEWHEN)
    copied.original_seen_by_id, copied.original_seen_at = cast.hr.id, clock.now()
    rewrite(copied, cast.teacher, **HR_WROTE)
    assert (copied.entered_by, copied.original_seen_at) == (cast.hr, None)


def test_a_copy_of_a_copy_remembers_the_first_writer(cast, copied):
    original_id = copied.copied_from_id
    db.session.delete(copied)  # a chain has one living record
    db.session.flush()
    rewritten = make_record(
        cast.teacher_post, cast.site, *ELSEWHEN.values(), status=S.REJECTED, by=cast.teacher,
        reviewer=cast.hr2, copied_from_id=original_id, **OWN_WORDS,
    )  # fmt: skip
    second = copy_record(rewritten, actor=cast.teacher, at=clock.now())
    assert second.entered_by is cast.teacher
    rewrite(second, cast.teacher, **HR_WROTE)
    assert second.entered_by is cast.hr


def test_who_has_changed_the_copy_as_well_stays_barred(cast, copied):
    rewrite(copied, cast.hr, **ELSEWHEN | {"tasks": "人事处再次代填"})
    rewrite(copied, cast.teacher, **OWN_WORDS)
    assert copied.entered_by is cast.hr


def test_the_same_draft_of_the_teacher_is_not_taken_for_hrs_own(cast, office):
    own = make_record(cast.teacher_post, cast.site, by=cast.teacher, **WRITTEN)
    answer = write(office, cast)
    assert answer.status_code == 302
    assert answer.location != f"/records/{own.id}"


def test_errors_stand_beside_their_fields_and_drafts_are_found_again(cast, office):
    page = write(office, cast, last_day="2026-07-01").get_data(as_text=True)
    assert "结束日期早于开始日期" in page
    assert "代示例王明记一段实践" in page
    write(office, cast)
    page = office.get("/reviews").get_data(as_text=True)
    assert "我代填、还没有提交的" in page
    assert f"/records/{the_record().id}" in page


def test_the_slip_beside_the_form_counts_the_teachers_hours(app, cast, office):
    make_record(
        cast.teacher_post, cast.site, date(2026, 7, 1), date(2026, 7, 8),
        status=S.APPROVED, by=cast.teacher, reviewer=cast.head,
    )  # fmt: skip
    query = TYPED | {"site_id": cast.site.id, "teacher": cast.teacher_post.id}
    shown = office.get("/records/preview", query_string=query)
    assert "其中可以计入 <b>17</b> 天 <b>136</b> 小时" in shown.get_data(as_text=True)
    shown = sign_in(app, cast.colleague).get("/records/preview", query_string=query)
    assert "<b>17</b> 天" not in shown.get_data(as_text=True)  # whatever is asked, a colleague's own hours
