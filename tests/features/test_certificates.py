"""Issued recommendations: numbers without gaps, kept bytes, withdrawal, the public check."""

import hashlib
import subprocess
import threading
from contextvars import Context
from datetime import UTC, datetime
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image
from sqlalchemy import func, select

from app import create_app
from app.audit.models import AuditEvent
from app.certificates.models import Certificate, CertificateCounter
from app.certificates.operations import (
    AlreadyWithdrawnError,
    Grounds,
    LackingFactsError,
    NoReasonError,
    OwnCaseError,
    issue_certificate,
    new_verify_code,
    revoke_certificate,
    take_sequence,
)
from app.certificates.queries import find_by_code
from app.domain.certificates import facts_from_json, group_code
from app.domain.masking import mask_name
from app.extensions import db, limiter, write_transaction
from app.files.models import StoredFile
from app.files.queries import path
from app.mail.models import Mail
from app.schools.models import PrintedCode
from app.web.fonts import MissingGlyphError
from config import load_settings
from tests.architecture.test_transactions import statements_of
from tests.builders import AT, make_account, make_proposal, sign_in, token
from tests.conftest import on_one_database
from tests.recommendations import BASIS

LATER = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)


def prepare(cast):
    cast.school.signatory, cast.school.seal_place = "校长 示例某", "（盖章）"
    for post in (cast.teacher_post, cast.colleague_post, cast.hr_post):
        post.specialty = "数控技术"
    db.session.commit()


def issue(cast, fonts, post=None, *, actor=None, at=AT):
    proposal = make_proposal(post or cast.teacher_post, by=cast.hr, decided_by=cast.hr2)
    grounds = Grounds(
        proposal_id=proposal.id, level=proposal.level, criteria=proposal.criteria,
        ethics_result=proposal.ethics_result, ethics_year=proposal.ethics_year,
        notice_first=proposal.notice_first, notice_last=proposal.notice_last, basis=BASIS,
    )  # fmt: skip
    return issue_certificate(proposal.teacher, grounds, fonts=fonts, actor=actor or cast.hr2, at=at)


@pytest.fixture
def issued(cast, fonts):
    prepare(cast)
    certificate = issue(cast, fonts)
    db.session.commit()
    return certificate


def test_it_is_numbered_kept_with_its_hash_and_mailed(issued, cast):
    assert issued.number == "10001-SS-2026-Z-0001"
    assert db.session.get_one(PrintedCode, "10001").school_id == cast.school.id
    data = path(issued.pdf).read_bytes()
    assert data.startswith(b"%PDF-")
    assert hashlib.sha256(data).hexdigest() == issued.pdf.sha256
    mail = db.session.scalars(select(Mail)).one()
    assert (mail.kind, mail.person_id) == ("recommendation_issued", cast.teacher.person_id)
    assert issued.number in mail.subject
    assert f"http://127.0.0.1:5000/certificates/{issued.id}.pdf" in mail.text


def test_its_facts_stay_when_the_tables_change(issued, cast):
    cast.teacher.person.name, cast.school.name = "示例改名", "示例改名学院"
    db.session.commit()
    facts = facts_from_json(issued.facts)
    assert (facts.teacher_name, facts.school_name) == ("示例王明", "示例职业技术学院")
    assert facts.verify_url == f"http://127.0.0.1:5000/v/{issued.verify_code}"


def test_every_year_and_school_counts_for_itself(cast, fonts):
    prepare(cast)
    numbers = [issue(cast, fonts, post).number for post in (cast.teacher_post, cast.colleague_post)]
    numbers.append(issue(cast, fonts, at=datetime(2026, 12, 31, 16, 30, tzinfo=UTC)).number)
    assert numbers == ["10001-SS-2026-Z-0001", "10001-SS-2026-Z-0002", "10001-SS-2027-Z-0001"]


def test_a_hundred_random_codes_differ_and_are_long(cast):
    codes = {new_verify_code() for _ in range(100)}
    assert len(codes) == 100
    assert {len(code) for code in codes} == {28}


