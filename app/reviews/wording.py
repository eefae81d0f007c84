"""What the review desk says: flags, why a record is held back, and what follows a decision."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.domain import words
from app.domain.facts import RecordStatus
from app.domain.flags import Flag, FlagKind
from app.domain.workflow import Action
from app.practice.models import PracticeRecord
from app.reviews.hand_over_queries import Share
from app.web.filters import date_iso, date_range

RUNS_LISTED = 3
DONE = {
    Action.ENDORSE: "{name}的记录已初审通过，接着由人事处审批",
    Action.RETURN: "{name}的记录已退回，本人会收到通知，修改后可以重新提交",
    Action.APPROVE: "{name}的记录已通过，从现在起计入达标情况；本人会收到通知",
    Action.REJECT: "{name}的记录已驳回，不计入；本人会收到通知，如需补正只能另写一条",
    Action.REVOKE: "{name}的记录已撤销，不再计入；此前据此签发的推荐书请复核",
}

FLAG = {
    FlagKind.NO_EVIDENCE: "没有佐证文件",
    FlagKind.FILE_OF_ANOTHER: "佐证“{file}”也用在{record}里",
    FlagKind.FILE_AGAIN: "佐证“{file}”也用在{record}里",
    FlagKind.REFUSED: "企业拒绝确认，此后没有别的答复{said}",
    FlagKind.CORRECTED: "企业作了更正，记录没有照改{said}",
    FlagKind.FULL_TIME_TWICE: "有 {days} 天同时在两处按全天填写：{when}，另见{record}",
    FlagKind.OVER_A_DAY: "有 {days} 天各条记录加起来超过 8 小时：{when}",
    FlagKind.ON_LEAVE: "有 {days} 天在已批准的请假期间：{when}",
    FlagKind.BEFORE_HIRE: "有 {days} 天早于入职日 {hired_on}：{when}",
    FlagKind.AFTER_LEAVING: "有 {days} 天晚于离职日 {left_on}：{when}",
    FlagKind.OVERLAP: "有 {days} 天与{record}重叠：{when}。重叠的天合计最多计 8 小时",
    FlagKind.HOLIDAYS: "有 {days} 天是法定节假日放假的日子：{when}",
    FlagKind.NO_REST: "连续 {days} 天没有休息日：{when}",
    FlagKind.FULL_MONTH: "{first.year} 年 {first.month} 月出勤 {days} 天",
    FlagKind.LATE: "结束 {number} 天以后才提交",
    FlagKind.OUTSIDE_RECOGNITION: "有 {days} 天不在单位的认定有效期内：{when}",
    FlagKind.ANSWER_FROM_NEARBY: (
        "企业的确认与该教师近期登录来自同一网络地址，或在链接生成后两分钟内作出；"
        "原因可能很平常（如共用网络），可向企业核实"
    ),
    FlagKind.REFUSED_BEFORE: "企业此前拒绝确认过 {number} 次，后来另有答复",
    FlagKind.FILE_OF_A_VOID: "佐证“{file}”曾用在{record}里",
}


@dataclass(frozen=True, slots=True)
class Other:
    """Another record that a flag names."""

    record_id: int
    teacher: str | None
    """None where it is the same teacher's."""
    site: str
    first_day: date
    last_day: date
    status: RecordStatus

    @property
    def said(self) -> str:
        whose = self.teacher or "该教师"
        days = date_range(self.first_day, self.last_day)
        return f"{whose} {days} 在“{self.site}”的记录（{words.RECORD_STATUS[self.status]}）"


def flag_line(flag: Flag, other: Other | None, hired_on: date, left_on: date | None) -> str:
    """A flag in one line."""
    return FLAG[flag.kind].format(
        days=len(flag.days),
        when=_when(flag.days),
        file=flag.file,
        record=other.said if other else "",
        hired_on=date_iso(hired_on),
        left_on=date_iso(left_on),
        first=flag.days[0] if flag.days else None,
        number=flag.number,
        said=f"：{flag.said}" if flag.said else "",
    )


def _when(days: tuple[date, ...]) -> str:
    if not days:
        return ""
    runs = words.day_runs(days)
    return "、".join(runs[:RUNS_LISTED]) + (" 等" if len(runs) > RUNS_LISTED else "")


def named(record: PracticeRecord) -> str:
    """A record in a sentence: whose, and when."""
    return f"{record.teacher.person.name}（{date_range(record.first_day, record.last_day)}）"


def hand_over(shares: Iterable[Share]) -> str:
    """``3 份记录、1 份计划由甲、乙办理；1 份记录没有别人可以办理``."""
    return "；".join(
        f"{amount([share])}由{'、'.join(share.people)}办理"
        if share.people
        else f"{amount([share])}没有别人可以办理，请另指定一位人事处人员或学校管理员"
        for share in shares
    )


def amount(shares: Iterable[Share]) -> str:
    """``3 份记录、1 份计划``, and only what there is of it."""
    found = list(shares)
    numbers = ((sum(one.records for one in found), "记录"), (sum(one.plans for one in found), "计划"))
    return "、".join(f"{number} 份{what}" for number, what in numbers if number)
