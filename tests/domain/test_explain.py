"""The worksheet of a verdict, its sentences, and the days behind it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.domain import words
from app.domain.conclusion import citation_line, titled, year_name
from app.domain.explain import evaluation_text, explain
from app.domain.facts import (
    Category,
    Host,
    Leave,
    NamedPattern,
    Profile,
    RecordStatus,
    Ruling,
    RulingKind,
    SchoolLevel,
    System,
    Transition,
    Venue,
    WindowKind,
    YearBasis,
)
from app.domain.outcome import ExclusionReason, Standing
from app.domain.rules import Cell, RuleStatus, RuleWindow
from app.domain.timeline import Change, ChangeKind, coming_change, credited_days, desk, leaving
from app.domain.windows import Window
from app.domain.written import written

from .cast import (
    ANNUAL,
    CAL30,
    DRAFT,
    FULL_YEAR,
    LAW,
    LI,
    PERIODIC,
    SCHOOL,
    SIX,
    TECHNICAL,
    YEAR_END,
    categories,
    day,
    gated,
    judged,
    post,
    verdict,
)


def sheet(rule, *records, year=None, school=SCHOOL, teacher=LI, as_of=YEAR_END):
    found = verdict(rule, *records, year=year, school=school, teacher=teacher, as_of=as_of)
    return explain(LAW, school, teacher, records, found, as_of=as_of)


@pytest.mark.parametrize(
    ("enum", "labels"),
    [
        (Standing, words.STANDING),
        (ExclusionReason, words.EXCLUSION),
        (Venue, words.VENUE),
        (Host, words.HOST),
        (Category, words.CATEGORY),
        (RecordStatus, words.RECORD_STATUS),
        (System, words.SYSTEM),
        (SchoolLevel, words.SCHOOL_LEVEL),
        (YearBasis, words.YEAR_BASIS),
        (WindowKind, words.WINDOW_KIND),
        (Transition, words.TRANSITION),
        (RuleWindow, words.RULE_WINDOW),
        (RuleStatus, words.RULE_STATUS),
        (Cell, words.CELL),
        (NamedPattern, words.NAMED_PATTERN),
        (Profile, words.PROFILE),
    ],
)
def test_every_value_has_a_chinese_word(enum, labels):
    assert set(labels) == set(enum)
    assert all(labels.values())


def test_hours_and_patterns_in_words():
    assert [words.hours(n) for n in (0, 1, 16, 2001)] == ["0", "0.5", "8", "1,000.5"]
    assert words.pattern(frozenset({3, 1, 7})) == "每周一、三、日"
    assert words.PROFILE[Profile.WD2175] == "每月按 21.75 个工作日，即 174 小时"


def test_documents_and_years_are_named_in_one_way():
    assert titled("通知", "辽政发〔2020〕8号") == "《通知》（辽政发〔2020〕8号）"
    assert titled("讨论稿", None) == "《讨论稿》"
    assert year_name(Window(date(2026, 1, 1), date(2026, 12, 31))) == "2026 年"
    assert year_name(Window(date(2025, 9, 1), date(2026, 8, 31))) == "2025—2026 学年"


# -- the citation


def test_the_citation_says_what_is_assumed_and_what_is_not_known():
    lines = {rule.id: citation_line(rule) for rule in LAW.rules}
    assert lines["CN-2016-5Y6M"] == (
        "《职业学校教师企业实践规定》教师〔2016〕3号，2016-05-11 发布，第四条，2016-05-11 起施行，现行有效"
    )
    assert "生效日为推定" in lines[ANNUAL]
    assert lines[DRAFT] == "《丹东市实施意见（讨论稿）》（无文号），发布日期不详，讨论稿，仅供测算"


# -- the lines


def test_an_overlap_names_the_record_that_keeps_the_hours():
    found = sheet(ANNUAL, post("A", "2026-07-06", "2026-07-31"), post("B", "2026-07-20", "2026-08-07"))
    late = found.lines[1]
    assert (late.attended, late.credited_days, late.credited, late.lost) == (15, 5, 80, 160)
    assert [(overlap.record_id, overlap.days) for overlap in late.overlaps] == [("A", 10)]
    assert late.notes({"A": "示例重工"}.get)[-1] == "与“示例重工”有 10 天同日，一天最多计 8 小时"
    assert found.lines[0].overlaps == ()


def test_half_days_that_fit_under_the_cap_are_no_overlap():
    morning = post("A", "2026-07-06", "2026-07-10", half_hours=8)
    found = sheet(ANNUAL, morning, replace(morning, id="B"))
    assert [line.overlaps for line in found.lines] == [(), ()]


def test_a_day_cut_in_part_counts_what_the_cap_took():
    morning = post("A", "2026-07-06", "2026-07-10", half_hours=12)
    found = sheet(ANNUAL, morning, replace(morning, id="B", half_hours=8))
    assert (found.lines[1].credited, found.lines[1].lost) == (20, 20)


def test_a_record_with_nothing_left_names_who_filled_its_days():
    found = sheet(ANNUAL, post("A", "2026-07-06", "2026-07-10"), post("B", "2026-07-07", "2026-07-08"))
    (line,) = found.excluded
    assert (line.lost, line.overlaps[0].record_id) == (32, "A")
    assert line.notes()[0] == "当天已由其他记录计满"


def test_days_left_out_are_counted_one_reason_each():
    new = replace(LI, hired_on=day("2026-01-05"))
    winter = post("A", "2025-12-29", "2026-01-11", absent=frozenset({day("2026-01-08")}))
    (line,) = sheet(ANNUAL, winter, teacher=new, as_of=day("2026-01-07")).lines
    assert (line.span, line.resting, line.attended, line.outside, line.before_hire, line.after_as_of) == (
        14,
        5,
        8,
        3,
        1,
        1,
    )
    assert line.notes() == [
        "休息 5 天",
        "缺勤 1 天",
        "3 个出勤日在统计期以外",
        "1 个出勤日在入职以前",
        "1 个出勤日在截至日以后",
    ]


def test_days_on_which_a_weekly_pattern_does_not_go_are_no_rest():
    weekly = post("A", "2026-07-06", "2026-07-12", pattern=frozenset({1, 3}))
    assert sheet(ANNUAL, weekly).lines[0].notes()[0] == "不去 5 天"


def test_a_visit_that_counts_in_part_says_how_many_days_wait():
    wang = replace(LI, categories=categories(("general", "2015-09-01"), ("specialized", "2026-09-01")))
    visit = post("A", "2026-08-31", "2026-09-02", venue=Venue.VISIT)
    assert sheet(ANNUAL, visit, teacher=wang).lines[0].notes() == ["2 天是否计入待学校裁定"]


def test_a_full_october_2026_is_too_little_and_the_line_shows_why():
    found = sheet(ANNUAL, post("A", "2026-10-01", "2026-10-31"))
    assert found.lines[0].notes() == ["休息 13 天"]
    assert found.conclusion == "未达标：还差 16 小时（约 2 个工作日）。"


# -- a record in full sentences


def told(rule, *records, **facts):
    found = sheet(rule, *records, **facts)
    return [written(line) for line in (*found.lines, *found.excluded)]


def test_a_record_is_reckoned_from_its_span_to_its_hours():
    assert told(ANNUAL, post("A", "2026-10-01", "2026-10-31", absent=frozenset({day("2026-10-08")}))) == [
        "起止 31 天 − 休息 13 天（其中国庆节 7 天） − 缺勤 1 天 = 出勤 17 天；17 天 × 8 小时 = 136 小时。"
    ]
    weekly = post("A", "2026-07-06", "2026-07-12", pattern=frozenset({1, 3}), half_hours=7)
    assert told(ANNUAL, weekly) == ["起止 7 天 − 不去 5 天 = 出勤 2 天；2 天 × 3.5 小时 = 7 小时。"]
    extra = post("A", "2026-07-10", "2026-07-11", attended_rest_days=frozenset({day("2026-07-11")}))
    assert told(ANNUAL, extra) == [
        "起止 2 天，天天出勤；出勤日含另外出勤的休息日 1 天；2 天 × 8 小时 = 16 小时。"
    ]
    assert told(ANNUAL, post("A", "2026-07-10", "2026-07-12"), school=CAL30)[0].startswith(
        "按每月 30 天的口径，起止之间每天都算；起止 3 天，天天出勤"
    )


def test_days_that_fall_away_are_taken_off_before_they_are_multiplied():
    new = replace(LI, hired_on=day("2026-01-05"))
    winter = post("A", "2025-12-29", "2026-01-11", absent=frozenset({day("2026-01-08")}))
    (line,) = told(ANNUAL, winter, teacher=new, as_of=day("2026-01-07"))
    assert line == (
        "起止 14 天 − 休息 5 天（其中元旦 3 天） − 缺勤 1 天 = 出勤 8 天；其中 3 天在统计期以外、"
        "1 天在入职以前、1 天在截至日以后，不计，余 3 天；3 天 × 8 小时 = 24 小时。"
    )
    wang = replace(LI, categories=categories(("general", "2015-09-01"), ("specialized", "2026-09-01")))
    visit = post("A", "2026-08-31", "2026-09-02", venue=Venue.VISIT)
    assert "其中 2 天是否计入待学校裁定，不计，余 1 天" in told(ANNUAL, visit, teacher=wang)[0]


def test_what_the_cap_takes_is_written_out_with_who_filled_the_day():
    early, late = post("A", "2026-07-06", "2026-07-10"), post("B", "2026-07-09", "2026-07-13")
    assert told(ANNUAL, early, late)[1] == (
        "起止 5 天 − 休息 2 天 = 出勤 3 天；3 天 × 8 小时 = 24 小时；"
        "与“A”有 2 天同日，一天最多计 8 小时，减去 16 小时，计 8 小时。"
    )
    (line,) = told(ANNUAL, early, post("B", "2026-07-07", "2026-07-08"))[1:]
    assert line.startswith(
        "同日已由其他记录计满；起止 2 天，天天出勤；2 天 × 8 小时 = 16 小时；与“A”有 2 天同日"
    )


def test_a_record_that_does_not_count_begins_with_why():
    july = post("A", "2026-07-06", "2026-07-10")
    for changes, why in (
        ({"status": RecordStatus.DRAFT}, "还是草稿，没有提交"),
        ({"status": RecordStatus.ENDORSED}, "还在审核，通过以后才计入"),
        ({"status": RecordStatus.REVOKED}, "已撤销，不能计入"),
        ({"venue": Venue.VIRTUAL}, "不计入本规定"),
        ({"venue": Venue.OTHER}, "这种形式是否计入，规定没有写明，要由学校裁定"),
    ):
        assert told(ANNUAL, replace(july, **changes)) == [f"{why}；起止 5 天，天天出勤。"]


def test_the_worksheet_ends_with_by_when_while_the_day_is_to_come():
    assert sheet(ANNUAL, as_of=day("2026-11-26")).by_when == (
        "12 月 31 日前还需 160 小时（20 个工作日），最晚 12 月 4 日开始。"
    )
    assert sheet(SIX).by_when == ""
    assert sheet(ANNUAL, post("A", "2026-07-01", "2026-07-31"), as_of=day("2026-11-26")).by_when == ""


def test_a_difference_of_nothing_and_one_that_asks_nothing_say_so():
    exempt = replace(LI, rulings=(Ruling("R-1", RulingKind.EXEMPT, SIX),))
    exact = post("A", "2026-07-01", "2026-07-28")
    assert sheet(ANNUAL, exact).arithmetic[-1] == "差额：无（正好）"
    assert sheet(SIX, exact, teacher=exempt).arithmetic[-1].endswith("，已豁免，不要求补足")


# -- the sentences


def test_the_arithmetic_shows_every_step():
    july = post("A", "2026-07-06", "2026-07-10")
    waiting = post("B", "2026-08-03", "2026-08-04", status=RecordStatus.SUBMITTED)
    escort = post("C", "2026-09-01", "2026-09-01", venue=Venue.STUDENT_ESCORT)
    assert sheet(ANNUAL, july, waiting, escort).arithmetic == (
        "要求：1 个月 × 160 小时/月 = 160 小时",
        "计入：40 小时",
        "待审核的记录通过后可再计入 16 小时",
        "待裁定的记录若计入可再加 8 小时",
        "差额：160 − 40 = 120 小时（约 15 个工作日）",
    )
    assert sheet(ANNUAL, FULL_YEAR, year=2024).arithmetic[-1].startswith("差额：无（")


def test_each_standing_ends_in_a_sentence_that_says_what_follows():
    wang = replace(LI, categories=categories(("general", "2015-09-01")))
    new = replace(LI, hired_on=day("2026-03-01"))
    exempt = replace(LI, rulings=(Ruling("R-1", RulingKind.EXEMPT, SIX),))
    away = replace(LI, leaves=(Leave(day("2026-03-01"), day("2026-03-31")),))
    july = post("A", "2026-07-01", "2026-07-31")
    fixed = replace(SCHOOL, window=WindowKind.FIXED, cycle_start=day("2022-01-01"))
    assert sheet(SIX).conclusion == "未达标：还差 960 小时（约 120 个工作日）。"
    assert sheet(SIX, teacher=wang).conclusion == "不适用：这条规定在本统计期不适用，只作记录。"
    assert sheet(SIX, teacher=exempt).conclusion == "已豁免：学校裁定（R-1）予以豁免，不等于达标。"
    assert sheet(ANNUAL, july).conclusion == "已达标：计入 184 小时，要求 160 小时。"
    assert sheet(SIX, FULL_YEAR).conclusion.endswith("，要求 960 小时。")
    assert sheet(SIX, FULL_YEAR).by_when.startswith("若不再增加，2029 年")
    assert sheet(ANNUAL, as_of=day("2026-06-30")).conclusion == (
        "进行中：还差 160 小时（约 20 个工作日），请在 2026 年 12 月 31 日前完成，还有 184 天。"
    )
    assert sheet(ANNUAL, teacher=new).conclusion == (
        "尚未起算：自 2026 年 3 月 1 日起适用，从下一个完整年度起考核。"
    )
    assert sheet(SIX, teacher=new).conclusion == (
        "尚未起算：自 2026 年 3 月 1 日起适用，尚未满五年，2031 年 2 月 28 日起考核。"
    )
    assert sheet(SIX, teacher=new, school=fixed).conclusion.endswith("尚未满五年。")
    assert sheet(ANNUAL, replace(july, venue=Venue.OTHER)).conclusion.endswith("若计入即可达标，请学校裁定。")
    assert sheet(ANNUAL, teacher=away).conclusion.endswith("这一年有经批准的离岗，是否豁免需学校裁定。")
    assert sheet(ANNUAL, replace(july, status=RecordStatus.ENDORSED)).conclusion.endswith("通过后即可达标。")
    assert sheet(PERIODIC, july, school=TECHNICAL).conclusion == "暂无规定：文件没有规定数量，只作记录。"


def test_a_draft_and_a_provisional_year_are_said_aloud():
    draft = sheet(DRAFT)
    assert draft.conclusion.startswith("（仅供测算）未达标")
    assert draft.remarks == ("本规则为讨论稿，结果仅供测算，不能作为认定依据。",)
    running = sheet(ANNUAL, as_of=day("2027-06-30"))
    assert len(running.remarks) == 2
    assert "暂估" in running.remarks[0]
    assert running.remarks[1] == "统计期尚未结束，只计到 2027-06-30。"


def test_a_gate_without_a_verdict_is_said_in_the_text():
    school = gated((SIX, "2020-03-02"), school=TECHNICAL)
    text = evaluation_text(LAW, "示例", (school, LI, ()), judged(school=school))
    assert "认定依据：LN-2020-5Y6M，没有结论，不能推荐" in text


def test_the_text_says_from_when_on_a_rule_binds_and_where_there_is_no_record():
    wang = replace(LI, categories=categories(("general", "2015-09-01")))
    text = evaluation_text(LAW, "示例", (SCHOOL, wang, ()), judged(teacher=wang))
    assert "适用：自" not in text
    assert "统计期内没有记录。" in text
    bound = evaluation_text(LAW, "示例", (SCHOOL, LI, ()), judged())
    assert "适用：自 2015 年 9 月 1 日起适用于本人" in bound
    assert "■ LN-2022-1M（2026 年）  未达标" in bound


# -- the days behind it


def test_the_days_of_each_record_can_be_drawn_with_what_waits_for_review():
    first = post("A", "2026-07-06", "2026-07-07")
    second = post("B", "2026-07-07", "2026-07-08", status=RecordStatus.SUBMITTED)
    found = desk(LAW, SCHOOL, LI, [first, second], verdict(ANNUAL, first, second), as_of=YEAR_END)
    assert credited_days(found) == {"A": {day("2026-07-06"): 16, day("2026-07-07"): 16}}
    assert credited_days(found, found.account.pending)["B"] == {day("2026-07-08"): 16}
    before = desk(LAW, SCHOOL, LI, [first], verdict(ANNUAL, first, year=2025), as_of=YEAR_END)
    assert credited_days(before) == {}


def test_hours_that_leave_the_window_soon_are_listed_by_day():
    old = post("A", "2021-11-23", "2021-11-25", half_hours=8)
    as_of = day("2026-11-22")
    found = desk(LAW, SCHOOL, LI, [old], verdict(SIX, old, as_of=as_of), as_of=as_of)
    assert leaving(found, as_of, timedelta(days=2)) == [(day("2026-11-23"), 8), (day("2026-11-24"), 8)]


def test_each_verdict_names_the_day_on_which_it_changes_of_itself():
    found = judged(FULL_YEAR, school=gated((SIX, "2020-03-02")), as_of=day("2026-06-30"))
    changes = [change for verdict in found.verdicts if (change := coming_change(verdict))]
    assert Change(day("2026-12-31"), ANNUAL, ChangeKind.ENDS) in changes
    assert [change.kind for change in changes].count(ChangeKind.DROPS) == 4
    new = replace(LI, hired_on=day("2024-03-01"))
    due = coming_change(verdict("LN-2021-5Y10M", teacher=new, as_of=day("2026-06-30")))
    assert due == Change(day("2029-02-28"), "LN-2021-5Y10M", ChangeKind.FALLS_DUE)


def test_what_is_in_review_is_a_part_of_what_lacks_wherever_it_is_said():
    some = post("B", "2026-08-03", "2026-08-14", status=RecordStatus.SUBMITTED)
    november = day("2026-11-26")
    assert sheet(ANNUAL, some, as_of=november).conclusion == (
        "进行中：还差 160 小时（约 20 个工作日），其中 80 小时已在审核，"
        "请在 2026 年 12 月 31 日前完成，还有 35 天。"
    )
    enough = post("A", "2026-07-06", "2026-07-17")
    assert sheet(ANNUAL, enough, some, as_of=november).conclusion == (
        "进行中：还差 80 小时（约 10 个工作日），都已在审核；全部通过就够了。"
    )
    assert "约 30 天" in sheet(ANNUAL, school=CAL30, as_of=november).conclusion
