"""What a school adds is read as strictly as the files, and joins the law only where it fits."""

import threading
from datetime import date

import pytest

from app.domain.facts import Category, Host, Venue
from app.domain.rules import Cell, Column, Rule, RuleStatus
from app.policy.additions import LONGEST_TEXT, check_addition, check_near, law_with, read_addition, written
from app.policy.loader import HERE, load_law
from app.policy.strict import StrictError
from tests.builders import TWO_MONTHS

LAW = load_law()
ROW = """version = 2
dated = 2027-01-01

[[rows]]
venue = "training_base"
host = "enterprise"
annual = "counts"
five_year = "counts"
ground = "示例依据"
"""
LATER_ROW = ROW.replace("version = 2", "version = 3").replace("2027-01-01", "2028-01-01")
NEW_RULE = TWO_MONTHS.replace("LN-2022-1M", "SHILI-2026-2M").replace("version = 2", "version = 1")


@pytest.mark.parametrize("path", sorted((HERE / "rules").glob("*.toml")), ids=lambda path: path.stem)
def test_every_rule_of_this_edition_reads_the_same_as_text(path):
    assert read_addition(path.read_text("utf-8")) in LAW.rules


def test_the_counting_table_of_this_edition_reads_the_same_as_text():
    read = read_addition((HERE / "counting.toml").read_text("utf-8"))
    table = LAW.countings[0]
    assert (read.version, read.dated, read.rows) == (table.version, table.dated, table.rows)


@pytest.mark.parametrize(
    ("old", "new", "key", "says"),
    [
        ("version = 2", "version = 1", "version", "version = 1：规则 LN-2022-1M 的这一版本已有"),
        ("version = 2", "version = 0", "version", "version = 0"),
        ("version = 2", "version = 99999", "version", "99999"),
        ("version = 2\n", "", "version", "缺少这个键"),
        ("version = 2", "version = 2\ncolour = 3", "colour", "colour = 3：没有这个键"),
        ('id = "LN-2022-1M"', 'id = "a/b"', "id", 'id = "a/b"'),
        ('id = "LN-2022-1M"', f'id = "{"x" * 41}"', "id", "最多 40 个"),
        ('status = "in_force"', 'status = "valid"', "status", 'status = "valid"：应为 in_force'),
        ('status = "in_force"', 'status = "draft"', "status", "与规则 LN-2022-1M 第 1 版的“现行有效”不同"),
        ("effective_from = 2026-01-01", "effective_from = 2022-07-14", "effective_from", "日期重叠"),
        ("effective_from = 2026-01-01", "effective_from = 2021-01-01", "effective_from", "2022-07-14"),
        ("effective_from = 2026-01-01", "effective_from = 0001-01-01", "effective_from", "1950"),
        ("effective_from = 2026-01-01\n", "", "effective_from", "缺少这个键"),
        ('window = "year"', 'window = "five_years"', "window", "与规则 LN-2022-1M 第 1 版的“年度”不同"),
        ('["specialized"]', '["everybody"]', "population", 'population = "everybody"'),
        ("minimum_months = 2", "minimum_months = 13", "minimum_months", "minimum_months = 13：应为 1 至 12"),
        ("minimum_months = 2\n", "", "minimum_months", "规定了数量"),
        ("[citation]", "[quotation]", "citation", "缺少这个键"),
        ('number = "示例发〔2025〕9号"\n', "", "citation.number", "citation.number：缺少这个键"),
        ('issued_on = "2025-11"', 'issued_on = "去年"', "citation.issued_on", 'issued_on = "去年"'),
        ("示例市职业学校教师企业实践办法", "《示例市办法》", "citation.title", "不写书名号"),
        ('title = "示例市', 'title = "\\u0000示例市', "citation.title", "看不见的字符"),
        ('title = "示例市', 'title = "\\u202e示例市', "citation.title", "看不见的字符"),
        ('["specialized"]', '["specialized\\u200b"]', "population", "看不见的字符"),
        ("version = 2", "version = ", "", "不是有效的 TOML 文件"),
        ("version = 2", f"version = {'9' * 5000}", "", "不是有效的 TOML 文件"),
        ("version = 2", f"version = {'[' * 5000}", "", "不是有效的 TOML 文件"),
        ("version = 2", f"version = 0x{'f' * 5000}", "", "version 太大"),
        ("version = 2", f"version = 2\n{'.'.join('a' * 5000)} = 1", "", "a 层次太多"),
        ("version = 2", "version = 3", "version", "下一版应为第 2 版"),
        ('id = "LN-2022-1M"', 'id = "SHILI-1"', "version", "新的规则从第 1 版开始"),
        ('id = "LN-2022-1M"', 'id = "ln-2022-1m"', "id", "与已有的规则 LN-2022-1M 只有大小写不同"),
        ("每年累计不少于两个月", "月" * 501, "citation.words", "最多 500 个字符"),
        ('number = "示例发〔2025〕9号"', f'number = "{"9" * 61}"', "citation.number", "最多 60 个字符"),
    ],
)
def test_a_rule_with_a_mistake_is_refused_naming_key_and_value(old, new, key, says):
    assert TWO_MONTHS.count(old) == 1
    with pytest.raises(StrictError) as error:
        check_addition(LAW, TWO_MONTHS.replace(old, new))
    assert error.value.key == key
    assert says in str(error.value)


