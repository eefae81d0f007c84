"""Shapes of what the office types about people."""

from collections.abc import Sequence
from datetime import date, timedelta

from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, Regexp

from app.accounts.models import Person
from app.domain import words
from app.domain.facts import Category
from app.domain.roles import ROLE_LABELS, Role
from app.schools.models import Department
from app.teachers.account_operations import Grants
from app.teachers.leave_operations import LeaveDaysError, Span
from app.teachers.models import HeldFact
from app.teachers.operations import Details, Post
from app.teachers.wording import FACT
from app.web.fields import Checkboxes, ChineseDateField, mail_address
from app.web.forms import BaseForm, VersionedForm, options

_CATEGORIES = {member: words.CATEGORY[member] for member in Category}
A_YEAR = timedelta(days=366)
"""Somebody may be entered before the day of hire, but not years ahead: that is a slip of the hand."""


class PersonForm(BaseForm):
    """A person, and the post of a teacher; without a post its fields are left empty together."""

    name = StringField("姓名", validators=[DataRequired("请填写姓名"), Length(max=60)])
    email = StringField(
        "邮箱",
        validators=[Optional(), mail_address],
        description="提醒和审核结果发到这里；不填则只在系统里显示",
    )
    staff_number = StringField("工号", validators=[Optional(), Length(max=20)])
    department = SelectField("系部", coerce=int, validators=[Optional()])
    hired_on = ChineseDateField("入职日期", validators=[Optional()])
    specialty = StringField("专业", validators=[Optional(), Length(max=60)])

    today: date

    def ask_departments(self, departments: Sequence[Department], today: date) -> None:
        """Offer the school's departments; days are held against today."""
        self.today = today
        labels = {0: "不任教"} | {department.id: department.name for department in departments}
        self.department.choices = options(labels)

    @property
    def details(self) -> Details:
        return Details(self.name.data or "", self.email.data or None)

    @property
    def post(self) -> Post | None:
        """The post as typed; None where none is."""
        if not self.staff_number.data or not self.department.data or not self.hired_on.data:
            return None
        left = self["left_on"].data if "left_on" in self else None
        return Post(
            self.staff_number.data, self.department.data, self.hired_on.data, self.specialty.data or "", left
        )

    def validate(self, extra_validators: object = None) -> bool:
        """Staff number, department and day of hire go together."""
        fine: bool = super().validate(extra_validators)
        parts = (self.staff_number, self.department, self.hired_on)
        if any(part.data for part in parts):
            for part in parts:
                if not part.data and not part.errors:
                    part.errors = ["教师须同时填写工号、系部和入职日期"]
                    fine = False
        if self.hired_on.data and self.hired_on.data > self.today + A_YEAR:
            self.hired_on.errors = ["入职日期在一年以后，请核对年份"]
            fine = False
        return fine


class NewPersonForm(PersonForm):
    """Somebody new with a way to sign in."""

    category = SelectField(
        "任教类别",
        choices=options(_CATEGORIES),
        description="从入职之日起；以后变动另行登记，不改过去",
    )
    username = StringField(
        "登录名",
        validators=[
            Optional(),
            Length(max=60),
            Regexp(r"^[A-Za-z0-9._-]+$", message="只用字母、数字和 . _ -"),
        ],
        description="不填则用工号",
    )
    roles = Checkboxes(
        "身份", default=(Role.TEACHER.value,), description="任教的人都应勾选“教师”；可以同时有几种身份"
    )
    headed = Checkboxes("负责的系部", coerce=int, description="勾选后即为该系部的负责人，审核本系记录")

    def ask_roles(self, departments: Sequence[Department], *, office: bool) -> None:
        """Offer what the actor may give."""
        _ask_roles(self.roles, self.headed, departments, office=office)

    @property
    def grants(self) -> Grants:
        return _grants(self.roles, self.headed)

    def validate(self, extra_validators: object = None) -> bool:
        """A teacher has a post; somebody signs in under some name and in some part."""
        fine = super().validate(extra_validators)
        if Role.TEACHER in self.grants.roles and self.post is None and not self.staff_number.errors:
            self.staff_number.errors = ["身份里有“教师”，请填写工号、系部和入职日期"]
            fine = False
        if not self.username.data and not self.staff_number.data:
            self.username.errors = ["没有工号的人请填写登录名"]
            fine = False
        if not self.grants.roles and not self.grants.headed:
            self.roles.errors = ["请至少选择一种身份"]
            fine = False
        return fine


