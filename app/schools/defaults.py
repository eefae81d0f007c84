"""What holds for a school before it decides for itself, and where each default comes from."""

from dataclasses import dataclass
from datetime import date

from app.domain.facts import Profile, System, Transition, WindowKind, YearBasis
from app.domain.notice import DEFAULT_NOTICE
from app.schools.models import DecisionKind

BEGINNING = date(2000, 1, 1)
"""Before everything a page can ask for; a default without a date of its own holds from here."""
NO_DOCUMENT = "系统默认，学校尚未发文"


@dataclass(frozen=True, slots=True)
class Default:
    """One default with its ground."""

    kind: DecisionKind
    value: str
    effective_from: date
    document: str
    reason: str
    transition: Transition | None = None


_EVERYWHERE = (
    Default(
        DecisionKind.PROFILE,
        Profile.WD20,
        BEGINNING,
        NO_DOCUMENT,
        "各文件均未规定一个月折合多少小时；每月按 20 个工作日（160 小时）略低于实际月均工作日 20.67 天，"
        "作为默认值，请学校确认",
    ),
    Default(
        DecisionKind.YEAR_BASIS,
        YearBasis.CALENDAR,
        BEGINNING,
        NO_DOCUMENT,
        "文件写“每年”，没有写明是自然年还是学年；默认按自然年（1 月 1 日至 12 月 31 日），请学校确认",
    ),
    Default(
        DecisionKind.WINDOW,
        WindowKind.ROLLING,
        BEGINNING,
        NO_DOCUMENT,
        "文件写“每5年”“5年累计”，没有写明从哪一天起算；默认从当天往前数满五年，请学校确认",
    ),
    Default(
        DecisionKind.NOTICE_DAYS,
        str(DEFAULT_NOTICE),
        BEGINNING,
        NO_DOCUMENT,
        "已核对的文件没有规定推荐前公示几天；默认公示 5 个工作日，张贴当天不计，请学校确认",
    ),
)
_GATE = Default(
    DecisionKind.GATE,
    "LN-2020-5Y6M",
    date(2020, 3, 2),
    NO_DOCUMENT,
    "辽政发〔2020〕8号（2020-03-02）与教师〔2016〕3号均为 6 个月；辽政发〔2021〕2号为 10 个月，"
    "两者并列显示，默认以 6 个月为准，请学校发文确认",
    Transition.AS_OF,
)


def defaults_for(system: System) -> tuple[Default, ...]:
    """The defaults of a school; texts of the labour ministry's schools have no number, so nothing gates."""
    return (*_EVERYWHERE, _GATE) if system is System.EDU else _EVERYWHERE