@pytest.mark.parametrize(
    ("old", "new", "key", "says"),
    [
        ("version = 2", "version = 1", "version", "下一版应为第 2 版"),
        ("version = 2", "version = 9999", "version", "下一版应为第 2 版"),
        ("示例依据", "理" * 301, "rows[0].ground", "最多 300 个字符"),
        ("dated = 2027-01-01", "dated = 2026-11-22", "dated", "dated = 2026-11-22：与第 1 版的日期重叠"),
        ("dated = 2027-01-01\n", "", "dated", "缺少这个键"),
        ("version = 2", "version = 2\nextra = 1", "extra", "没有这个键"),
        ('venue = "training_base"', 'venue = "station_x"', "rows[0].venue", "station_x"),
        ('ground = "示例依据"\n', "", "rows[0].ground", "缺少这个键"),
        ("示例依据", "示例\\u200b依据", "rows.ground", "看不见的字符"),
        ('annual = "counts"', 'annual = "half"', "rows[0].annual", 'annual = "half"'),
    ],
)
def test_rows_with_a_mistake_are_refused_naming_key_and_value(old, new, key, says):
    with pytest.raises(StrictError) as error:
        check_addition(LAW, ROW.replace(old, new))
    assert error.value.key == key
    assert says in str(error.value)


@pytest.mark.parametrize(
    ("venue", "host", "annual", "five_year", "key"),
    [
        ("virtual", "enterprise", "counts", "counts", "rows[0].annual"),
        ("virtual", "any", "no", "ruling", "rows[0].five_year"),
        ("training_base", "school", "counts", "ruling", "rows[0].five_year"),
        ("training_base", "any", "counts", "counts", "rows[0].five_year"),
    ],
)
def test_a_row_cannot_make_count_what_the_table_of_this_edition_says_does_not(
    venue, host, annual, five_year, key
):
    text = (
        ROW.replace("training_base", venue)
        .replace('host = "enterprise"', f'host = "{host}"')
        .replace('annual = "counts"', f'annual = "{annual}"')
        .replace('five_year = "counts"', f'five_year = "{five_year}"')
    )
    with pytest.raises(StrictError, match="不计入”，学校不能改为") as error:
        check_addition(LAW, text)
    assert error.value.key == key


def test_nor_can_it_for_one_kind_of_teachers_nor_by_way_of_an_earlier_row_of_the_school():
    exception = '\n[rows.by_category.general]\nannual = "no"\nfive_year = "counts"\n'
    no = ROW.replace("training_base", "virtual").replace('"counts"', '"no"')
    with pytest.raises(StrictError, match="学校不能改为“计入”") as error:
        check_addition(LAW, no + exception)
    assert error.value.key == "rows[0].by_category.general.five_year"
    assert check_addition(LAW, no).rows[0].cells[Column.ANNUAL] is Cell.NO
    own_no = ROW.replace('"counts"', '"no"')
    assert check_addition(law_with([own_no]), LATER_ROW).version == 3  # its own no a school may take back


def test_a_table_without_rows_and_a_row_given_twice_are_refused():
    with pytest.raises(StrictError, match="至少写一行"):
        check_addition(LAW, "version = 2\ndated = 2027-01-01\nrows = []\n")
    with pytest.raises(StrictError, match=r"rows\[1\]\.venue.*重复"):
        check_addition(LAW, ROW + ROW[ROW.index("[[rows]]") :])


def test_a_text_longer_than_anybody_writes_is_refused():
    with pytest.raises(StrictError, match="最多"):
        check_addition(LAW, TWO_MONTHS + "#" * LONGEST_TEXT)


@pytest.mark.parametrize("text", [NEW_RULE.replace("2026-01-01", "2150-12-31"), ROW.replace("2027", "2150")])
def test_a_day_further_ahead_than_anybody_plans_is_refused(text):
    with pytest.raises(StrictError, match="离今天超过 3 年") as error:
        check_near(read_addition(text), date(2026, 11, 20))
    assert error.value.why == "离今天超过 3 年，请核对年份"
    check_near(read_addition(text.replace("2150", "2029").replace("12-31", "11-20")), date(2026, 11, 20))


DRAFT = (HERE / "rules/DD-DRAFT-5Y10M.toml").read_text("utf-8").replace("DD-DRAFT-5Y10M", "SHILI-DRAFT")


