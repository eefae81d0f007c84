"""How well a record is proved, who says so, and where it is shown."""

import io
import subprocess

import pytest
from sqlalchemy.exc import IntegrityError

from app import clock
from app.domain.evidence import ConfirmationState, Grade
from app.domain.facts import RecordStatus as S
from app.domain.facts import Venue
from app.domain.roles import Role
from app.domain.workflow import Action
from app.extensions import db
from app.practice.checks import Written
from app.practice.copy_operations import copy_record
from app.practice.draft_operations import create_record, edit_record
from app.practice.evidence_operations import add_evidence, remove_evidence
from app.practice.models import Evidence, RecordKind
from app.practice.proof import grade_of
from app.practice.proof_operations import NotInReviewError, mark_original
from app.practice.steps import OthersStepError
from app.practice.wording import step_note
from app.reviews.operations import act
from tests.builders import AT, make_account, make_evidence, make_person, make_record, sign_in, token
from tests.conftest import on_one_database
from tests.features.desk import send
from tests.features.links import events, fresh, text
from tests.samples import pdf

WRITTEN = {
    "kind": RecordKind.PRACTICE, "venue": "enterprise_post", "tasks": "x",
}  # fmt: skip


def written(cast, **values):
    first, last = AT.date().replace(month=7, day=6), AT.date().replace(month=7, day=31)
    return Written(**WRITTEN | {"site": cast.site, "first_day": first, "last_day": last} | values)


def mark(browser, record, *, seen):
    data = {"csrf_token": token(browser), "version": fresh(record).version, "seen": int(seen)}
    return browser.post(f"/records/{record.id}/original", data=data)


def test_a_record_grows_in_proof(cast):
    record = create_record(cast.teacher_post, written(cast), actor=cast.teacher, at=AT)
    assert grade_of(record) is Grade.SELF_REPORT
    add_evidence(record, pdf(note="1"), "日志.pdf", actor=cast.teacher, at=AT, stamped=False)
    assert grade_of(record) is Grade.SELF_REPORT
    add_evidence(record, pdf(note="2"), "鉴定表.pdf", actor=cast.teacher, at=AT)
    assert grade_of(record) is Grade.STAMPED_SCAN


def test_what_is_taken_over_from_old_files_says_so(cast):
    record = create_record(cast.teacher_post, written(cast), actor=cast.teacher, at=AT, imported=True)
    assert grade_of(record) is Grade.IMPORTED
    make_evidence(record, by=cast.teacher)
    assert grade_of(record) is Grade.STAMPED_SCAN


def test_a_copy_keeps_the_seals_but_nobodys_word(cast):
    record = send(cast, status=S.REJECTED)
    record.confirmation = ConfirmationState.CONFIRMED
    record.original_seen_by, record.original_seen_at = cast.hr, AT
    record.evidence[0].stamped = False
    copy = copy_record(record, actor=cast.teacher, at=AT)
    assert (copy.confirmation, copy.original_seen_at, copy.evidence[0].stamped) == (None, None, False)


# The seal on a file


@pytest.mark.parametrize(("ticked", "stamped"), [({"stamped": "y"}, True), ({}, False)])
def test_the_uploader_says_whether_it_is_stamped(app, cast, ticked, stamped):
    record = make_record(cast.teacher_post, cast.site, by=cast.teacher)
    teacher = sign_in(app, cast.teacher)
    page = text(teacher.get(f"/records/{record.id}"))
    assert 'name="stamped" value="y" checked' not in page
    data = {"csrf_token": token(teacher), "version": record.version} | ticked
    teacher.post(
        f"/records/{record.id}/evidence", data=data | {"files": (io.BytesIO(pdf()), "鉴定表.pdf")},
        content_type="multipart/form-data",
    )  # fmt: skip
    assert [held.stamped for held in fresh(record).evidence] == [stamped]


def test_no_file_is_thought_stamped_unless_somebody_says_so(app, cast):
    teacher = sign_in(app, cast.teacher)
    boxes = [
        text(teacher.get(path)).split('name="stamped"')[0].rsplit("<input", 1)[1]
        for path in ("/records/new", "/records/new?kind=training")
    ]
    assert ["checked" in box for box in boxes] == [False, False]


