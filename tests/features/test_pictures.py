"""Pages of evidence as pictures: what is drawn, what is refused, and what it may cost."""

import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas

from app.extensions import db
from app.files import draw, pictures, queries
from app.files.models import StoredFile
from app.practice.evidence_operations import add_evidence
from app.practice.models import Evidence
from tests.builders import AT, make_evidence, make_record, sign_in
from tests.conftest import FONTS, on_one_database
from tests.samples import image, pages, pdf, photo, picture_bomb

SKY, GROUND = (40, 90, 220), (60, 160, 60)


@pytest.fixture
def record(app, cast):
    """A draft, and nothing drawn yet."""
    shutil.rmtree(app.config["SETTINGS"].instance_dir / "previews", ignore_errors=True)
    return make_record(cast.teacher_post, cast.site, by=cast.teacher)


def keep(record, data: bytes, name: str) -> Evidence:
    """As the operation keeps it."""
    evidence = add_evidence(record, data, name, actor=record.entered_by, at=AT)
    db.session.commit()
    return evidence


def smuggle(record, data: bytes, media_type: str = "application/pdf") -> Evidence:
    """A file that no check has seen, as an older version might have let it in."""
    evidence = make_evidence(record, by=record.entered_by)
    evidence.file.media_type = media_type
    place = queries.path(evidence.file)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data)
    db.session.commit()
    return evidence


def see(app, account, evidence, page: int = 1, query: str = "") -> Image.Image:
    """The picture as the browser gets it."""
    answer = sign_in(app, account).get(f"/evidence/{evidence.id}/picture/{page}{query}")
    assert answer.status_code == 200
    assert answer.mimetype == "image/webp"
    picture = Image.open(io.BytesIO(answer.data))
    answer.close()
    return picture


def says_there_is_none(app, account, evidence) -> bool:
    answer = sign_in(app, account).get(f"/evidence/{evidence.id}/picture/1")
    text = answer.get_data(as_text=True)
    answer.close()
    assert answer.status_code == 200
    return answer.mimetype == "image/svg+xml" and "预览不了，请打开原文件" in text


def near(pixel, colour) -> bool:
    return all(abs(one - other) < 12 for one, other in zip(pixel, colour, strict=True))


@on_one_database
@pytest.mark.parametrize("orientation", [1, 3, 6])
def test_a_photo_is_seen_upright_and_scaled(app, cast, record, orientation):
    evidence = keep(record, photo(orientation=orientation), "车间.jpg")
    picture = see(app, cast.head, evidence)
    assert picture.size == (1600, 1200)
    assert near(picture.getpixel((800, 100)), SKY)
    assert near(picture.getpixel((800, 1100)), GROUND)
    assert picture.getexif().get(0x0112, 1) == 1
    assert see(app, cast.head, evidence, query="?size=small").size == (320, 240)


@on_one_database
@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_a_drawing_in_any_colours_is_seen_on_white(app, cast, record, mode):
    out = io.BytesIO()
    Image.new("RGBA", (60, 40), (0, 0, 0, 0)).convert(mode if mode != "I;16" else "L").convert(mode).save(
        out, "PNG"
    )
    picture = see(app, cast.head, keep(record, out.getvalue(), "图.png"))
    assert picture.size == (60, 40)
    if mode in {"LA", "RGBA"}:
        assert near(picture.getpixel((30, 20)), (255, 255, 255))


@on_one_database
def test_each_page_of_a_pdf_is_drawn_and_there_are_no_others(app, cast, record):
    evidence = keep(record, pages(2), "鉴定表.pdf")
    for page in (1, 2):
        assert see(app, cast.head, evidence, page).size == (1131, 1600)
    client = sign_in(app, cast.head)
    for page in (0, 3, 99_999):
        assert client.get(f"/evidence/{evidence.id}/picture/{page}").status_code == 404
    photo_of_one = keep(record, image("JPEG"), "照片.jpg")
    assert client.get(f"/evidence/{photo_of_one.id}/picture/2").status_code == 404
    assert client.get(f"/evidence/{evidence.id}/picture/-1").status_code == 404
    assert client.get(f"/evidence/{evidence.id}/picture/x").status_code == 404