class EditPersonForm(PersonForm, VersionedForm):
    """The same person later."""

    left_on = ChineseDateField(
        "离职日期",
        validators=[Optional()],
        description="在职则留空。填写后，这一天以后不再列入达标名单；账号要另行停用",
    )

    def keep_details(self) -> None:
        """Name and address are not the actor's to change, and stay as they are."""
        del self.name, self.email

    def keep_address(self) -> None:
        """One's own is changed with one's password, on another page."""
        del self.email

    def details_of(self, person: Person) -> Details:
        """What is typed; where nothing is asked, what is there."""
        if "email" in self:
            return self.details
        return Details(self.name.data or "" if "name" in self else person.name, person.email)

    def keep_post(self) -> None:
        """Somebody who teaches has a post: its fields are not to be left empty."""
        for field in (self.staff_number, self.department, self.hired_on):
            field.flags.optional = False

    def validate(self, extra_validators: object = None) -> bool:
        """Nobody leaves before the day of hire."""
        fine = super().validate(extra_validators)
        if self.left_on.data and self.hired_on.data and self.left_on.data < self.hired_on.data:
            self.left_on.errors = ["离职日期早于入职日期"]
            fine = False
        return fine


class RolesForm(VersionedForm):
    """What an account may do."""

    roles = Checkboxes("身份")
    headed = Checkboxes("负责的系部", coerce=int)

    def ask_roles(self, departments: Sequence[Department], *, office: bool) -> None:
        """Offer what the actor may give."""
        _ask_roles(self.roles, self.headed, departments, office=office)

    @property
    def grants(self) -> Grants:
        return _grants(self.roles, self.headed)


class CategoryForm(BaseForm):
    """A category held from a day on."""

    category = RadioField(
        "任教类别", choices=options(_CATEGORIES), validators=[InputRequired("请选择任教类别")]
    )
    first_day = ChineseDateField("从哪一天起", validators=[InputRequired("请填写从哪一天起")])


class LeaveForm(VersionedForm):
    """An approved leave; its reason has no field."""

    away_from = ChineseDateField("离岗第一天", validators=[InputRequired("请填写离岗第一天")])
    away_until = ChineseDateField("离岗最后一天", validators=[InputRequired("请填写离岗最后一天")])
    document = StringField(
        "批准文号",
        validators=[Optional(), Length(max=80)],
        description="例如“示例院人〔2026〕8号”。不要写离岗的原因：系统不保存",
    )

    @property
    def span(self) -> Span:
        assert self.away_from.data is not None
        assert self.away_until.data is not None
        return Span(self.away_from.data, self.away_until.data, self.document.data or "")

    def show_problem(self, problem: LeaveDaysError) -> None:
        """Say beside the day at fault what is wrong with it."""
        at_fault = self.away_from if problem.field == "first_day" else self.away_until
        at_fault.errors = [str(problem)]


class CorrectionForm(BaseForm):
    """A fact about oneself that is wrong."""

    fact = RadioField("哪一项有误", validators=[InputRequired("请选择哪一项有误")])
    wanted = StringField("应该是", validators=[DataRequired("请填写应该是什么"), Length(max=200)])
    why = TextAreaField(
        "依据",
        validators=[DataRequired("请写明依据，人事处据此核对"), Length(max=1000)],
        description="人事处凭什么核对，例如“聘用合同上是 2015 年 7 月 1 日”。不要写身份证号等",
    )

    def ask_facts(self, facts: Sequence[HeldFact]) -> None:
        """Offer what is held about the person."""
        self.fact.choices = options({fact: FACT[fact] for fact in facts})


class AnswerForm(VersionedForm):
    """The office's word on a request; a refusal needs one, a correction may do without."""

    answer = TextAreaField("答复", validators=[Optional(), Length(max=1000)])


class AccountForm(VersionedForm):
    """A button about an account."""


def _ask_roles(
    roles: Checkboxes, headed: Checkboxes, departments: Sequence[Department], *, office: bool
) -> None:
    given = (Role.TEACHER, Role.HR, Role.ADMIN) if office else (Role.TEACHER,)
    roles.choices = options({role: ROLE_LABELS[role] for role in given})
    headed.choices = options({department.id: department.name for department in departments})


def _grants(roles: Checkboxes, headed: Checkboxes) -> Grants:
    return Grants(
        frozenset(Role(value) for value in roles.data or () if value in set(Role)),
        frozenset(headed.data or ()),
    )
