"""The form an enterprise stamps and a teacher's whole record, on paper: words, places, and who gets them."""

from datetime import date, timedelta
from urllib.parse import unquote

import pytest

from app import clock
from app.domain.by_when_words import needed
from app.domain.facts import Category, RecordStatus, Venue
from app.domain.sites import SiteKind, SiteLevel
from app.extensions import db
from app.practice.models import RecordKind
from app.practice.page import record_page
from app.practice.pdf import OWN_LAYOUT, draw_appraisal
from app.standing.page import teacher_page, worksheet
from app.standing.queries import evaluate_teacher
from app.teachers.models import TeacherCategory
from app.web.paper import BOTTOM, PAGE_HEIGHT, PAGE_WIDTH, SIDE, TOP
from tests.builders import make_decision, make_evidence, make_record, make_site, sign_in
from tests.conftest import on_one_database
from tests.papers import read_text, word_boxes

pytestmark = [on_one_database, pytest.mark.usefixtures("fonts")]

RARE = "示例㛃𬭎"
TASKS = "参加示例产线的设备维护与调试，跟班学习数控机床的点检；" * 40


def squeeze(text: str) -> str:
    return "".join(text.split())


def pdf_of(client, path: str) -> bytes:
    answer = client.get(path)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    assert answer.mimetype == "application/pdf"
    return answer.data


def assert_nothing_overflows(pdf: bytes) -> None:
    """Every word inside the margins, and no two words of a page on top of each other."""
    for page in word_boxes(pdf):
        for left, top, right, bottom, word in page:
            assert left > SIDE - 6, word
            assert right < PAGE_WIDTH - SIDE + 6, word
            assert top > 20, word
            assert bottom < PAGE_HEIGHT - 15, word
        body = [box for box in page if PAGE_HEIGHT - TOP - 30 < box[1] < PAGE_HEIGHT - BOTTOM]
        for number, (left, top, right, bottom, word) in enumerate(body):
            for other in body[number + 1 :]:
                apart = other[0] >= right - 1 or other[2] <= left + 1
                # boxes are as high as the face's line; what is drawn is lower
                assert apart or other[1] >= bottom - 6 or other[3] <= top + 6, (word, other[4])


def test_the_form_holds_what_the_record_says(app, cast):
    cast.teacher.person.name = RARE
    site = make_site(
        cast.school, "示例流动站", kind=SiteKind.STATION, level=SiteLevel.PROVINCIAL,
        credit_code="91210100MA0EXAMP01", document="示例教〔2024〕7号",
    )  # fmt: skip
    record = make_record(
        cast.teacher_post, site, date(2026, 7, 6), date(2026, 8, 14), by=cast.teacher,
        absent=frozenset({date(2026, 8, 3)}), venue=Venue.STATION, half_hours=15,
    )  # fmt: skip
    text = read_text(pdf_of(sign_in(app, cast.teacher), f"/records/{record.id}/appraisal.pdf"))
    for words in (
        RARE, "010001", "机电系", "示例职业技术学院", "示例流动站", "企业实践流动站（省级）",
        "91210100MA0EXAMP01", "示例教〔2024〕7号", "设备维护", "2026-07-06至2026-08-14",
        "法定工作日，缺勤1天", "7.5小时",
        "参加示例产线的设备维护与调试", f"记录编号{record.id}", "□优秀□合格□不合格", "企业盖章处", OWN_LAYOUT,
    ):  # fmt: skip
        assert words in text
    page = record_page(record, cast.teacher, clock.today())
    for _, _, days in page.months:
        assert str(len(days)) in text
    assert "217.5" in text  # 29 days of 7.5 hours


def test_the_blank_form_says_nothing_of_anybody(app, cast, fonts):
    pdf = pdf_of(sign_in(app, cast.hr), "/records/appraisal.pdf")
    text = read_text(pdf)
    for words in ("示例", "010001", "机电系", "2026", "打印于", "记录编号"):
        assert words not in text
    assert "教师企业实践鉴定表" in text
    assert len(word_boxes(pdf)) == 2
    assert pdf == draw_appraisal(None, fonts=fonts)


def test_the_form_is_linked_where_a_teacher_needs_it(app, cast):
    record = make_record(cast.teacher_post, cast.site, by=cast.teacher)
    training = make_record(
        cast.teacher_post,
        cast.site,
        by=cast.teacher,
        kind=RecordKind.TRAINING,
        class_title="示例班",
        organiser="示例",
    )
    client = sign_in(app, cast.teacher)
    link = f"/records/{record.id}/appraisal.pdf"
    assert link in client.get(f"/records/{record.id}").get_data(as_text=True)
    assert "appraisal.pdf" not in client.get(f"/records/{training.id}").get_data(as_text=True)
    assert client.get(f"/records/{training.id}/appraisal.pdf").status_code == 404
    assert "/records/appraisal.pdf" in client.get("/records/new").get_data(as_text=True)
    name = unquote(client.get(link).headers["Content-Disposition"])
    assert name.endswith("教师企业实践鉴定表 示例王明 2026-07-06.pdf")