def test_a_picture_is_private_and_has_no_rights(app, cast, record):
    evidence = keep(record, pdf(), "鉴定表.pdf")
    answer = sign_in(app, cast.head).get(f"/evidence/{evidence.id}/picture/1")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    answer.close()


@pytest.mark.parametrize("who", ["colleague", "other_head", "other_hr", "other_teacher"])
def test_a_picture_of_somebody_elses_evidence_is_not_to_be_found(app, cast, record, who):
    evidence = keep(record, pages(2), "鉴定表.pdf")
    assert see(app, cast.head, evidence, 2)  # it lies in the cache now
    client = sign_in(app, getattr(cast, who))
    for path in ("picture/1", "picture/2", "picture/1?size=small", "picture/9"):
        assert client.get(f"/evidence/{evidence.id}/{path}").status_code == 404, path
    assert app.test_client().get(f"/evidence/{evidence.id}/picture/1").status_code == 302


def test_the_record_and_the_desk_show_five_pages_and_say_how_many_more(app, cast, record):
    evidence = keep(record, pages(7), "考勤表.pdf")
    held = keep(record, photo(orientation=6), "车间.jpg")
    record.status, record.submitted_at = "submitted", AT
    db.session.commit()
    for account, path in (
        (cast.teacher, f"/records/{record.id}"),
        (cast.head, f"/reviews?record={record.id}"),
    ):
        page = sign_in(app, account).get(path).get_data(as_text=True)
        assert page.count(f'src="/evidence/{evidence.id}/picture/') == 5
        assert "还有 2 页，打开原文件" in page
        assert 'alt="考勤表.pdf，第 5 页，共 7 页（在新窗口打开原文件）"' in page
        assert 'width="1131" height="1600" loading="lazy"' in page
        assert f'src="/evidence/{held.id}/picture/1"' in page
        assert 'width="1600" height="1200" loading="lazy"' in page
        assert f'href="/evidence/{evidence.id}"' in page


def test_a_page_is_drawn_once_and_again_when_the_cache_was_thrown_away(app, cast, record, monkeypatch):
    evidence = keep(record, pages(2), "鉴定表.pdf")
    asked = []
    ask = pictures._ask
    monkeypatch.setattr(pictures, "_ask", lambda file, page: asked.append(page) or ask(file, page))
    for _ in range(2):
        see(app, cast.head, evidence)
        see(app, cast.head, evidence, query="?size=small")
        assert pictures.outline(evidence.file).pages == 2
    assert asked == [1]
    for kept in pictures._folder(evidence.file).iterdir():
        kept.unlink()
    see(app, cast.head, evidence, 2)
    assert asked == [1, 1, 2]  # the first tells how many there are
    assert sign_in(app, cast.head).get(f"/evidence/{evidence.id}/picture/3").status_code == 404
    assert asked == [1, 1, 2]


HOSTILE = {
    "broken": (b"%PDF-1.7\nnothing here\n%%EOF\n", "application/pdf"),
    "locked": (pdf(password="mima"), "application/pdf"),
    "a page in disguise": (b"<!doctype html><script>alert(1)</script>", "application/pdf"),
    "cut off": (pages(3)[:300], "application/pdf"),
    "a photo cut off": (photo()[:2000], "image/jpeg"),
    "a picture bomb": (picture_bomb(), "image/png"),
    "a bomb below the library's own limit": (picture_bomb(13_000, 13_000), "image/png"),
}


@on_one_database
@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_what_cannot_be_drawn_is_said_where_the_picture_would_be(app, cast, record, name):
    data, media_type = HOSTILE[name]
    evidence = smuggle(record, data, media_type)
    assert says_there_is_none(app, cast.head, evidence)
    page = sign_in(app, cast.teacher).get(f"/records/{record.id}")
    assert page.status_code == 200
    if media_type == "application/pdf":
        assert "预览不了，请打开原文件" in page.get_data(as_text=True)


def test_a_file_lost_from_disk_is_no_error(app, cast, record):
    assert says_there_is_none(app, cast.head, make_evidence(record, by=cast.teacher))


