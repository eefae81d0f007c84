"""What a recommendation says, sentence by sentence; the space beside numbers is the typesetter's."""

from datetime import date

from app.domain import words
from app.domain.certificates import EthicsResult, Level, PracticeBasis, RecommendationFacts
from app.domain.facts import Profile
from app.web.fonts import FontChain

TITLE = "职业教育“双师型”教师认定推荐书"
DISCLAIMER = "本推荐书由学校出具，不代替省级教育行政部门颁发的“双师型”教师证书。"
LEVELS = {Level.JUNIOR: "初级", Level.MIDDLE: "中级", Level.SENIOR: "高级"}
ETHICS = {
    EthicsResult.EXCELLENT: "优秀",
    EthicsResult.PASSED: "合格",
    EthicsResult.BASIC: "基本合格",
    EthicsResult.FAILED: "不合格",
}
PROFILES = {
    Profile.WD20: "每月20个工作日、每日8小时",
    Profile.WD2175: "每月21.75个工作日、每日8小时",
    Profile.WD22: "每月22个工作日、每日8小时",
    Profile.CAL30: "每月30日、每日8小时",
}


def long_date(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def date_range(first: date, last: date) -> str:
    """Both days, the year said once if it is the same."""
    end = f"{last.month}月{last.day}日" if last.year == first.year else long_date(last)
    return f"{long_date(first)}至{end}"


def hours(half_hours: int) -> str:
    return f"{words.hours(half_hours)}小时"


def body_before_name() -> str:
    return "兹有我校教师"


def body_after_name(facts: RecommendationFacts) -> str:
    level = LEVELS[facts.level]
    return (
        f"（工号{facts.staff_number}），所属{facts.department}，专业为{facts.specialty}，"
        "经个人申报、部门审核、学校评议，"
        f"并于{date_range(facts.notice_first, facts.notice_last)}公示无异议，"
        f"符合{facts.criteria}{level}条件，"
        f"同意推荐认定为职业教育“双师型”教师（{level}）。"
    )


def foot_lines(facts: RecommendationFacts) -> list[str]:
    """The evidence in small print: practice, what other rules say, ethics."""
    ethics = f"{facts.ethics_year}年度师德考核：{ETHICS[facts.ethics_result]}。"
    return [*practice_lines(facts.basis), ethics]


def practice_lines(basis: PracticeBasis) -> list[str]:
    credited, required = hours(basis.credited_half_hours), hours(basis.required_half_hours)
    window = date_range(basis.window_first, basis.window_last)
    return [
        f"企业实践：{window}，经学校认定{credited}；要求{required}（按{PROFILES[basis.profile]}折算）。",
        f"依据：{basis.citation}。",
        *basis.other_lines,
    ]


def require_glyphs(facts: RecommendationFacts, fonts: FontChain) -> None:
    """Refuse, field by field, what could not be printed whole; also for use before issuing.

    Raises:
        MissingGlyphError: naming the field and its characters.
    """
    fields = {
        "姓名": facts.teacher_name,
        "工号": facts.staff_number,
        "学校名称": facts.school_name,
        "所属部门": facts.department,
        "专业": facts.specialty,
        "编号": facts.number,
        "认定条件": facts.criteria,
        "依据": facts.basis.citation + "".join(facts.basis.other_lines),
        "签发人": facts.signatory,
        "用印处": facts.seal_place,
        "核验网址": facts.verify_url,
    }
    for where, text in fields.items():
        fonts.require(text, where)