@pytest.mark.parametrize("length", [0, 1000, 4000])
def test_long_tasks_flow_to_another_page_and_the_enterprise_signs_on_one(app, cast, length):
    tasks = (TASKS * 4)[:length]
    whole_year = date(2025, 9, 1), date(2026, 8, 31)
    record = make_record(cast.teacher_post, cast.site, *whole_year, by=cast.teacher, tasks=tasks)
    pdf = pdf_of(sign_in(app, cast.teacher), f"/records/{record.id}/appraisal.pdf")
    assert_nothing_overflows(pdf)
    texts = ["".join(word for *_, word in page) for page in word_boxes(pdf)]
    signed = [number for number, text in enumerate(texts) if "企业盖章处" in text]
    assert signed == [number for number, text in enumerate(texts) if "二、企业鉴定" in text]
    assert read_text(pdf).count("床") == tasks.count("床")
    assert all(f"第{number}页，共{len(texts)}页" in text for number, text in enumerate(texts, 1))


def test_a_character_nobody_can_draw_is_named_on_a_page_in_chinese(app, cast):
    record = make_record(
        cast.teacher_post,
        cast.site,
        status=RecordStatus.SUBMITTED,
        by=cast.teacher,
        tasks="参加\U0001f642示例",
    )
    client = sign_in(app, cast.teacher)
    for path in (f"/records/{record.id}/appraisal.pdf", f"/standing/{cast.teacher_post.id}/dossier.pdf"):
        answer = client.get(path)
        assert answer.status_code == 409
        page = answer.get_data(as_text=True)
        assert "做了什么中的“\U0001f642”（U+1F642）没有可用字形" in page
        assert "现在还不能打印" in page


def test_characters_without_a_shape_do_not_hinder(app, cast):
    record = make_record(
        cast.teacher_post, cast.site, by=cast.teacher, tasks="参加\u200b示例\ufeff\t产线\r\n\n调试"
    )
    text = read_text(pdf_of(sign_in(app, cast.teacher), f"/records/{record.id}/appraisal.pdf"))
    assert "参加示例产线调试" in text


@pytest.mark.parametrize("tasks", ["......" * 150, "。" * 400, "——" * 300, "A1" * 400, "（" * 300])
def test_text_without_a_place_to_break_stays_in_its_box(app, cast, tasks):
    record = make_record(cast.teacher_post, cast.site, by=cast.teacher, tasks=tasks)
    assert_nothing_overflows(pdf_of(sign_in(app, cast.teacher), f"/records/{record.id}/appraisal.pdf"))


@pytest.mark.parametrize("who", ["other_hr", "other_teacher", "colleague", "other_head"])
def test_papers_of_somebody_else_are_not_there(app, cast, who):
    record = make_record(cast.teacher_post, cast.site, by=cast.teacher)
    client = sign_in(app, getattr(cast, who))
    assert client.get(f"/records/{record.id}/appraisal.pdf").status_code == 404
    assert client.get(f"/standing/{cast.teacher_post.id}/dossier.pdf").status_code == 404


def many_records(cast, count: int) -> None:
    states = [RecordStatus.APPROVED, RecordStatus.APPROVED, RecordStatus.REVOKED, RecordStatus.SUBMITTED]
    for number in range(count):
        first = date(2021, 12, 6) + timedelta(days=30 * number)
        record = make_record(
            cast.teacher_post, cast.site, first, first + timedelta(days=19),
            by=cast.teacher, reviewer=cast.head,
            status=states[number % len(states)], tasks=f"{number}：{TASKS}"[:1000],
        )  # fmt: skip
        make_evidence(record, by=cast.teacher, name=f"鉴定表{number}.pdf")
        make_evidence(record, by=cast.teacher, name="很长的文件名" * 30 + f"{number}.pdf")


