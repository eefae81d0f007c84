"""What may be kept as evidence, and how it is kept."""

import hashlib
import time
from datetime import datetime

import pytest

from app.extensions import db
from app.files import content, draw, queries
from app.files.content import UnusableFileError, recognise
from app.files.models import StoredFile
from app.files.operations import check_file, store_checked
from app.files.pictures import SIDE
from tests.builders import AT
from tests.samples import archive, image, pages_in_one_stream, pdf, photo, picture_bomb

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"


def store_file(data: bytes, name: str, *, school_id: int, at: datetime) -> StoredFile:
    """As the operations do it, both at once."""
    return store_checked(check_file(data, name, school_id=school_id), at=at)


@pytest.mark.parametrize(
    ("name", "data", "media_type"),
    [
        ("鉴定表.pdf", pdf(), "application/pdf"),
        ("照片.JPG", image("JPEG"), "image/jpeg"),
        ("照片.jpeg", image("JPEG"), "image/jpeg"),
        ("截图.png", image("PNG"), "image/png"),
        ("截图.webp", image("WEBP"), "image/webp"),
    ],
)
def test_the_four_types_are_recognised_by_their_bytes(name, data, media_type):
    assert recognise(data, name, side=SIDE).media_type == media_type


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("程序.pdf", b"MZ\x90\x00" + b"\0" * 200, "这不是"),
        ("页面.png", HTML, "这不是"),
        ("图.png", SVG, "这不是"),
        ("图.svg", SVG, "这不是"),
        ("表.docx", archive(), "这不是"),
        ("图.gif", b"GIF89a" + b"\0" * 50, "这不是"),
        ("空.pdf", b"", "空的"),
        ("鉴定表.png", pdf(), "内容却是 PDF"),
        ("图片.pdf", image("PNG"), "内容却是 PNG"),
        ("鉴定表", pdf(), "内容却是 PDF"),
        ("鉴定表.pdf.exe", pdf(), "内容却是 PDF"),
        ("加密.pdf", pdf(password="mima"), "密码"),
        ("断了.pdf", pdf()[:200], "不完整"),
        ("坏的.pdf", b"%PDF-1.7\nnothing here\n%%EOF\n", "打不开"),
        ("夹带.pdf", pdf() + archive(), "夹带"),
        ("夹带.pdf", pdf() + HTML, "夹带"),
        ("夹带.png", image("PNG") + archive(), "夹带"),
        ("夹带.jpg", image("JPEG") + archive(), "夹带"),
        ("断了.jpg", image("JPEG", (400, 300))[:400], "打不开"),
        ("断了.png", image("PNG")[:60], "打不开"),
        ("断了.webp", image("WEBP", (400, 300))[:60], "打不开"),
        ("炸弹.png", picture_bomb(), "像素太多"),
        ("炸弹.png", picture_bomb(10_000, 8_000), "像素太多"),
    ],
)
def test_disguised_broken_and_dangerous_files_are_refused_in_chinese(name, data, says):
    with pytest.raises(UnusableFileError, match=says):
        recognise(data, name, side=SIDE)


def test_a_small_file_of_very_many_pages_costs_the_web_server_nothing():
    before = time.process_time()
    assert recognise(pages_in_one_stream(60_000), "多页.pdf", side=SIDE).pages == 60_000
    assert time.process_time() - before < 1


@pytest.mark.parametrize(("data", "name"), [(pdf(), "a.pdf"), (image("JPEG"), "a.jpg")])
def test_a_file_that_takes_too_long_to_read_is_refused(monkeypatch, tmp_path, data, name):
    endless = tmp_path / "draw.py"
    endless.write_text("while True: pass")
    monkeypatch.setattr(draw, "__file__", str(endless))
    monkeypatch.setattr(content, "SECONDS", 0.1)
    with pytest.raises(UnusableFileError, match="文件太复杂"):
        recognise(data, name, side=SIDE)


def test_a_file_that_takes_too_much_memory_to_read_is_refused(monkeypatch):
    monkeypatch.setattr(content, "MEGABYTES", 90)
    with pytest.raises(UnusableFileError, match="文件太复杂"):
        recognise(photo("PNG", size=(5000, 4000)), "大.png", side=SIDE)


def test_a_picture_of_exactly_the_limit_is_measured_before_it_is_decoded(monkeypatch):
    monkeypatch.setattr(content, "MAX_PIXELS", 1200)
    assert recognise(image("PNG", (40, 30)), "a.png", side=SIDE).media_type == "image/png"
    with pytest.raises(UnusableFileError, match="像素太多"):
        recognise(image("PNG", (41, 30)), "a.png", side=SIDE)


def test_a_file_is_kept_by_hash_and_once_for_each_school(cast):
    data = pdf()
    first = store_file(data, "a.pdf", school_id=cast.school.id, at=AT)
    again = store_file(data, "b.pdf", school_id=cast.school.id, at=AT)
    elsewhere = store_file(data, "a.pdf", school_id=cast.other_school.id, at=AT)
    db.session.commit()
    digest = hashlib.sha256(data).hexdigest()
    assert first.id == again.id != elsewhere.id
    assert first.sha256 == digest
    place = queries.path(first)
    assert place.parts[-4:] == ("files", str(cast.school.id), digest[:2], digest[2:])
    assert place.read_bytes() == data
    beside = [entry.name for entry in place.parent.iterdir()]  # others' files may begin with the same letters
    assert [name for name in beside if digest[2:] in name] == [digest[2:]]


def test_the_same_content_is_parsed_once_for_each_school_and_a_refused_one_each_time(cast, monkeypatch):
    looked, look = [], content.program.run
    monkeypatch.setattr(content.program, "run", lambda *a, **k: looked.append(1) or look(*a, **k))
    data, locked = pdf(note=f"再传一次{cast.school.code}{time.time()}"), pdf(password="x")
    for school, name in ((cast.school, "a.pdf"), (cast.school, "b.pdf"), (cast.other_school, "a.pdf")):
        assert check_file(data, name, school_id=school.id).size == len(data)
    assert len(looked) == 2
    for _ in range(2):
        with pytest.raises(UnusableFileError, match="密码"):
            check_file(locked, "a.pdf", school_id=cast.school.id)
    assert len(looked) == 4
    with pytest.raises(UnusableFileError, match="内容却是"):
        check_file(data, "a.jpg", school_id=cast.school.id)


def test_a_file_too_large_is_refused_before_it_is_looked_at(cast):
    with pytest.raises(UnusableFileError, match="20 MB"):
        store_file(b"%PDF-" + b"\0" * (21 * 1024 * 1024), "a.pdf", school_id=cast.school.id, at=AT)


def test_a_rolled_back_upload_does_no_harm(cast):
    data = pdf(note="回滚")
    school_id = cast.school.id
    store_file(data, "a.pdf", school_id=school_id, at=AT)
    db.session.rollback()
    assert not db.session.query(StoredFile).all()
    assert store_file(data, "a.pdf", school_id=school_id, at=AT).size == len(data)
    db.session.commit()


def test_content_lost_from_disk_is_written_again(cast):
    data = pdf(note="丢失")
    stored = store_file(data, "a.pdf", school_id=cast.school.id, at=AT)
    queries.path(stored).unlink()
    store_file(data, "a.pdf", school_id=cast.school.id, at=AT)
    assert queries.path(stored).read_bytes() == data