def test_numbers_taken_at_once_have_no_gap_and_no_twin(app, cast):
    """Eight writers, five numbers each, a third of them rolled back."""
    school_id, kept, problems = cast.school.id, [], []

    def take(writer):
        try:
            for turn in range(5):
                with app.app_context(), write_transaction():
                    number = take_sequence(school_id, 2026)
                    if (writer + turn) % 3 == 0:
                        db.session.rollback()
                    else:
                        db.session.commit()
                        kept.append(number)
        except Exception as error:  # noqa: BLE001 - shown by the test
            problems.append(error)

    threads = [threading.Thread(target=Context().run, args=(take, writer)) for writer in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert sorted(kept) == list(range(1, len(kept) + 1))
    db.session.rollback()  # a look at the present, not at this session's beginning
    assert db.session.scalars(select(CertificateCounter.last)).one() == len(kept)


def test_a_character_no_face_has_leaves_nothing_behind(cast, fonts):
    prepare(cast)
    issue(cast, fonts)
    db.session.commit()
    cast.colleague.person.name = "示例𪚥"
    db.session.commit()
    with pytest.raises(MissingGlyphError, match="姓名中的“𪚥”（U\\+2A6A5）没有可用字形"):
        issue(cast, fonts, cast.colleague_post)
    db.session.rollback()
    for table in (Certificate, StoredFile, Mail):
        assert db.session.scalar(select(func.count()).select_from(table)) == 1
    cast.colleague.person.name = "示例李华"
    assert issue(cast, fonts, cast.colleague_post).sequence == 2


def test_what_the_page_must_say_is_asked_for_first(cast, fonts):
    with pytest.raises(LackingFactsError) as caught:
        issue(cast, fonts)
    assert caught.value.fields == ["教师的专业", "学校设置中的签发人", "学校设置中盖章处的文字"]
    assert db.session.scalar(select(func.count()).select_from(CertificateCounter)) == 0


def test_nobody_issues_or_withdraws_their_own(cast, fonts, issued):
    second = make_account(cast.teacher.person, *cast.hr.roles, username="second")
    with pytest.raises(OwnCaseError):
        issue(cast, fonts, actor=second)
    with pytest.raises(OwnCaseError):
        revoke_certificate(issued, "示例原因", actor=second, at=LATER)


def test_withdrawal_needs_a_reason_keeps_everything_and_tells_the_teacher(cast, issued):
    with pytest.raises(NoReasonError):
        revoke_certificate(issued, " 　", actor=cast.admin, at=LATER)
    revoke_certificate(issued, "佐证不实（示例）", actor=cast.admin, at=LATER)
    db.session.commit()
    assert path(issued.pdf).exists()
    mail = db.session.scalars(select(Mail).order_by(Mail.id.desc())).first()
    assert mail.kind == "recommendation_withdrawn"
    assert "佐证不实（示例）" in mail.text
    with pytest.raises(AlreadyWithdrawnError):
        revoke_certificate(issued, "再一次", actor=cast.admin, at=LATER)


def test_a_withdrawn_number_is_never_used_again(cast, fonts, issued):
    revoke_certificate(issued, "示例原因", actor=cast.admin, at=LATER)
    assert issue(cast, fonts).number == "10001-SS-2026-Z-0002"


def test_the_exact_bytes_are_downloaded_by_those_it_concerns(app, cast, issued):
    kept = path(issued.pdf).read_bytes()
    for account in (cast.teacher, cast.hr, cast.admin):
        answer = sign_in(app, account).get(f"/certificates/{issued.id}.pdf")
        assert answer.status_code == 200
        assert answer.mimetype == "application/pdf"
        assert answer.data == kept
        answer.close()
    for account in (cast.colleague, cast.head, cast.other_hr, cast.other_teacher):
        assert sign_in(app, account).get(f"/certificates/{issued.id}.pdf").status_code == 404


def test_a_file_that_differs_is_not_handed_out(app, cast, issued):
    file = path(issued.pdf)
    file.write_bytes(file.read_bytes() + b"x")
    answer = sign_in(app, cast.hr).get(f"/certificates/{issued.id}.pdf")
    assert answer.status_code == 500
    assert b"%PDF" not in answer.data


def test_the_public_page_shows_part_of_it(client, issued):
    page = client.get(f"/v/{issued.verify_code}").get_data(as_text=True)
    for shown in (
        "有效", "示例职业技术学院", "示**明", "中级", issued.number, "2026 年 11 月 20 日",
        issued.pdf.sha256[:16], "不代替省级教育行政部门", "http://127.0.0.1:5000/",
    ):  # fmt: skip
        assert shown in page
    for hidden in ("示例王明", "010001", "数控技术", issued.pdf.sha256):
        assert hidden not in page


def test_a_withdrawn_one_says_since_when_and_never_not_found(client, cast, issued):
    revoke_certificate(issued, "涉及隐私的原因", actor=cast.admin, at=LATER)
    answer = client.get(f"/v/{issued.verify_code}")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "已于 2026 年 11 月 21 日撤销" in page
    assert "有效" not in page
    assert "涉及隐私的原因" not in page


@pytest.mark.parametrize("code", ["0" * 28, "short", "'; DROP TABLE certificate", "核验码"])
def test_an_unknown_code_is_answered_calmly(client, issued, code):
    answer = client.get(f"/v/{code}")
    assert answer.status_code == 404
    assert "未找到，请核对" in answer.get_data(as_text=True)


def test_a_check_is_logged_without_the_visitor(client, issued):
    client.get(f"/v/{issued.verify_code}", headers={"User-Agent": "示例浏览器"})
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.tag == "certificate:verified")).one()
    assert (event.subject_id, event.actor_account_id, event.before, event.after) == (issued.id, None, {}, {})