def test_a_whole_record_is_on_paper_with_everything_that_was_decided(app, cast):
    cast.teacher.person.name = RARE
    cast.teacher_post.categories[0].category = Category.PRACTICAL
    later = TeacherCategory(category=Category.SPECIALIZED, first_day=date(2016, 9, 1))
    cast.teacher_post.categories.append(later)
    many_records(cast, 6)
    make_decision(
        cast.school, by=cast.hr, decided_by=cast.hr2, effective_from=clock.today() + timedelta(days=40)
    )
    long = date(2025, 3, 3), date(2025, 8, 29)
    make_record(cast.teacher_post, cast.site, *long, by=cast.teacher, status=RecordStatus.APPROVED)
    text = read_text(pdf_of(sign_in(app, cast.teacher), f"/standing/{cast.teacher_post.id}/dossier.pdf"))
    found = evaluate_teacher(cast.teacher_post.id, clock.today())
    page = teacher_page(found, str)
    for words in (
        "个人企业实践档案", "示例职业技术学院", RARE, "010001",
        "2015-09-01起实习指导教师；2016-09-01起专业课教师", "示例重工有限公司·设备维护",
        "2021-12-06至2021-12-25",
        "示例赵主任初审通过", "示例赵主任审批通过", "示例赵主任撤销",
        "原因：示例原因", "已撤销", "待初审", "鉴定表0.pdfPDF", "打印于",
    ):  # fmt: skip
        assert words in text
    for record in found.records:
        assert f"{record.first_day}至{record.last_day}" in text
    current = [page.lines.year, page.lines.five, *page.lines.same, *page.lines.readings]
    assert len(current) > 2
    for verdict in current:
        sheet = worksheet(found, verdict).sheet
        said = (
            sheet.citation,
            sheet.profile,
            sheet.conclusion,
            sheet.by_when,
            *sheet.arithmetic,
            *sheet.remarks,
        )
        for line in said:
            assert squeeze(line) in text
    for one in page.disagreements:
        assert f"还差{one.other.shortfall / 2:,.0f}小时" in text
    assert page.disagreements
    assert [squeeze(needed(one, found.evaluation.as_of)) in text for one in page.changes] == [True]


def test_sixty_records_with_long_tasks_fill_pages_and_nothing_overflows(app, cast):
    many_records(cast, 60)
    pdf = pdf_of(sign_in(app, cast.hr), f"/standing/{cast.teacher_post.id}/dossier.pdf")
    pages = word_boxes(pdf)
    assert len(pages) > 20
    assert_nothing_overflows(pdf)
    for number, page in enumerate(pages, 1):
        assert f"第{number}页，共{len(pages)}页" in "".join(word for *_, word in page)
        lowest = max(box[3] for box in page if box[1] < PAGE_HEIGHT - BOTTOM)
        assert lowest > PAGE_HEIGHT / 2 or number == len(pages)


def test_wherever_the_records_end_the_next_heading_has_its_first_rule_beneath_it(app, cast):
    for number in range(10):
        first = date(2025, 1, 6) + timedelta(days=14 * number)
        make_record(
            cast.teacher_post, cast.site, first, first + timedelta(days=4), status=RecordStatus.APPROVED,
            by=cast.teacher, reviewer=cast.hr,
        )  # fmt: skip
        pdf = pdf_of(sign_in(app, cast.teacher), f"/standing/{cast.teacher_post.id}/dossier.pdf")
        page = next(one for one in word_boxes(pdf) if any("二、达标情况" in box[4] for box in one))
        heading = next(box[1] for box in page if "二、达标情况" in box[4])
        assert [box for box in page if heading + 20 < box[1] < PAGE_HEIGHT - BOTTOM], number + 1


def test_a_teacher_without_a_record_has_a_short_paper(app, cast):
    db.session.commit()
    pdf = pdf_of(sign_in(app, cast.teacher), f"/standing/{cast.teacher_post.id}/dossier.pdf?as_of=2025-05-20")
    assert "没有记录。" in read_text(pdf)
    assert "截至2025年5月20日" in read_text(pdf)
    assert (
        sign_in(app, cast.teacher)
        .get(f"/standing/{cast.teacher_post.id}/dossier.pdf?as_of=morgen")
        .status_code
        == 400
    )


def test_what_was_never_handed_in_is_on_no_paper_of_the_file(app, cast):
    for number, status in enumerate((RecordStatus.DRAFT, RecordStatus.WITHDRAWN, RecordStatus.APPROVED)):
        first = date(2026, 3, 2) + timedelta(days=28 * number)
        make_record(
            cast.teacher_post, cast.site, first, first + timedelta(days=4), status=status,
            by=cast.teacher, reviewer=cast.hr,
        )  # fmt: skip
    for who in (cast.teacher, cast.hr):
        text = read_text(pdf_of(sign_in(app, who), f"/standing/{cast.teacher_post.id}/dossier.pdf"))
        assert "实践与培训记录（1条）" in text
        assert "2026-04-27至2026-05-01" in text
        for unsent in ("2026-03-02", "2026-03-30", "草稿", "已撤回"):
            assert unsent not in text
