"""The recommendation on paper: read back as text, as geometry and as a picture."""

import io
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pypdf
import pytest
import zxingcpp
from PIL import Image

from app.certificates.pdf import FRAME, PAGE_HEIGHT, SEAL_MIDDLE, SIGN_CENTRE, draw_recommendation
from app.domain.certificates import Level
from app.web.faces import to_unicode_map
from app.web.fonts import EXTRA, FONT_FILES, FontsNotPreparedError, MissingGlyphError, load_fonts
from app.web.typeset import Span, break_lines
from tests.papers import read_text, word_boxes
from tests.recommendations import FACTS

RARE_NAMES = ["王㛃", "张𬭎", "李𫖯", "赵䶮", "喆昇", "𰻝文"]
MINORITY_NAME = "阿卜杜热合曼·买买提江"
LONG = replace(
    FACTS,
    school_name="示例省示例市装备制造与智能信息高等职业技术示范学院（示例校区）",
    teacher_name="司马𫖯䶮" * 7 + "喆昇",
    staff_number="T2013045-2026-000000000001",
    department="智能制造与新能源汽车工程技术示范二级学院（原机电工程系）",
    specialty="工业机器人技术（智能产线安装与调试方向）、机电一体化技术、智能网联汽车技术专业群",
    signatory="院长　阿卜杜热合曼·买买提江·图尔荪（主持工作）",
    basis=replace(FACTS.basis, other_lines=FACTS.basis.other_lines * 3),
)


def render(pdf: bytes, dpi: int) -> Image.Image:
    command = ["pdftoppm", "-r", str(dpi), "-png", "-"]
    return Image.open(io.BytesIO(subprocess.run(command, input=pdf, capture_output=True, check=True).stdout))


@pytest.mark.parametrize("name", [*RARE_NAMES, MINORITY_NAME])
def test_a_name_is_found_by_two_readers_as_it_is_written(fonts, name):
    pdf = draw_recommendation(replace(FACTS, teacher_name=name), fonts=fonts)
    assert f"兹有我校教师{name}（工号" in read_text(pdf)
    assert name in pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text()


@pytest.mark.parametrize("name", RARE_NAMES)
def test_every_rare_name_is_drawn_in_ink(fonts, name):
    """Each character of a name leaves its own marks: no blank and no box for the unknown."""
    for character in name:
        face = fonts.face_for(character).face
        unknown = face.charToGlyph.get(ord("\ufffd"), 0)
        assert face.charToGlyph[ord(character)] not in {0, unknown}
    shown = {
        render(draw_recommendation(replace(FACTS, teacher_name=text), fonts=fonts), 60).tobytes()
        for text in (name, name[0] + "□", name[1] + "□")
    }
    assert len(shown) == 3


def test_all_that_was_decided_stands_on_the_page(fonts):
    text = read_text(draw_recommendation(FACTS, fonts=fonts))
    for words in (
        "示例省机电职业技术学院",
        "职业教育“双师型”教师认定推荐书",
        "所属机电工程系，专业为数控技术",
        "并于2026年5月11日至5月18日公示无异议",
        "符合《辽宁省职业教育“双师型”教师认定实施办法（试行）》中级条件",
        "同意推荐认定为职业教育“双师型”教师（中级）。",
        "企业实践：2021年5月21日至2026年5月20日，经学校认定",
        "1,120小时；要求960小时（按每月20个工作日、每日8小时折算）。",
        "按辽政发〔2021〕2号（10个月）口径还差480小时。",
        "师德考核：合格。",
        "2026年5月20日",
        "LN0123-SS-2026-Z-0007",
        "核验码7Q2M-9XK4-T1HB-6ZPW-3DRC-8YNF-05AE",
        "本推荐书由学校出具，不代替省级教育行政部门颁发的“双师型”教师证书。",
    ):
        assert words in text


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"teacher_name": "王𪚥"}, "姓名中的“𪚥”（U+2A6A5）没有可用字形，无法打印，请联系管理员"),
        ({"school_name": "示例\U000e0100学院"}, "学校名称中的“\U000e0100”（U+E0100）"),
        ({"specialty": "数控\u200d技术"}, "专业中的“\u200d”（U+200D）"),
        ({"department": "机电\n系"}, "所属部门中的“\n”（U+000A）"),
    ],
)
def test_a_character_without_a_shape_is_refused_by_field_and_name(fonts, change, message):
    with pytest.raises(MissingGlyphError) as refused:
        draw_recommendation(replace(FACTS, **change), fonts=fonts)
    assert str(refused.value).startswith(message)


def test_missing_characters_are_named_once_in_order(fonts):
    assert fonts.missing_characters("王𪚥昇𪘀𪚥") == ["𪚥", "𪘀"]
    assert fonts.missing_characters("㛃𬭎𫖯䶮喆昇·〔〕Aé") == []


def test_text_is_split_where_another_face_must_take_over(fonts):
    serif, sans = (face.fontName for face in fonts.faces[:2])
    assert list(fonts.runs("吃𰻝𰻞面")) == [(serif, "吃"), (sans, "𰻝𰻞"), (serif, "面")]


def test_a_face_the_administrator_adds_draws_what_was_missing(fonts, tmp_path):
    for font_file, face in zip(FONT_FILES, fonts.faces, strict=False):
        (tmp_path / font_file.name).symlink_to(face.face.filename)
    (tmp_path / EXTRA).mkdir()
    (tmp_path / EXTRA / "added.ttf").symlink_to(fonts.faces[1].face.filename)
    assert [face.fontName for face in load_fonts(tmp_path).faces][2:] == ["added"]


