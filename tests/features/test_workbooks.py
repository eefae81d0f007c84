"""Workbooks on paper: readable, and figures under what names them."""

import io
import re
from zipfile import ZipFile

import pytest

from app.web.workbook import Sheet, workbook


def parts(*sheets: Sheet) -> tuple[str, str, str]:
    """The first sheet, the styles and the book."""
    book = ZipFile(io.BytesIO(workbook(sheets)))
    names = "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml"
    sheet, styles, whole = (book.read(name).decode() for name in names)
    return sheet, styles, whole


@pytest.mark.parametrize(("columns", "pages", "titles"), [(9, None, "$1:$1"), (27, "3", "$A:$B,示例!$1:$1")])
def test_many_columns_take_several_pages_with_the_names_on_each(columns, pages, titles):
    sheet, _, book = parts(Sheet("示例", [("列", 20)] * columns, [["甲"] * columns], names=2))
    found = re.search(r'fitToWidth="(\d+)"', sheet)
    assert (found and found[1]) == pages
    assert f"示例!{titles}</definedName>" in book


def test_the_heading_of_figures_stands_at_the_right_like_them():
    rows = [["示例", "", None], ["示例", "", 2.5]]
    sheet, styles, _ = parts(Sheet("示例", [("姓名", 9), ("备注", 9), ("小时", 9)], rows))
    looks = re.findall(r"<xf .*?</xf>", styles.split("<cellXfs")[1])
    aligned = ['horizontal="right"' in looks[int(look)] for look in re.findall(r'r="[ABC]1" s="(\d)"', sheet)]
    assert aligned == [False, False, True]
