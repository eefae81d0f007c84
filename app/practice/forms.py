"""Shapes of a practice and of a training record as a teacher writes them."""

from datetime import date
from typing import Any

from flask_wtf.file import MultipleFileField
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than its stubs
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError

from app.domain import words
from app.domain.facts import DAY_CAP, Venue
from app.domain.sites import FORMS_OF_SITE, SiteKind
from app.practice.checks import Written, earliest, latest
from app.practice.models import PatternKind, RecordKind
from app.venues import queries as venues
from app.venues.forms import MAX_NAME, credit_code_valid, upper
from app.venues.models import Site
from app.venues.wording import already_listed
from app.web.fields import Checkboxes, ChineseDateField, DaysField, HalfHoursField, WholeNumberField
from app.web.forms import VersionedForm, options, single_line

PATTERN = {
    PatternKind.WORKDAYS: "按工作日（法定工作日，含调休上班）",
    PatternKind.DAILY: "每天（含周末和节假日）",
    PatternKind.WEEKDAYS: "每周固定几天",
}
NOT_LISTED = "名单里没有这个单位，请重新选择"
AS_IT_STANDS = {"autocomplete": "off", "spellcheck": "false"}
"""For names and numbers, which no browser should complete or correct."""
A_LINE = AS_IT_STANDS | {"enterkeyhint": "done"}
STAMPED = "这些文件都是盖了公章的鉴定表或证明"
STAMPED_HINT = "现场照片等没有公章的，请不要勾选；保存后每个文件都可以单独更改"
ACCEPT = "image/*,application/pdf,.pdf,.jpg,.jpeg,.png,.webp"
"""Any picture, so that a phone offers its camera; what is no good is said when it has come."""