def test_the_owner_corrects_it_while_the_record_can_be_changed(app, cast):
    record = make_record(cast.teacher_post, cast.site, by=cast.teacher)
    evidence = make_evidence(record, by=cast.teacher)
    teacher = sign_in(app, cast.teacher)

    def say(stamped, who=teacher):
        data = {"csrf_token": token(who), "version": fresh(record).version, "stamped": stamped}
        return who.post(f"/evidence/{evidence.id}/stamped", data=data)

    assert "改为没有公章" in text(teacher.get(f"/records/{record.id}"))
    assert say(0).status_code == 302
    assert db.session.get_one(Evidence, evidence.id, populate_existing=True).stamped is False
    page = text(teacher.get(f"/records/{record.id}"))
    assert "鉴定表.pdf：没有公章" in page
    assert "本人申报" in page
    assert say(0).status_code == 302
    assert len(events(record, "record:mark_stamped")) == 1
    assert say(1, sign_in(app, cast.hr)).status_code == 403
    record.status, record.submitted_at = S.SUBMITTED, AT
    db.session.commit()
    assert say(1).status_code == 409
    stale = {"csrf_token": token(teacher), "version": 0, "stamped": 1}
    assert teacher.post(f"/evidence/{evidence.id}/stamped", data=stale).status_code == 409


# The original


@pytest.mark.parametrize("status", [S.SUBMITTED, S.ENDORSED, S.APPROVED])
def test_hr_marks_the_original_seen_and_takes_it_back(app, cast, status):
    record = send(cast, status=status)
    hr = sign_in(app, cast.hr)
    page = text(hr.get(f"/records/{record.id}"))
    asked = page.split("登记已核验原件</summary>")[1].split("</details>")[0]
    assert "我看过盖章的纸质原件" in asked
    assert "确认登记</button>" in asked
    assert mark(hr, record, seen=True).location == f"/records/{record.id}"
    now = fresh(record)
    assert grade_of(now) is Grade.ORIGINAL_SEEN
    assert now.original_seen_by_id == cast.hr.id
    page = text(hr.get(f"/records/{record.id}"))
    assert f"示例孙人事于 {clock.local(now.original_seen_at):%Y-%m-%d %H:%M} 核验了原件" in page
    assert len(events(record, "record:original_seen")) == 1
    mark(hr, record, seen=True)
    assert len(events(record, "record:original_seen")) == 1
    mark(hr, record, seen=False)
    assert grade_of(fresh(record)) is Grade.STAMPED_SCAN
    assert len(events(record, "record:original_unseen")) == 1


@on_one_database
def test_a_record_that_was_revoked_does_not_go_on_saying_that_its_original_was_seen(app, cast):
    record = send(cast, status=S.APPROVED)
    hr = sign_in(app, cast.hr)
    mark(hr, record, seen=True)
    act(fresh(record), Action.REVOKE, actor=cast.hr, at=clock.now(), reason="公章系伪造")
    db.session.commit()
    page = text(hr.get(f"/records/{record.id}"))
    assert "核验了原件" not in page
    assert "登记已核验原件" not in page


def test_the_button_at_the_desk_leads_back_to_the_desk(app, cast):
    record = send(cast, status=S.ENDORSED)
    hr = sign_in(app, cast.hr)
    assert f"/records/{record.id}/original" in text(hr.get(f"/reviews?record={record.id}"))
    data = {"csrf_token": token(hr), "version": record.version, "seen": 1}
    where = f"/reviews?record={record.id}"
    back = hr.post(
        f"/records/{record.id}/original", data=data, headers={"Referer": f"http://localhost{where}"}
    )
    assert back.location == where
    away = hr.post(
        f"/records/{record.id}/original", headers={"Referer": "https://evil.example/x"},
        data=data | {"version": fresh(record).version, "seen": 0},
    )  # fmt: skip
    assert away.location == f"/records/{record.id}"
    for seen, path in ((1, "//evil.example/x"), (0, "/\\evil.example/x"), (1, "///evil.example/x")):
        data |= {"version": fresh(record).version, "seen": seen}
        headers = {"Referer": f"http://localhost{path}"}
        twisted = hr.post(f"/records/{record.id}/original", headers=headers, data=data)
        assert twisted.location == f"/records/{record.id}"


@on_one_database
@pytest.mark.parametrize(
    ("who", "status"),
    [("teacher", 403), ("head", 403), ("admin", 403), ("colleague", 404), ("other_hr", 404)],
)
def test_nobody_but_hr_marks_it(app, cast, who, status):
    record = send(cast, status=S.ENDORSED)
    assert mark(sign_in(app, getattr(cast, who)), record, seen=True).status_code == status
    assert fresh(record).original_seen_at is None


def test_not_of_ones_own_record_nor_of_one_that_one_has_written(app, cast):
    own = send(cast, cast.hr_post, status=S.ENDORSED)
    assert mark(sign_in(app, cast.hr), own, seen=True).status_code == 403
    second = make_account(cast.hr.person, Role.HR, username="secondhr")
    with pytest.raises(OthersStepError):
        mark_original(own, seen=True, actor=second, at=AT)
    for_her = make_record(cast.teacher_post, cast.site, status=S.ENDORSED, by=cast.hr, reviewer=cast.head)
    with pytest.raises(OthersStepError):
        mark_original(for_her, seen=True, actor=cast.hr, at=AT)
    mark_original(for_her, seen=True, actor=cast.hr2, at=AT)
    for_her.original_seen_by = cast.hr
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_not_before_it_is_handed_in(app, cast):
    record = send(cast, status=S.DRAFT)
    assert mark(sign_in(app, cast.hr), record, seen=True).status_code == 409
    with pytest.raises(NotInReviewError):
        mark_original(record, seen=True, actor=cast.hr, at=AT)


