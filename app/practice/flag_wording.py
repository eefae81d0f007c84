"""What a flag of a record says: to reviewers, and while it is written to whoever writes it."""

from datetime import date

from app.domain import words
from app.domain.flags import Flag, FlagKind
from app.web.filters import date_iso

RUNS_LISTED = 3
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


def listed(days: tuple[date, ...]) -> str:
    """Days as runs, the first few of them."""
    if not days:
        return ""
    runs = words.day_runs(days)
    return "、".join(runs[:RUNS_LISTED]) + (" 等" if len(runs) > RUNS_LISTED else "")


def flag_words(flag: Flag, *, hired_on: date, left_on: date | None = None, record: str = "") -> str:
    """A flag in one line; ``record`` names the other one that it is shared with."""
    return FLAG[flag.kind].format(
        days=len(flag.days),
        when=listed(flag.days),
        file=flag.file,
        record=record,
        hired_on=date_iso(hired_on),
        left_on=date_iso(left_on),
        first=flag.days[0] if flag.days else None,
        number=flag.number,
        said=f"：{flag.said}" if flag.said else "",
    )
