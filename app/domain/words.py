"""The Chinese words for the core's values: the one place pages, mails and commands take them from."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from app.domain.evidence import ConfirmationState, Grade
from app.domain.facts import (
    Category,
    Host,
    NamedPattern,
    Pattern,
    Profile,
    RecordStatus,
    SchoolLevel,
    System,
    Transition,
    Venue,
    WindowKind,
    YearBasis,
)
from app.domain.notice import DayKind, NoticePeriod
from app.domain.outcome import ExclusionReason, Standing
from app.domain.rules import HALF_HOURS_OF_MONTH, Cell, RuleStatus, RuleWindow
from app.domain.sites import SiteKind, SiteLevel

STANDING = {
    Standing.NO_RULE: "暂无规定",
    Standing.NOT_BOUND: "不适用",
    Standing.EXEMPT: "已豁免",
    Standing.MET: "已达标",
    Standing.NOT_YET_DUE: "尚未起算",
    Standing.OPEN: "进行中",
    Standing.NEEDS_RULING: "待裁定",
    Standing.PENDING: "待审核",
    Standing.NOT_MET: "未达标",
}
EXCLUSION = {
    ExclusionReason.NOT_SUBMITTED: "尚未提交",
    ExclusionReason.NOT_APPROVED: "未获通过",
    ExclusionReason.PENDING: "正在审核",
    ExclusionReason.DOES_NOT_COUNT: "不计入本规定",
    ExclusionReason.NEEDS_RULING: "是否计入待学校裁定",
    ExclusionReason.NOT_ATTENDED: "统计期内没有出勤日",
    ExclusionReason.BEFORE_HIRE: "都在入职之前",
    ExclusionReason.AFTER_AS_OF: "都在截至日之后",
    ExclusionReason.NOTHING_LEFT_UNDER_THE_CAP: "当天已由其他记录计满",
}
VENUE = {
    Venue.ENTERPRISE_POST: "企业或生产服务一线岗位",
    Venue.STATION: "企业实践流动站",
    Venue.PRACTICE_BASE: "教师企业实践基地",
    Venue.TRAINING_BASE: "双师型教师培养培训基地",
    Venue.PRACTICUM_BASE: "产教融合、公共或校外实训基地",
    Venue.OWN_SCHOOL: "校内实训基地、教学工厂",
    Venue.VIRTUAL: "虚拟仿真、线上",
    Venue.VISIT: "考察观摩",
    Venue.STUDENT_ESCORT: "驻点指导学生实习",
    Venue.RESEARCH: "驻企研发、技术服务",
    Venue.OTHER: "其他",
}
SITE_KIND = {
    SiteKind.ENTERPRISE: "企业",
    SiteKind.STATION: "企业实践流动站",
    SiteKind.PRACTICE_BASE: "教师企业实践基地",
    SiteKind.TRAINING_BASE: "双师型教师培养培训基地",
    SiteKind.PRACTICUM_BASE: "实训基地（产教融合、公共、校外）",
    SiteKind.OWN_SCHOOL: "校内实训基地、教学工厂",
    SiteKind.OTHER: "其他",
}
SITE_LEVEL = {
    SiteLevel.NATIONAL: "国家级",
    SiteLevel.PROVINCIAL: "省级",
    SiteLevel.CITY: "市级",
    SiteLevel.SCHOOL: "校级",
}
HOST = {Host.ENTERPRISE: "企业", Host.SCHOOL: "学校"}
CATEGORY = {
    Category.SPECIALIZED: "专业课教师",
    Category.PRACTICAL: "实习指导教师",
    Category.GENERAL: "公共基础课教师",
    Category.EXTERNAL: "校外兼职、特岗导师",
}
RECORD_STATUS = {
    RecordStatus.DRAFT: "草稿",
    RecordStatus.SUBMITTED: "待初审",
    RecordStatus.ENDORSED: "待审批",
    RecordStatus.APPROVED: "已通过",
    RecordStatus.RETURNED: "已退回",
    RecordStatus.REJECTED: "已驳回",
    RecordStatus.WITHDRAWN: "已撤回",
    RecordStatus.REVOKED: "已撤销",
}
GRADE = {
    Grade.ENTERPRISE_CONFIRMED: "企业在线确认",
    Grade.ORIGINAL_SEEN: "已验原件",
    Grade.STAMPED_SCAN: "盖章扫描件",
    Grade.SELF_REPORT: "本人申报",
    Grade.IMPORTED: "历史导入",
}
CONFIRMATION = {
    ConfirmationState.ASKED: "已请企业确认，等待答复",
    ConfirmationState.CONFIRMED: "企业已确认",
    ConfirmationState.CORRECTED: "企业作了更正",
    ConfirmationState.REFUSED: "企业拒绝确认",
}
SYSTEM = {System.EDU: "教育系统", System.RENSHE: "人社系统（技工院校）"}
SCHOOL_LEVEL = {
    SchoolLevel.SECONDARY: "中职",
    SchoolLevel.HIGHER: "高职",
    SchoolLevel.APPLIED: "应用型本科",
}
YEAR_BASIS = {YearBasis.CALENDAR: "自然年度", YearBasis.ACADEMIC: "学年（9 月 1 日起）"}
WINDOW_KIND = {WindowKind.ROLLING: "滚动五年", WindowKind.FIXED: "固定五年周期"}
DAY_KIND = {DayKind.WORKING: "工作日", DayKind.CALENDAR: "自然日"}
TRANSITION = {
    Transition.AS_OF: "按截至日当天的那一份",
    Transition.GRANDFATHER: "按统计期第一天的那一份",
}
RULE_WINDOW = {RuleWindow.YEAR: "年度", RuleWindow.FIVE_YEARS: "五年", RuleWindow.NONE: "未定期限"}
RULE_STATUS = {
    RuleStatus.IN_FORCE: "现行有效",
    RuleStatus.DRAFT: "讨论稿，仅供测算",
    RuleStatus.DESCRIBED: "仅见转述",
    RuleStatus.RECALLED: "尚未核对原文",
}
CELL = {Cell.COUNTS: "计入", Cell.RULING: "由学校裁定", Cell.NO: "不计入"}
NAMED_PATTERN = {NamedPattern.WORKDAYS: "法定工作日", NamedPattern.DAILY: "每天"}
WEEKDAYS = "一二三四五六日"


ESTIMATE = "（暂估，放假安排尚未公布）"
"""Behind days that hang on holidays of a year that is not known yet."""


def hours(half_hours: int) -> str:
    """Hours with a thousands comma, and one decimal only where there is a half."""
    whole, half = divmod(half_hours, 2)
    return f"{whole:,}.5" if half else f"{whole:,}"


def hours_of_month(profile: Profile) -> str:
    return hours(HALF_HOURS_OF_MONTH[profile])


PROFILE = {
    profile: f"每月按 {days}，即 {hours_of_month(profile)} 小时{how}"
    for profile, days, how in (
        (Profile.WD20, "20 个工作日", ""),
        (Profile.WD2175, "21.75 个工作日", ""),
        (Profile.WD22, "22 个工作日", ""),
        (Profile.CAL30, "30 天", "；起止之间的每一天都算，扣除缺勤"),
    )
}


def notice_period(period: NoticePeriod) -> str:
    """``5 个工作日，张贴当天不计``."""
    return f"{period.days} 个{DAY_KIND[period.kind]}，张贴当天不计"


def pattern(value: Pattern) -> str:
    """Which days are attended, in words."""
    if isinstance(value, NamedPattern):
        return NAMED_PATTERN[value]
    return "每周" + "、".join(WEEKDAYS[day - 1] for day in sorted(value))


def day_runs(days: Sequence[date]) -> list[str]:
    """``7 月 6 日至 8 日``, a part for each unbroken stretch; the days stand in order."""
    starts = [days[0], *(b for a, b in pairwise(days) if (b - a).days > 1)]
    ends = [*(a for a, b in pairwise(days) if (b - a).days > 1), days[-1]]
    return [_run(first, last) for first, last in zip(starts, ends, strict=True)]


def _run(first: date, last: date) -> str:
    said = f"{first.month} 月 {first.day} 日"
    if first == last:
        return said
    if first.month == last.month:
        return f"{said}至 {last.day} 日"
    return f"{said}至 {last.month} 月 {last.day} 日"