def test_a_check_is_written_in_a_short_transaction_of_its_own_after_the_page_was_read(app, client, issued):
    if db.engine.dialect.name != "sqlite":
        return
    seen = statements_of(app, lambda: client.get(f"/v/{issued.verify_code}"))
    begun = seen.index("BEGIN IMMEDIATE")
    assert not [one for one in seen[:begun] if one.startswith(("INSERT", "UPDATE"))]
    assert any(one.startswith("INSERT INTO audit_event") for one in seen[begun:])


def test_a_code_is_found_however_it_is_typed(client, issued):
    code = issued.verify_code
    wide = "".join(chr(ord(character) + 0xFEE0) for character in code)
    for typed in (code, code.lower(), group_code(code), f" {group_code(code).replace('-', ' ')} ", wide):
        assert find_by_code(typed) is not None
        answer = client.get("/verify", query_string={"code": typed})
        assert answer.location == f"/v/{code}"
    answer = client.get("/verify", query_string={"code": "太短"})
    assert answer.status_code == 422
    assert "28 位" in answer.get_data(as_text=True)
    assert client.get("/verify").status_code == 200


def test_the_printed_code_opens_the_page(client, issued, tmp_path):
    target = tmp_path / "page"
    pdf = path(issued.pdf)
    subprocess.run(["pdftoppm", "-r", "150", "-png", "-singlefile", str(pdf), str(target)], check=True)
    image = Image.open(BytesIO(target.with_suffix(".png").read_bytes()))
    payloads = [code.text for code in zxingcpp.read_barcodes(image)]
    assert payloads == [f"http://127.0.0.1:5000/v/{issued.verify_code}"]
    answer = client.get(payloads[0].removeprefix("http://127.0.0.1:5000"))
    assert issued.number in answer.get_data(as_text=True)


def test_one_address_may_check_thirty_times_a_minute(tmp_path):
    url = f"sqlite:///{tmp_path / 'limited.db'}"
    settings = load_settings({"APP_MODE": "development", "INSTANCE_DIR": str(tmp_path), "DATABASE_URL": url})
    try:
        limited = create_app(settings)
        with limited.app_context():
            db.create_all()
        browser = limited.test_client()
        answers = [browser.get("/verify").status_code for _ in range(31)]
        assert answers == [200] * 30 + [429]
        stopped = browser.get("/verify")
        assert "核验的次数太多了" in stopped.get_data(as_text=True)
        elsewhere = browser.get("/verify", environ_base={"REMOTE_ADDR": "192.0.2.7"})
        assert elsewhere.status_code == 200
    finally:
        with limited.app_context():
            db.engine.dispose()
        limiter.reset()
        limiter.enabled = False


def test_names_are_masked_but_comparable():
    masked = [mask_name(name) for name in ("王明", "王小明", "欧阳小明", "王")]
    assert masked == ["王*", "王*明", "欧**明", "王*"]


def test_withdrawing_on_the_page(app, cast, issued):
    browser = sign_in(app, cast.admin)
    form = {"csrf_token": token(browser), "version": str(issued.version), "reason": "示例原因"}
    answer = browser.post(f"/certificates/{issued.id}/revoke", data=form)
    assert answer.status_code == 302
    db.session.refresh(issued)
    assert issued.revoke_reason == "示例原因"
    late = browser.post(f"/certificates/{issued.id}/revoke", data=form | {"reason": "又写了一段"})
    assert late.status_code == 409
    assert "又写了一段" in late.get_data(as_text=True)


@on_one_database
def test_the_address_printed_beside_the_code_leads_to_where_it_is_typed(client):
    for address in ("/v", "/v/"):
        assert 'name="code"' in client.get(address, follow_redirects=True).get_data(as_text=True)
    assert 'href="/verify">核验纸质推荐书' in client.get("/sign-in").get_data(as_text=True)
