"""A data file with one mistake is refused, naming file and key; the files in use are read whole."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from app.domain.facts import Category, Host, Venue
from app.domain.rules import Cell, Column, RuleStatus
from app.policy.loader import HERE, PolicyError, load_law, read_law
from app.policy.strict import StrictError, Table

RULE = "rules/LN-2022-1M.toml"
DRAFT = "rules/DD-DRAFT-5Y10M.toml"
YEAR = "calendar/2026.toml"


@pytest.fixture
def folder(tmp_path):
    copy = tmp_path / "policy"
    shutil.copytree(HERE, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return copy


def edit(folder, name, old, new):
    path = folder / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_the_law_is_read_once():
    assert load_law() is load_law()


def test_the_copied_folder_reads_as_the_law_in_use(folder):
    law = read_law(folder)
    assert law.rules == load_law().rules
    assert law.duties == load_law().duties
    assert law.countings[0].rows == load_law().countings[0].rows
    assert law.calendar.years == load_law().calendar.years


def test_every_rule_of_the_contract_is_there_with_its_numbers():
    rules = {rule.id: (rule.minimum_months, rule.window, rule.status) for rule in load_law().rules}
    assert rules == {
        "CN-2016-5Y6M": (6, "five_years", "in_force"),
        "DD-DRAFT-5Y10M": (10, "five_years", "draft"),
        "LN-2020-5Y6M": (6, "five_years", "in_force"),
        "LN-2021-5Y10M": (10, "five_years", "in_force"),
        "LN-2022-1M": (1, "year", "in_force"),
        "RS-2022-PERIODIC": (None, "none", "in_force"),
    }
    assert [duty.id for duty in load_law().duties] == ["CN-2016-FIRST", "CN-2016-PUBLIC"]


def test_what_is_not_known_of_a_text_is_not_invented():
    rules = {rule.id: rule for rule in load_law().rules}
    assert rules["LN-2022-1M"].issued_on == "2022"
    assert rules["LN-2022-1M"].effective_from_assumed
    draft = rules["DD-DRAFT-5Y10M"]
    assert (draft.number, draft.issued_on, draft.effective_from) == (None, None, None)
    assert draft.status is RuleStatus.DRAFT


def test_the_counting_table_is_that_of_the_contract():
    table = load_law().countings[0]
    expected = {
        "enterprise_post enterprise": "counts counts",
        "station enterprise": "counts counts",
        "practice_base enterprise": "counts counts",
        "research enterprise": "counts counts",
        "training_base enterprise": "counts ruling",
        "training_base school": "counts no",
        "practicum_base enterprise": "counts no",
        "practicum_base school": "counts no",
        "own_school enterprise": "ruling no",
        "own_school school": "ruling no",
        "virtual enterprise": "no no",
        "virtual school": "no no",
    }
    for venue in Venue:
        for host in Host:
            cells = [table.cell(venue, host, column, Category.SPECIALIZED) for column in Column]
            assert " ".join(cells) == expected.get(f"{venue} {host}", "ruling ruling")
            assert table.row(venue, host) is None or table.row(venue, host).ground
    visit = (Venue.VISIT, Host.ENTERPRISE)
    assert table.cell(*visit, Column.ANNUAL, Category.GENERAL) is Cell.COUNTS
    assert table.cell(*visit, Column.FIVE_YEAR, Category.GENERAL) is Cell.RULING
    assert table.cell(*visit, Column.ANNUAL, None) is Cell.RULING


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        (RULE, 'column = "annual"', 'column = "annual"\ncolour = "red"', "colour"),
        (RULE, "version = 1", "", "version"),
        (RULE, "version = 1", 'version = "1"', "version"),
        (RULE, "version = 1", "version = true", "version"),
        (RULE, 'status = "in_force"', 'status = "valid"', "status"),
        (RULE, "effective_from = 2022-07-14\n", "", "effective_from"),
        (RULE, "effective_from = 2022-07-14", 'effective_from = "2022-07-14"', "effective_from"),
        (RULE, "effective_from = 2022-07-14", "effective_from = 2022-07-14T00:00:00", "effective_from"),
        (RULE, "effective_from_assumed = true", "effective_from_assumed = 1", "effective_from_assumed"),
        (RULE, 'window = "year"', 'window = "year"\neffective_to = 2022-01-01', "effective_to"),
        (RULE, '["specialized"]', "[]", "population"),
        (RULE, '["specialized"]', '"specialized"', "population"),
        (RULE, '["specialized"]', '["everybody"]', "population"),
        (RULE, "minimum_months = 1\n", "", "minimum_months"),
        (RULE, "minimum_months = 1", "minimum_months = 0", "minimum_months"),
        ("rules/RS-2022-PERIODIC.toml", 'window = "none"', 'window = "none"\nminimum_months = 1', "minimum"),
        (RULE, 'title = "辽宁省关于推动现代职业教育高质量发展若干措施"\n', "", "citation.title"),
        (RULE, 'number = "辽委办发〔2022〕13号"\n', "", "citation.number"),
        (RULE, 'number = "辽委办发〔2022〕13号"', 'number = " "', "citation.number"),
        (RULE, 'issued_on = "2022"\n', "", "citation.issued_on"),
        (RULE, 'issued_on = "2022"', 'issued_on = "July 2022"', "citation.issued_on"),
        (RULE, 'issued_on = "2022"', 'issued_on = "2022"\npage = 3', "citation.page"),
        (RULE, "[citation]", "[quotation]", "citation"),
        (RULE, "[citation]", "citation = 3\n[quotation]", "citation"),
        (RULE, 'id = "LN-2022-1M"', "id = ", "TOML"),
        ("duties.toml", 'id = "CN-2016-FIRST"', 'id = "CN-2016-FIRST"\nminimum = 1', "duties[0].minimum"),
        ("duties.toml", "[[duties]]", "extra = 1\n[[duties]]", "extra"),
        ("counting.toml", "version = 1", "version = 1\nextra = 2", "extra"),
        ("counting.toml", "dated = 2026-11-22\n", "", "dated"),
        ("counting.toml", 'host = "enterprise"', 'host = "nobody"', "rows[0].host"),
        ("counting.toml", 'annual = "counts"', 'annual = "half"', "rows[0].annual"),
        ("counting.toml", 'venue = "station"', 'venue = "enterprise_post"', "rows[1].venue"),
        ("counting.toml", "rows.by_category.general", "rows.by_category.everybody", "by_category.everybody"),
        ("counting.toml", "[rows.by_category.general]", "[rows.by_category.general]\nx = 1", "general.x"),
        (
            "counting.toml",
            '\nground = "教师〔2016〕3号第四条：到企业或生产服务一线实践"',
            "",
            "rows[0].ground",
        ),
        (YEAR, "year = 2026", "year = 2025", "year"),
        (YEAR, 'source = "国办发明电〔2025〕7号"\n', "", "source"),
        (YEAR, "source = ", "note = 1\nsource = ", "note"),
        (YEAR, "2026-01-04,", "2026-01-05,", "make_up_days"),
        (YEAR, "2026-01-04,", "2026-01-03,", "make_up_days"),
        (YEAR, "2026-01-04,", "2025-01-04,", "make_up_days"),
        (YEAR, "2026-01-04,", '"2026-01-04",', "make_up_days"),
        (YEAR, "last_day = 2026-01-03", "last_day = 2025-12-31", "holidays[0].last_day"),
        (YEAR, "first_day = 2026-01-01", "first_day = 2025-12-31", "holidays[0].first_day"),
        (YEAR, "first_day = 2026-02-15", "first_day = 2026-01-03", "holidays[1].first_day"),
        (YEAR, 'name = "元旦", ', 'name = "元旦", paid = true, ', "holidays[0].paid"),
    ],
)
def test_a_file_with_a_mistake_is_refused_naming_file_and_key(folder, name, old, new, says):
    edit(folder, name, old, new)
    with pytest.raises(PolicyError) as error:
        read_law(folder)
    message = str(error.value)
    assert message.startswith(Path(name).name)
    assert says in message


def copy_rule(folder, **changes):
    text = (folder / RULE).read_text("utf-8")
    for old, new in changes.values():
        assert old in text
        text = text.replace(old, new)
    (folder / "rules/LN-2022-1M-2.toml").write_text(text, "utf-8")


def test_two_versions_of_a_rule_cannot_overlap_in_time(folder):
    copy_rule(folder, version=("version = 1", "version = 2"))
    with pytest.raises(PolicyError, match=r"LN-2022-1M.*\.toml：effective_from"):
        read_law(folder)


def test_a_version_cannot_be_given_twice(folder):
    copy_rule(folder, dates=("2022-07-14", "2030-01-01"))
    with pytest.raises(PolicyError, match="version = 1"):
        read_law(folder)


def test_a_later_version_follows_an_earlier_one_that_ends(folder):
    edit(folder, RULE, 'window = "year"', 'window = "year"\neffective_to = 2029-12-31')
    copy_rule(
        folder,
        version=("version = 1", "version = 2"),
        dates=("2022-07-14", "2030-01-01"),
        end=("effective_to = 2029-12-31\n", ""),
    )
    versions = read_law(folder).versions("LN-2022-1M")
    assert [rule.version for rule in versions] == [1, 2]
    assert not versions[0].in_force_on(date(2030, 1, 1))
    assert versions[1].in_force_on(date(2030, 1, 1))
    assert not versions[1].in_force_on(date(2029, 12, 31))


def test_a_draft_may_carry_a_date_which_is_then_marked(folder):
    edit(folder, DRAFT, "window =", "effective_from = 2021-06-01\neffective_from_assumed = true\nwindow =")
    (draft,) = read_law(folder).versions("DD-DRAFT-5Y10M")
    assert draft.effective_from_assumed


def test_a_missing_or_empty_part_is_refused(folder):
    (folder / "duties.toml").unlink()
    with pytest.raises(PolicyError, match=r"duties\.toml"):
        read_law(folder)
    shutil.rmtree(folder / "rules")
    with pytest.raises(PolicyError, match="rules"):
        read_law(folder)


def test_a_file_that_is_no_text_is_refused(folder):
    (folder / RULE).write_bytes("示例".encode("gb18030"))
    with pytest.raises(PolicyError, match=r"LN-2022-1M\.toml：不是有效的 TOML 文件"):
        read_law(folder)


def test_a_long_value_is_cut_in_the_message():
    table = Table("f.toml", "", {"name": "x" * 200})
    assert len(str(table.error("name", "x" * 200, "?"))) < 120
    with pytest.raises(StrictError, match="true"):
        raise table.error("name", True, "?")