def test_a_moment_without_a_person_is_refused_by_the_database(cast):
    record = send(cast)
    record.original_seen_at = AT
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_a_later_change_of_the_facts_takes_it_back(cast):
    record = send(cast, status=S.WITHDRAWN)
    record.original_seen_by, record.original_seen_at = cast.hr, AT
    record.submitted_at = None
    db.session.flush()
    values = {"post": record.post, "tasks": "只改了这里"}
    edit_record(record, written(cast, **values), actor=cast.teacher, at=AT)
    assert record.original_seen_at == AT
    edit_record(record, written(cast, **values | {"post": "另一个岗位"}), actor=cast.teacher, at=AT)
    assert (record.original_seen_at, record.original_seen_by_id) == (None, None)


@on_one_database
@pytest.mark.parametrize(
    "changed",
    [
        {"class_title": "另一个示例培训班"},
        {"organiser": "另一家示例基地"},
        {"certificate_number": "示例-2"},
        {"training_hours": 90},
        {"venue": Venue.OTHER},
    ],
)
def test_so_does_another_certificate_which_is_no_matter_for_the_enterprise(cast, changed):
    record = send(cast, status=S.WITHDRAWN)
    record.original_seen_by, record.original_seen_at = cast.hr, AT
    record.confirmation, record.submitted_at = ConfirmationState.CONFIRMED, None
    record.kind = RecordKind.TRAINING
    known = {"class_title": "示例培训班", "organiser": "示例基地", "certificate_number": "示例-1"}
    for name, value in known.items():
        setattr(record, name, value)
    db.session.flush()
    values = {"kind": RecordKind.TRAINING, "post": record.post} | known
    edit_record(record, written(cast, **values), actor=cast.teacher, at=AT)
    assert record.original_seen_at == AT
    edit_record(record, written(cast, **values | changed), actor=cast.teacher, at=AT)
    assert (record.original_seen_at, record.original_seen_by_id) == (None, None)
    assert record.confirmation is ConfirmationState.CONFIRMED
    assert step_note(events(record, "record:edit")[1]).endswith("原件核验作废")


def test_so_does_another_file_which_nobody_has_compared(cast):
    record = send(cast, status=S.RETURNED)
    record.original_seen_by, record.original_seen_at = cast.hr, AT
    add_evidence(record, pdf(), "考勤.pdf", actor=cast.teacher, at=AT)
    assert grade_of(record) is Grade.STAMPED_SCAN
    db.session.flush()
    assert step_note(events(record, "record:add_evidence")[0]) == "考勤.pdf；原件核验作废"


def test_so_does_taking_a_file_out(cast):
    record = send(cast, status=S.RETURNED)
    record.original_seen_by, record.original_seen_at = cast.hr, AT
    make_evidence(record, by=cast.teacher, name="考勤.pdf")
    remove_evidence(record.evidence[0], actor=cast.teacher, at=AT)
    assert grade_of(record) is Grade.STAMPED_SCAN
    db.session.flush()
    assert step_note(events(record, "record:remove_evidence")[0]) == "鉴定表.pdf；原件核验作废"


# Where it is shown


def test_the_grade_is_shown_at_the_desk_and_in_its_list(app, cast):
    record = send(cast, status=S.ENDORSED)
    record.confirmation = ConfirmationState.CONFIRMED
    other = send(cast, cast.colleague_post, status=S.SUBMITTED)
    other.evidence[0].stamped = False
    hr = sign_in(app, cast.hr)
    page = text(hr.get("/reviews"))
    assert "企业在线确认" in page
    assert "本人申报" in page
    assert text(hr.get(f"/reviews?record={record.id}")).count("企业在线确认") >= 2


def test_the_grade_is_in_the_dossier(app, cast, fonts, tmp_path):
    record = send(cast, status=S.APPROVED)
    record.original_seen_by, record.original_seen_at = cast.hr, AT
    answer = sign_in(app, cast.teacher).get(f"/standing/{cast.teacher_post.id}/dossier.pdf")
    paper = tmp_path / "dossier.pdf"
    paper.write_bytes(answer.data)
    words = subprocess.run(["pdftotext", "-layout", str(paper), "-"], capture_output=True, check=True).stdout
    assert "已验原件（2026-11-20）" in words.decode()


def test_a_person_of_another_school_sees_nothing_of_it(app, cast):
    make_person(cast.other_school)
    record = send(cast, status=S.ENDORSED)
    assert sign_in(app, cast.other_hr).get(f"/records/{record.id}").status_code == 404
