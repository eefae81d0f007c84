"""Shapes of a plan, of its log, checks and summary, and of a reviewer's word."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_wtf.file import FileField
from werkzeug.datastructures import MultiDict
from wtforms import Field, IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import HiddenInput

from app.plans import wording
from app.plans.checks import Planned
from app.plans.log_operations import Finding, Summary, Week
from app.plans.models import CHECKLIST, Agreement, Answer, Appraisal, CheckWay, PracticePlan
from app.practice.begun_forms import again, begun_with
from app.practice.forms import ACCEPT, RecordForm
from app.practice.reason_forms import ReasonForm
from app.practice.wording import PLANNED_DAYS
from app.venues.models import Site
from app.web.fields import ChineseDateField, DaysField, HoursField, WholeNumberField
from app.web.forms import VERSION_LABEL, BaseForm, VersionedForm, options, single_line

PHONE = re.compile(r"\+?[0-9][0-9 ()\-]{5,28}")


def _at_most(number: int, *, asked: bool) -> list[Any]:
    """A text of so many signs; marked as optional where it is not asked for when the plan is handed in."""
    length = Length(max=number, message=f"最多 {number} 个字")
    return [length] if asked else [Optional(), length]


def _line(label: str, most: int, *, asked: bool = True, hint: str = "") -> StringField:
    checks = _at_most(most, asked=asked)
    return StringField(label, filters=[single_line], validators=checks, description=hint)


def _text(label: str, most: int, *, asked: bool = True, hint: str = "") -> TextAreaField:
    return TextAreaField(label, validators=_at_most(most, asked=asked), description=hint)


def _one_of(label: str, words: Mapping[Any, str], hint: str = "") -> RadioField:
    """One of a few, or none yet; what a draft leaves open is asked for when it is handed in."""

    def known(_form: object, field: Field) -> None:
        if field.data and field.data not in words:
            raise ValidationError("请选择其中一项")

    return RadioField(
        label, choices=options(words), validators=[known], validate_choice=False, description=hint
    )


class PlanForm(RecordForm):
    """A plan: where, when and what as in a record, and what is settled before practice begins."""

    absent = DaysField(
        PLANNED_DAYS["absent"],
        validators=[Optional()],
        description="例如有课的日子 2026-07-15，每行一个或用逗号隔开",
    )
    attended_rest_days = DaysField(
        PLANNED_DAYS["attended_rest_days"],
        validators=[Optional()],
        description="不在上面规律里、但打算去的日子",
    )
    late_reason = _text("补报原因", 400, hint="开始日期已过才填；审核的人会看到")
    post = _line("岗位", 60)
    tasks = _text("目标与任务", 1500, hint="打算做什么、学会什么，做到什么程度")
    transfer = _text("怎样用到教学里", 1000, hint="哪门课、哪个环节，准备怎样改")
    mentor_name = _line("企业指导人", 60)
    mentor_phone = _line("联系电话", 30, hint="学校检查时用")
    agreement = _one_of("协议", wording.AGREEMENT)
    agreement_number = _line("协议编号或日期", 80, hint="已签订的要填")
    files = FileField(
        "协议扫描件",
        description="PDF、JPEG、PNG 或 WebP，不超过 20 MB；可以以后传，再传一次会替换原来的",
        validators=[Optional()],
        render_kw={"accept": ACCEPT},
    )
    insurance = _line("保险", 120, hint="险种和保单，例如“雇主责任险，保单号……”")
    safety = _line("安全教育", 120, hint="哪一天、由谁讲，例如“2026-06-28 由企业安全员讲解”")
    own_company = _one_of(wording.NEGATIVE["own_company"], wording.ANSWER)
    paid_work = _one_of(wording.NEGATIVE["paid_work"], wording.ANSWER)
    teaching_clash = _one_of(wording.NEGATIVE["teaching_clash"], wording.ANSWER)
    secrecy = _one_of(wording.NEGATIVE["secrecy"], wording.ANSWER)
    conflict_note = _text("说明", 1000, hint="上面有一条选“有”时，写明情况和打算怎样避免")

    def validate_mentor_phone(self, field: Field) -> None:
        if field.data and not PHONE.fullmatch(field.data):
            raise ValidationError("电话只写数字，可以有区号、空格和短横线")

    def planned(self, site: Site) -> Planned:
        """What was typed, after validation, for the place chosen or named."""
        texts = (
            "late_reason", "mentor_name", "mentor_phone", "transfer", "agreement_number",
            "insurance", "safety", "conflict_note",
        )  # fmt: skip
        own: dict[str, Any] = {name: self[name].data or "" for name in texts}
        own |= {name: Answer(self[name].data) if self[name].data else None for name in CHECKLIST}
        own["agreement"] = Agreement(self.agreement.data) if self.agreement.data else None
        return Planned(stretch=self.written(site), **own)


SETTLED = (
    "mentor_name", "mentor_phone", "transfer", "agreement", "agreement_number", "insurance", "safety",
    *CHECKLIST, "conflict_note",
)  # fmt: skip
"""What another plan may say in the same words."""


def new_plan_form(
    school_id: int, today: date, *, like: PracticePlan | None = None, begun: MultiDict[str, str]
) -> PlanForm:
    """A form begun from an earlier plan, else from what an address says of it; or what was sent."""
    form = PlanForm(data=again(like, *SETTLED) if like else begun_with(school_id, begun))
    del form.version, form.stamped
    form.offer_sites(school_id)
    form.hint_days(today)
    return form


def form_of(plan: PracticePlan, today: date) -> PlanForm:
    """The form as the plan stands, or as it was sent."""
    form = PlanForm(obj=plan)
    del form.stamped
    form.offer_sites(plan.school_id, but_always=plan.site_id)
    form.hint_days(today)
    return form


class StepForm(ReasonForm):
    """A word on a plan, or why nothing came of it."""

    COMMON = (
        "目标与任务写得太少",
        "起止日期与教学安排冲突",
        "协议、保险或安全教育没有写明",
        "没有写怎样用到教学里",
    )


class WeekForm(VersionedForm):
    """One week; ``version`` is empty for a week that is not written yet."""

    version = IntegerField(VERSION_LABEL, widget=HiddenInput(), validators=[Optional()])
    done = TextAreaField(
        "这一周做了什么",
        validators=[DataRequired("请写一写这一周做了什么"), Length(max=2000, message="最多 2000 个字")],
    )
    days = WholeNumberField(
        "出勤",
        validators=[InputRequired("请填写出勤几天"), NumberRange(0, 7, message="一周是 0 至 7 天")],
    )
    hours = HoursField(
        "合计时间",
        validators=[InputRequired("请填写合计几小时"), NumberRange(0, 56, message="一周是 0 至 56 小时")],
        render_kw={"step": "0.5", "min": "0", "max": "56"},
    )
    problem = TextAreaField("遇到的问题", validators=[Optional(), Length(max=1000, message="最多 1000 个字")])

    passed: int = 7
    """How many of its days have come; the page says it of a week that is going on."""

    def validate_days(self, field: Field) -> None:
        if field.data is not None and field.data > self.passed:
            raise ValidationError(wording.TO_COME.format(self.passed))

    def validate_hours(self, field: Field) -> None:
        if field.data is not None and (field.data * 2) % 1:
            raise ValidationError("小时数以半小时为单位")
        if field.data and self.days.data is not None and field.data > self.days.data * 8:
            raise ValidationError("平均每天超过 8 小时了，请核对")

    def week(self) -> Week:
        """What was typed, after validation."""
        assert self.days.data is not None
        assert self.hours.data is not None
        return Week(
            done=self.done.data or "",
            days=self.days.data,
            half_hours=int(self.hours.data * 2),
            problem=self.problem.data or "",
        )


class CheckForm(BaseForm):
    """Somebody of the school looked in."""

    day = ChineseDateField("检查日期", validators=[InputRequired("请填写检查日期")])
    way = RadioField("方式", choices=options(wording.CHECK_WAY), validators=[InputRequired("请选择检查方式")])
    inspector = StringField(
        "检查人",
        filters=[single_line],
        validators=[DataRequired("请填写检查人"), Length(max=60, message="最多 60 个字")],
    )
    finding = TextAreaField(
        "检查情况",
        description="是否在岗、岗位和任务与计划是否一致、有什么要解决",
        validators=[DataRequired("请写明检查情况"), Length(max=1000, message="最多 1000 个字")],
    )

    def found(self) -> Finding:
        """What was typed, after validation."""
        assert self.day.data is not None
        return Finding(
            day=self.day.data,
            way=CheckWay(self.way.data),
            inspector=self.inspector.data or "",
            finding=self.finding.data or "",
        )


class SummaryForm(VersionedForm):
    """What came of the practice."""

    summary = TextAreaField(
        "总结",
        description="做了什么、学会什么；会写进实践记录的“做了什么”",
        validators=[DataRequired("请写总结"), Length(max=2000, message="最多 2000 个字")],
    )
    appraisal = _one_of("鉴定等次", wording.APPRAISAL, hint="照企业盖章的鉴定表填写；还没有拿到可以以后填")
    course = _line("用到哪门课", 120, asked=False)
    outcome = _text("改了什么", 1000, asked=False, hint="案例、任务书、实训项目、标准……与计划里写的对照")

    def summed_up(self) -> Summary:
        """What was typed, after validation."""
        return Summary(
            summary=self.summary.data or "",
            appraisal=Appraisal(self.appraisal.data) if self.appraisal.data else None,
            course=self.course.data or "",
            outcome=self.outcome.data or "",
        )