@on_one_database
@pytest.mark.parametrize("size", [(1e9, 1e9), (14_400, 14_400), (1e7, 1), (0.001, 5000), (1, 1), (0, 0)])
def test_a_page_of_any_size_is_drawn_no_larger_than_a_page(app, cast, record, size):
    picture = see(app, cast.head, keep(record, pages(1, size), "怪.pdf"))
    assert max(picture.size) <= 1600


def strokes(number: int) -> bytes:
    """A PDF whose one page takes long to draw."""
    out = io.BytesIO()
    page = canvas.Canvas(out, pageCompression=1)
    page._code.append("0 0 m 595 842 l 595 0 l 0 842 l S " * number)
    page.showPage()
    page.save()
    return out.getvalue()


@on_one_database
def test_a_page_that_takes_too_long_is_given_up_and_not_tried_again_at_once(app, cast, record, monkeypatch):
    monkeypatch.setattr(pictures, "SECONDS", 1)
    evidence = keep(record, strokes(400_000), "慢.pdf")
    assert says_there_is_none(app, cast.head, evidence)
    asked = []

    def fail(_file, page):
        asked.append(page)
        raise pictures.NotDrawableError("示例")

    monkeypatch.setattr(pictures, "_ask", fail)
    assert says_there_is_none(app, cast.head, evidence)
    assert pictures.outline(evidence.file) is None
    assert not asked
    mark = pictures._folder(evidence.file) / "1.failed"
    long_ago = mark.stat().st_mtime - pictures.PATIENCE.total_seconds() - 1
    os.utime(mark, (long_ago, long_ago))
    assert says_there_is_none(app, cast.head, evidence)
    assert asked == [1]


@on_one_database
def test_a_page_that_takes_too_much_memory_is_given_up(app, cast, record, monkeypatch):
    evidence = keep(record, photo("PNG", size=(5000, 4000)), "大.png")
    monkeypatch.setattr(pictures, "MEGABYTES", 90)
    assert says_there_is_none(app, cast.head, evidence)


@on_one_database
@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_the_largest_photo_we_accept_is_drawn_within_the_limits(app, cast, record, kind):
    picture = see(app, cast.head, keep(record, image(kind, (7070, 7070)), f"大.{kind.lower()}"))
    assert picture.size == (1600, 1600)


@on_one_database
@pytest.mark.parametrize(
    "said", ["nonsense", "{}", "5", '{"lengths": [7]}', '{"pages": 1, "sizes": [], "lengths": [7, 7]}']
)
def test_a_program_that_prints_nonsense_is_no_error(app, cast, record, monkeypatch, tmp_path, said):
    evidence = keep(record, pdf(), "鉴定表.pdf")
    nonsense = tmp_path / "draw.py"
    nonsense.write_text(f"print({said!r})")
    monkeypatch.setattr(draw, "__file__", str(nonsense))
    assert says_there_is_none(app, cast.head, evidence)


def ink(place: Path, fonts: Path) -> int:
    """Dark pixels of a page whose Chinese text names a face that the file does not bring."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    page = canvas.Canvas(str(place))
    page.setFont("STSong-Light", 40)
    page.drawString(60, 700, "企业实践鉴定表")
    page.showPage()
    page.save()
    order = {
        "path": str(place), "media_type": "application/pdf", "page": 1, "sides": [800], "fonts": str(fonts),
        "megabytes": 768, "seconds": 10,
    }  # fmt: skip
    command = [sys.executable, "-I", draw.__file__, json.dumps(order)]
    printed = subprocess.run(command, capture_output=True, check=True).stdout
    picture = Image.open(io.BytesIO(printed.split(b"\n", 1)[1])).convert("L")
    return sum(picture.histogram()[:128])


def test_chinese_text_without_its_face_is_drawn_in_ours_although_the_machine_has_none(fonts, tmp_path):
    del fonts
    (tmp_path / "none").mkdir()
    assert ink(tmp_path / "a.pdf", FONTS) > 1000
    assert ink(tmp_path / "a.pdf", tmp_path / "none") == 0


def test_the_same_file_of_two_schools_has_pictures_of_its_own_for_each(cast):
    rows = [
        StoredFile(school_id=school.id, sha256="a" * 64, size=1, media_type="application/pdf", created_at=AT)
        for school in (cast.school, cast.other_school)
    ]
    assert pictures._folder(rows[0]) != pictures._folder(rows[1])