def test_fonts_that_were_not_prepared_are_asked_for(tmp_path):
    with pytest.raises(FontsNotPreparedError, match="flask fonts prepare"):
        load_fonts(tmp_path)


def test_the_command_prepares_fonts_once(app, fonts):
    run = app.test_cli_runner().invoke(args=["fonts", "prepare"])
    assert run.exit_code == 0
    assert run.output.count("字体已就绪") == len(FONT_FILES)


def test_characters_beyond_the_basic_plane_are_named_in_utf_16():
    assert "<01> <D872DF4E>" in to_unicode_map("F", [0, 0x2CB4E])
    assert to_unicode_map("F", [0, *range(0x4E00, 0x4E00 + 250)]).count("beginbfchar") == 3


def test_the_same_facts_give_the_same_bytes(fonts):
    first = draw_recommendation(LONG, fonts=fonts)
    draw_recommendation(FACTS, fonts=fonts)
    assert draw_recommendation(LONG, fonts=fonts) == first


def test_a_file_names_no_place_on_this_machine_and_embeds_every_face(fonts):
    pdf = draw_recommendation(FACTS, fonts=fonts)
    assert b"/instance/" not in pdf
    assert b"Helvetica" not in pdf
    run = subprocess.run(["pdffonts", "-"], input=pdf, capture_output=True, check=True)
    for line in run.stdout.decode().splitlines()[2:]:
        assert re.search(r"yes\s+yes\s+yes", line)


def test_the_file_is_described_in_chinese(fonts):
    reader = pypdf.PdfReader(io.BytesIO(draw_recommendation(FACTS, fonts=fonts)))
    assert reader.metadata.title == "职业教育“双师型”教师认定推荐书 LN0123-SS-2026-Z-0007"
    assert reader.metadata.author == "示例省机电职业技术学院"
    assert reader.metadata.subject == "王㛃𬭎：双师型教师中级认定推荐"
    assert reader.metadata.creation_date.date() == date(2026, 5, 20)
    assert reader.trailer["/Root"]["/Lang"] == "zh-CN"


@pytest.mark.parametrize("dpi", [150, 110])
def test_a_phone_reads_the_verify_address_from_the_printed_page(fonts, dpi):
    codes = zxingcpp.read_barcodes(render(draw_recommendation(FACTS, fonts=fonts), dpi))
    assert [code.text for code in codes] == [FACTS.verify_url]


@pytest.mark.parametrize(
    "facts",
    [
        FACTS,
        LONG,
        replace(FACTS, teacher_name=MINORITY_NAME),
        replace(FACTS, teacher_name="A" * 60, specialty="Mechatronics" * 12),
        replace(FACTS, teacher_name="喆", level=Level.SENIOR, specialty="护理"),
    ],
    ids=["usual", "long", "minority name", "latin without spaces", "short"],
)
def test_everything_stays_on_one_page_inside_the_frame_and_apart(fonts, facts):
    pdf = draw_recommendation(facts, fonts=fonts)
    page = pypdf.PdfReader(io.BytesIO(pdf)).pages
    assert len(page) == 1
    assert [round(float(side)) for side in page[0].mediabox] == [0, 0, 842, 595]
    boxes = word_boxes(pdf)[0]
    assert len(boxes) > 20
    for left, top, right, bottom, word in boxes:
        assert left > FRAME, word
        assert right < 842 - FRAME, word
        assert top > FRAME, word
        assert bottom < 595 - FRAME, word
    assert facts.teacher_name in read_text(pdf)
    foot = min(top for _, top, _, _, word in boxes if word.startswith("企业实践"))
    end_of_body = max(
        bottom for _, _, _, bottom, word in boxes if word.startswith("推荐认定") or "教师（" in word
    )
    assert end_of_body < foot


def test_hours_are_one_word_wherever_a_line_ends(fonts):
    text = "要求九百六十小时"
    for signs in range(2, 9):
        lines = break_lines([Span(text, 10)], fonts, 10.0 * signs + 1)
        written = ["".join(piece.text for piece in line) for line in lines]
        assert "".join(written) == text
        assert not any(line.endswith("小") for line in written), written


def test_no_dot_of_the_seal_lies_in_the_name_of_the_school(fonts):
    picture = render(draw_recommendation(replace(FACTS, school_name="示例职业技术学院"), fonts=fonts), 144)
    left, right = (2 * (SIGN_CENTRE + half) for half in (-52, 52))  # eight signs of 13 points
    top, bottom = (2 * (PAGE_HEIGHT - SEAL_MIDDLE - above) for above in (36, 25))
    name = picture.convert("RGB").crop((left, top, right, bottom))
    colours = [colour for _, colour in name.getcolors(name.width * name.height)]
    assert any(max(colour) < 60 for colour in colours)
    assert not [red for red, green, _ in colours if red > green + 40]


def test_pages_drawn_in_several_threads_at_once_are_the_pages_drawn_alone(fonts):
    cases = [replace(FACTS, teacher_name=name, specialty=f"{name}专业{name}") for name in RARE_NAMES] * 4
    alone = [draw_recommendation(facts, fonts=fonts) for facts in cases]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda facts: draw_recommendation(facts, fonts=fonts), cases))
    assert together == alone