class RecordForm(VersionedForm):
    """A stretch of practice; ``version`` only when it changes a record."""

    kind = RecordKind.PRACTICE

    site_id = SelectField("实践单位", validate_choice=False)
    enterprise = StringField(
        "企业全称",
        filters=[single_line],
        validators=[Optional(), Length(max=MAX_NAME, message="企业名称最多 80 个字")],
        description="名单里没有这家企业时填写，与营业执照一致",
        render_kw=A_LINE,
    )
    credit_code = StringField(
        "企业的统一社会信用代码",
        filters=[upper],
        validators=[Optional(), credit_code_valid],
        description="营业执照上的 18 位代码，手边没有可不填",
        render_kw=A_LINE | {"autocapitalize": "characters"},
    )
    same_as = HiddenField()
    """A place of the list that was offered for the enterprise named; shown only with the offer."""
    venue = SelectField(
        "形式",
        choices=options({"": "按单位的类别（一般情况）", **words.VENUE}),
        default="",
        description="考察、驻企研发、带学生实习等才需要另选",
    )
    first_day = ChineseDateField("开始日期", validators=[InputRequired("请填写开始日期")])
    last_day = ChineseDateField("结束日期", validators=[InputRequired("请填写结束日期")])
    pattern = RadioField("哪些天去", choices=options(PATTERN), default=PatternKind.WORKDAYS)
    weekdays = Checkboxes(
        "每周哪几天",
        choices=options({str(n): f"周{name}" for n, name in enumerate(words.WEEKDAYS, 1)}),
        description="只在选了“每周固定几天”时勾选",
    )
    half_hours = HalfHoursField("每天的时间", default=DAY_CAP, render_kw={"inputmode": "decimal"})
    absent = DaysField(
        "缺勤的日子", validators=[Optional()], description="例如 2026-07-15，每行一个或用逗号隔开"
    )
    attended_rest_days = DaysField(
        "另外出勤的休息日", validators=[Optional()], description="不在上面规律里、但实际去了的日子"
    )
    post = StringField(
        "岗位", filters=[single_line], validators=[Optional(), Length(max=60)], render_kw=A_LINE
    )
    tasks = TextAreaField(
        "做了什么",
        validators=[DataRequired("请写一写做了什么"), Length(max=4000, message="最多 4000 个字")],
    )
    files = MultipleFileField(
        "佐证文件",
        description="鉴定表、考勤、证书等；PDF、JPEG、PNG 或 WebP，每个不超过 20 MB，可以多选，也可以以后传",
        render_kw={"accept": ACCEPT},
    )
    stamped = BooleanField(STAMPED, description=STAMPED_HINT)

    always: int | None = None
    """The place that may stay though it is closed: the one the record names already."""
    known: Site | None = None
    """The place of the list that is offered for the enterprise named."""

    def offer_sites(self, school_id: int, *, but_always: int | None = None) -> None:
        """Fill the list of places, by kind; take the one that was offered before, where that is wished."""
        self.always = but_always
        sites = venues.sites_to_choose(school_id, but_always=but_always)
        order = list(SiteKind)
        self.site_id.choices = [
            SelectChoice("", "请选择"),
            *(
                SelectChoice(str(site.id), site.name, optgroup=words.SITE_KIND[site.kind])
                for site in sorted(sites, key=lambda site: order.index(site.kind))
            ),
        ]
        self.sites = {str(site.id): site for site in sites}
        if self.same_as.data in self.sites:
            self.site_id.data, self.enterprise.data, self.credit_code.data = self.same_as.data, "", ""

    def offer_known(self, site: Site) -> None:
        """Say that the enterprise named is this one, and offer to take it instead."""
        self.known = site
        self.enterprise.errors = [already_listed(site, self.credit_code.data)]

    def hint_days(self, today: date) -> None:
        """Bounds for the browser's calendar; what is right is checked when it is sent."""
        days = {"min": earliest(today).isoformat(), "max": latest(today).isoformat()}
        self.first_day.render_kw = self.last_day.render_kw = days

    def validate_site_id(self, field: Field) -> None:
        if field.data and self.enterprise.data:
            raise ValidationError("已经在名单里选了单位，请不要再填写企业名称")
        if not field.data and not self.enterprise.data:
            raise ValidationError("请选择实践单位；名单里没有的，在下面填写企业全称")
        if field.data and field.data not in self.sites:
            raise ValidationError(NOT_LISTED)

    def validate_credit_code(self, field: Field) -> None:
        if field.data and not self.enterprise.data:
            raise ValidationError("填写了信用代码，请一并填写企业全称")

    def written(self, site: Site) -> Written:
        """What was typed, after validation, for the place chosen or named."""
        assert self.first_day.data is not None
        assert self.last_day.data is not None
        assert self.half_hours.data is not None
        weekly = self.pattern.data == PatternKind.WEEKDAYS  # else the boxes are out of sight, ticked or not
        return Written(
            kind=self.kind,
            site=site,
            venue=Venue(self.venue.data) if self.venue.data else FORMS_OF_SITE[site.kind][0],
            first_day=self.first_day.data,
            last_day=self.last_day.data,
            pattern=PatternKind(self.pattern.data),
            weekdays="".join(sorted(self.weekdays.data or ())) if weekly else "",
            half_hours=self.half_hours.data,
            absent=self.absent.data,
            attended_rest_days=self.attended_rest_days.data,
            post=self.post.data or "",
            tasks=self.tasks.data or "",
            **self.of_the_class(),
        )

    def of_the_class(self) -> dict[str, Any]:
        """What only a training record has."""
        return {}

    def show_problems(self, found: dict[str, str]) -> None:
        """Put what an operation found wrong beside its fields."""
        for name, message in found.items():
            self[name].errors = [*self[name].errors, message]


class TrainingForm(RecordForm):
    """A training class."""

    kind = RecordKind.TRAINING

    class_title = StringField(
        "培训班名称",
        filters=[single_line],
        validators=[DataRequired("请填写培训班名称"), Length(max=120, message="最多 120 个字")],
        render_kw=A_LINE,
    )
    organiser = StringField(
        "主办单位",
        filters=[single_line],
        validators=[DataRequired("请填写主办单位"), Length(max=120, message="最多 120 个字")],
        render_kw=A_LINE,
    )
    certificate_number = StringField(
        "结业证书编号", filters=[single_line], validators=[Optional(), Length(max=60)], render_kw=A_LINE
    )
    training_hours = WholeNumberField(
        "证书上的学时",
        validators=[Optional(), NumberRange(1, 10_000, message="学时应为正整数")],
        description="照证书填写，只作记载，不折算成小时",
        render_kw={"inputmode": "numeric"},
    )

    def of_the_class(self) -> dict[str, Any]:
        return {
            "class_title": self.class_title.data or "",
            "organiser": self.organiser.data or "",
            "certificate_number": self.certificate_number.data or "",
            "training_hours": self.training_hours.data,
        }
