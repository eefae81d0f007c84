"""Case files are read strictly: what is wrong is named by file, key and value."""

from datetime import date
from pathlib import Path

import pytest

from app.domain.facts import NamedPattern, Profile, RecordStatus
from app.policy.cases import CaseError, judge_case
from app.policy.loader import load_law

CASE = """
name = "a teacher"
as_of = 2026-12-31

[school]
system = "EDU"
level = "higher"
profile = [{ profile = "WD22", from = 2024-01-01 }, { profile = "WD20", from = 2015-01-01 }]
year_basis = "calendar"
window = "rolling"
gating = [{ rule = "LN-2020-5Y6M", from = 2020-03-02, transition = "as_of" }]
adopted = [{ rule = "RS-2022-PERIODIC", from = 2023-01-01 }]

[teacher]
hired_on = 2015-09-01
categories = [{ category = "general", from = 2020-09-01 }, { category = "specialized", from = 2015-09-01 }]
leaves = [{ first_day = 2026-03-01, last_day = 2026-03-31 }]
rulings = [
  { id = "R-1", kind = "exempt", rule = "LN-2022-1M", year = 2025 },
  { id = "R-2", kind = "exempt", rule = "LN-2020-5Y6M" },
  { id = "R-3", kind = "counts", rule = "LN-2022-1M", record = "A" },
]

[[records]]
id = "A"
venue = "visit"
host = "enterprise"
first_day = 2026-07-06
last_day = 2026-07-31
pattern = [1, 2]
hours_per_day = 7.5
absent = [2026-07-07]
attended_rest_days = [2026-07-11]
status = "endorsed"

[[records]]
id = "B"
venue = "station"
host = "enterprise"
first_day = 2026-08-03
last_day = 2026-08-07
"""


@pytest.fixture
def judge(tmp_path):
    def judge(text):
        path = tmp_path / "case.toml"
        path.write_text(text, "utf-8")
        return judge_case(load_law(), path)

    return judge


def test_every_key_is_read_and_dated_lists_are_put_in_order(judge):
    case, _ = judge(CASE)
    assert [entry.profile for entry in case.school.profiles] == [Profile.WD20, Profile.WD22]
    assert [entry.category for entry in case.teacher.categories] == ["specialized", "general"]
    first, second = case.records
    assert (first.pattern, first.half_hours, first.status) == (frozenset({1, 2}), 15, RecordStatus.ENDORSED)
    assert (first.absent, first.attended_rest_days) == ({date(2026, 7, 7)}, {date(2026, 7, 11)})
    assert (second.pattern, second.half_hours, second.status) == (NamedPattern.WORKDAYS, 16, "approved")
    assert [ruling.days for ruling in case.teacher.rulings] == [
        (date(2025, 1, 1), date(2025, 12, 31)),
        None,
        None,
    ]


@pytest.mark.parametrize("year", [-1, 0, 9999, 100_000])
def test_an_exemption_from_a_year_that_has_no_days_exempts_from_nothing(judge, year):
    case, evaluation = judge(CASE.replace("year = 2025", f"year = {year}"))
    assert case.teacher.rulings[0].days is None
    assert not [one for one in evaluation.verdicts if one.ruling == "R-1"]