@pytest.mark.parametrize(
    ("texts", "says"),
    [
        (['id = "SHILI"'], "缺少这个键"),
        ([TWO_MONTHS.replace("version = 2", "version = 1")], "规则 LN-2022-1M 第 1 版与已有的第 1 版冲突"),
        ([TWO_MONTHS.replace("2026-01-01", "2022-07-14")], "规则 LN-2022-1M 第 2 版与已有的第 1 版冲突"),
        ([DRAFT, DRAFT.replace("version = 1", "version = 2")], "规则 SHILI-DRAFT 第 2 版与已有的第 1 版冲突"),
        ([ROW.replace("version = 2", "version = 1")], "计入表 第 1 版与已有的第 1 版冲突"),
    ],
)
def test_what_this_edition_cannot_take_is_left_out_and_the_rest_is_law(texts, says, caplog):
    law = law_with([NEW_RULE, *texts])
    assert law.versions("SHILI-2026-2M")
    (why,) = law.left_out
    assert says in why
    assert says in caplog.text
    assert law.versions("LN-2022-1M") == LAW.versions("LN-2022-1M")


def test_a_version_follows_the_last_one_that_was_published():
    law = law_with([TWO_MONTHS])
    third = TWO_MONTHS.replace("version = 2", "version = 3")
    with pytest.raises(StrictError, match="第 2 版的日期重叠，应晚于它的生效日（2026-01-01）"):
        check_addition(law, third)
    assert check_addition(law, third.replace("2026-01-01", "2027-01-01")).version == 3


def test_a_version_that_names_its_last_day_is_not_cut_short():
    ended = TWO_MONTHS.replace("window", "effective_to = 2026-12-31\nwindow", 1)
    third = TWO_MONTHS.replace("version = 2", "version = 3")
    with pytest.raises(StrictError, match="第 2 版的日期重叠，它到 2026-12-31 为止"):
        check_addition(law_with([ended]), third.replace("2026-01-01", "2026-06-01"))
    assert check_addition(law_with([ended]), third.replace("2026-01-01", "2027-01-01"))


def test_an_undated_draft_is_followed_by_a_dated_one_and_an_undated_version_follows_nothing():
    draft = (HERE / "rules/DD-DRAFT-5Y10M.toml").read_text("utf-8").replace("version = 1", "version = 2")
    with pytest.raises(StrictError, match="日期重叠，应晚于它的生效日（未注明）"):
        check_addition(LAW, draft)
    dated = draft.replace("window", "effective_from = 2027-01-01\neffective_from_assumed = true\nwindow", 1)
    assert check_addition(LAW, dated).effective_from == date(2027, 1, 1)


def test_a_rule_of_its_own_id_joins_beside_the_others():
    added = check_addition(LAW, NEW_RULE)
    assert isinstance(added, Rule)
    assert law_with([NEW_RULE]).versions("SHILI-2026-2M") == (added,)


def test_a_draft_of_the_school_is_a_draft():
    draft = NEW_RULE.replace('"in_force"', '"draft"').replace('number = "示例发〔2025〕9号"\n', "")
    assert check_addition(LAW, draft).status is RuleStatus.DRAFT


def test_the_same_texts_give_the_same_law_also_to_threads_at_once():
    assert law_with([]) is LAW
    assert law_with([TWO_MONTHS]) is law_with([TWO_MONTHS])
    assert law_with([TWO_MONTHS]) is not law_with([TWO_MONTHS, ROW])
    found = []
    threads = [threading.Thread(target=lambda: found.append(law_with([ROW, LATER_ROW]))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert all(law is found[0] for law in found)


def test_rows_join_the_table_from_their_day():
    assert check_addition(LAW, ROW).rows[0].ground == "示例依据"
    law = law_with([ROW, LATER_ROW])
    cell = (Venue.TRAINING_BASE, Host.ENTERPRISE, Column.FIVE_YEAR, Category.SPECIALIZED)
    assert [table.version for table in law.countings] == [1, 2, 3]
    assert law.counting_on(date(2026, 12, 31)).cell(*cell) is Cell.RULING
    assert law.counting_on(date(2027, 6, 1)).cell(*cell) is Cell.COUNTS


def test_what_a_form_writes_is_what_the_reader_reads():
    rule = read_addition(TWO_MONTHS)
    text = written(
        {
            "id": rule.id, "version": 2, "status": "in_force", "effective_from": date(2026, 1, 1),
            "effective_from_assumed": False, "effective_to": None, "population": ["specialized"],
            "systems": ["EDU"], "window": "year", "minimum_months": 2, "column": "annual",
            "citation": {
                "title": rule.title, "number": rule.number, "issued_on": "2025-11", "clause": "",
                "words": rule.citation.words, "source": "文件文本",
            },
        }
    )  # fmt: skip
    assert read_addition(text) == rule


def test_quotes_and_line_ends_survive_the_writing():
    odd = '他说"可以"，见 C:\\n 目录\n第二行\ttab'
    row = {"venue": "visit", "host": "any", "annual": "no", "five_year": "no", "ground": odd}
    row["by_category"] = {"general": {"annual": "counts", "five_year": "ruling"}}
    read = read_addition(written({"version": 2, "dated": date(2027, 1, 1), "rows": [row]}))
    assert read.rows[0].ground == odd
    assert read.rows[0].by_category[Category.GENERAL][Column.ANNUAL] is Cell.COUNTS