def test_what_may_be_left_out_has_its_default(judge):
    case, evaluation = judge(
        'name = "x"\nas_of = 2026-12-31\n[school]\nsystem = "EDU"\n'
        "[teacher]\nhired_on = 2015-09-01\ncategories = []\n"
    )
    assert (case.school.level, case.school.profiles[0].profile, case.records) == (None, Profile.WD20, ())
    assert evaluation.gate is None


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('name = "a teacher"\n', "", "name"),
        ('name = "a teacher"', "name = 3", "name = 3"),
        ("as_of = 2026-12-31", "as_of = 2026", "as_of = 2026"),
        ("as_of = 2026-12-31", "as_of = 9999-12-31", "as_of = 9999-12-31"),
        ("[school]", "[schools]", "school"),
        ('system = "EDU"', 'system = "MOE"', 'school.system = "MOE"'),
        ('system = "EDU"', 'system = "EDU"\ncolour = "red"', 'school.colour = "red"'),
        ('level = "higher"', 'level = "highest"', "school.level"),
        ('profile = "WD22"', 'profile = "WD99"', "school.profile[0].profile"),
        (
            'profile = "WD22", from = 2024-01-01',
            'profile = "WD22", from = 2015-01-01',
            "school.profile[1].from",
        ),
        ('profile = "WD22", from', 'profile = "WD22", x = 1, from', "school.profile[0].x"),
        ('window = "rolling"', 'window = "fixed"', "school.cycle_start"),
        ('window = "rolling"', 'window = "fixed"\ncycle_start = 2027-01-01', "cycle_start = 2027-01-01"),
        ('transition = "as_of"', 'transition = "prorate"', "school.gating[0].transition"),
        ('transition = "as_of"', 'note = "x"', "school.gating[0].note"),
        (
            "gating = [{",
            'gating = [{ rule = "LN-2021-5Y10M", from = 2020-03-02 }, {',
            "school.gating[1].from",
        ),
        ('rule = "LN-2020-5Y6M", from', 'rule = "LN-1999", from', "LN-1999（状态 unknown）"),
        ('rule = "RS-2022-PERIODIC"', 'rule = "RS-1999"', 'school.adopted[0].rule = "RS-1999"'),
        ("from = 2023-01-01 }", "from = 2023-01-01, x = 1 }", "school.adopted[0].x"),
        ("hired_on = 2015-09-01", "", "teacher.hired_on"),
        ("hired_on = 2015-09-01", "hired_on = 2015-09-01\nage = 3", "teacher.age"),
        ('category = "general"', 'category = "other"', "teacher.categories[0].category"),
        ("from = 2020-09-01", "from = 2015-09-01", "teacher.categories[1].from"),
        ("from = 2020-09-01", "from = 2020-09-01, x = 1", "teacher.categories[0].x"),
        ("last_day = 2026-03-31", "last_day = 2026-02-01", "teacher.leaves[0].last_day = 2026-02-01"),
        ("last_day = 2026-03-31", 'last_day = 2026-03-31, why = "x"', "teacher.leaves[0].why"),
        (", year = 2025", "", "teacher.rulings[0].year"),
        ('"LN-2022-1M", year', '"LN-2020-5Y6M", year', "teacher.rulings[0].year = 2025"),
        ('rule = "LN-2020-5Y6M" }', 'rule = "LN-1999" }', 'teacher.rulings[1].rule = "LN-1999"'),
        ('record = "A"', 'record = "Z"', 'teacher.rulings[2].record = "Z"'),
        ('record = "A"', 'record = "A", year = 2025', "teacher.rulings[2].year"),
        ('id = "B"', 'id = "A"', 'records[1].id = "A"'),
        ('id = "B"', "id = 7", "records[1].id = 7"),
        ('venue = "station"', 'venue = "moon"', 'records[1].venue = "moon"'),
        ("last_day = 2026-08-07", "last_day = 2026-08-02", "records[1].last_day = 2026-08-02"),
        ("last_day = 2026-08-07", "last_day = 2027-08-04", "records[1].last_day = 2027-08-04"),
        ("last_day = 2026-08-07", "last_day = 2026-08-07\nmood = 1", "records[1].mood"),
        ("absent = [2026-07-07]", "absent = [2026-08-01]", "records[0].absent = 2026-08-01"),
        ("[2026-07-11]", "[2026-07-05]", "records[0].attended_rest_days = 2026-07-05"),
        ("absent = [2026-07-07]", "absent = 2026-07-07", "records[0].absent"),
        ("pattern = [1, 2]", "pattern = [0, 1]", "records[0].pattern = [0、1]"),
        ("pattern = [1, 2]", "pattern = [true]", "records[0].pattern"),
        ("pattern = [1, 2]", 'pattern = "weekly"', 'records[0].pattern = "weekly"'),
        ("hours_per_day = 7.5", "hours_per_day = 8.5", "records[0].hours_per_day = 8.5"),
        ("hours_per_day = 7.5", "hours_per_day = 0", "records[0].hours_per_day = 0"),
        ("hours_per_day = 7.5", "hours_per_day = 7.25", "records[0].hours_per_day = 7.25"),
        ("hours_per_day = 7.5", "hours_per_day = nan", "records[0].hours_per_day"),
        ("hours_per_day = 7.5", "hours_per_day = true", "records[0].hours_per_day = true"),
        ("hours_per_day = 7.5", 'hours_per_day = "8"', "records[0].hours_per_day"),
        ('status = "endorsed"', 'status = "fine"', "records[0].status"),
        ('[[records]]\nid = "B"', '[[record]]\nid = "B"', "record"),
        ('name = "a teacher"', 'name = "a teacher"\nname = "twice"', "TOML"),
    ],
)
def test_a_mistake_is_named_by_file_key_and_value(judge, old, new, says):
    assert old in CASE
    with pytest.raises(CaseError) as error:
        judge(CASE.replace(old, new, 1))
    assert "case.toml" in str(error.value)
    assert says in str(error.value)


def test_contradictory_rulings_make_the_case_an_error(judge):
    text = CASE.replace(
        'record = "A" },',
        'record = "A" },\n{ id = "R-4", kind = "does_not_count", rule = "LN-2022-1M", record = "A" },',
    )
    with pytest.raises(CaseError, match=r"case\.toml：teacher\.rulings：记录 A.*LN-2022-1M"):
        judge(text)


def test_a_case_keeps_its_name_in_an_error_where_it_has_a_readable_one(judge):
    with pytest.raises(CaseError) as error:
        judge(CASE.replace('"EDU"', '"MOE"'))
    assert error.value.case == "a teacher"
    with pytest.raises(CaseError) as error:
        judge(CASE.replace('name = "a teacher"', 'name = ""'))
    assert error.value.case == "case.toml"


def test_a_file_that_cannot_be_read_is_named():
    with pytest.raises(CaseError, match=r"nowhere\.toml"):
        judge_case(load_law(), Path("nowhere.toml"))


def test_a_refusal_is_no_kind_of_ruling_in_a_case(judge):
    with pytest.raises(CaseError, match=r"refused.*应为 exempt、counts、does_not_count 之一"):
        judge(CASE.replace('kind = "exempt", rule = "LN-2022-1M"', 'kind = "refused", rule = "LN-2022-1M"'))
