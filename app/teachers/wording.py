"""What is held about a person in words, what each fact decides, and what happened to it."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from app.accounts.models import Account, Person
from app.audit.models import AuditEvent
from app.domain import words
from app.domain.facts import Category
from app.domain.roles import ROLE_LABELS, Role
from app.schools.models import Department
from app.teachers.models import CorrectionState, HeldFact, Teacher
from app.teachers.ruling_models import RulingAnswer

FACT = {
    HeldFact.NAME: "姓名",
    HeldFact.STAFF_NUMBER: "工号",
    HeldFact.DEPARTMENT: "系部",
    HeldFact.SPECIALTY: "专业",
    HeldFact.HIRED_ON: "入职日期",
    HeldFact.CATEGORIES: "任教类别",
    HeldFact.LEAVES: "离岗",
    HeldFact.ROLES: "身份",
}
DECIDES = {
    HeldFact.NAME: "印在推荐书、鉴定表和个人档案上",
    HeldFact.STAFF_NUMBER: "学校用它认人，印在推荐书上",
    HeldFact.DEPARTMENT: "由这个系部的负责人初审您的记录",
    HeldFact.SPECIALTY: "印在推荐书上，没有专业不能推荐",
    HeldFact.HIRED_ON: "入职以前的实践不计入；各项要求从这一天以后起算",
    HeldFact.CATEGORIES: "哪些规定对您适用",
    HeldFact.LEAVES: "这一年没有完成要求时，由学校裁定是否豁免；不记录离岗原因",
    HeldFact.ROLES: "您能看到哪些页面、办理哪些事",
}
STATE = {
    CorrectionState.OPEN: "等待答复",
    CorrectionState.DONE: "已更正",
    CorrectionState.DECLINED: "不更正",
    CorrectionState.WITHDRAWN: "已撤回",
}
NOTHING = "未填写"
NO_LEAVE = "没有登记"


def held_words(person: Person, fact: HeldFact, departments: Mapping[int, str]) -> str:
    """What is held about a person now; ``departments`` names those of the school."""
    if fact is HeldFact.NAME:
        return person.name
    if fact is HeldFact.ROLES:
        return "；".join(role_words(one, departments) for one in person.accounts if one.active) or "没有"
    return _post_words(person.teacher, fact) if person.teacher else NOTHING


def _post_words(post: Teacher, fact: HeldFact) -> str:
    held = {
        HeldFact.STAFF_NUMBER: post.staff_number,
        HeldFact.DEPARTMENT: post.department.name,
        HeldFact.SPECIALTY: post.specialty or NOTHING,
        HeldFact.HIRED_ON: post.hired_on.isoformat(),
        HeldFact.CATEGORIES: "；".join(
            f"{one.first_day} 起 {words.CATEGORY[one.category]}" for one in post.categories
        ),
        HeldFact.LEAVES: "；".join(f"{one.first_day} 至 {one.last_day}" for one in post.leaves) or NO_LEAVE,
    }
    return held[fact]


def role_words(account: Account, departments: Mapping[int, str]) -> str:
    """An account's roles; a head's with the departments."""
    return _grants(sorted(account.roles), sorted(account.headed_department_ids), departments)


def _grants(roles: list[Role], headed: list[int], departments: Mapping[int, str]) -> str:
    said = [ROLE_LABELS[role] for role in roles if role is not Role.HEAD]
    if headed:
        names = "、".join(departments.get(one, "已不在的系部") for one in headed)
        said.append(f"{ROLE_LABELS[Role.HEAD]}（{names}）")
    return "、".join(said) or "没有身份"


def consequences(
    person: Person, moved_from: Department | None, headed: Collection[int], today: date
) -> list[str]:
    """What else follows from a change of a person, or has still to be done by hand."""
    post, said = person.teacher, list[str]()
    if post is None:
        return said
    if moved_from is not None and moved_from is not post.department:
        said.append(f"今后和正在等初审的记录由{post.department.name}负责人初审；已通过的记录不变。")
        if moved_from.id in headed:
            said.append(f"{person.name}仍是{moved_from.name}的负责人。如有变动，请在账号的“更改身份”里更改。")
    if post.left_on is not None and any(one.active for one in person.accounts):
        said.append("离职日期不会停用账号：本人现在仍能登录。需要时请在下面停用账号。")
    if post.hired_on > today:
        said.append(f"入职日期在将来：{post.hired_on} 起才列入达标名单。")
    return said


RULING_WORDS = {
    RulingAnswer.EXEMPT: "予以豁免",
    RulingAnswer.REFUSED: "不予豁免",
    RulingAnswer.COUNTS: "计入",
    RulingAnswer.DOES_NOT_COUNT: "不计入",
    RulingAnswer.STANDS: "两条都保留",
}

EVENT = {
    "person:added": "登记",
    "person:changed": "更改个人信息",
    "person:email_changed": "本人更改邮箱",
    "teacher:added": "登记任教信息",
    "teacher:changed": "更改任教信息",
    "teacher:category_set": "登记任教类别",
    "teacher:leave_added": "登记离岗",
    "teacher:leave_changed": "更正离岗",
    "teacher:leave_removed": "移除离岗",
    "account:opened": "开通账号",
    "account:roles_changed": "更改身份",
    "account:password_reset": "重置密码",
    "account:password_changed": "本人更改密码",
    "account:closed": "停用账号",
    "account:reopened": "重新启用账号",
    "correction:asked": "本人申请更正",
    "correction:withdrawn": "本人撤回更正申请",
    "correction:done": "答复更正申请：已更正",
    "correction:declined": "答复更正申请：不更正",
}
"""Signing in and out is no history of a person and is left out."""
_COLUMN = {
    "name": "姓名",
    "email": "邮箱",
    "staff_number": "工号",
    "department_id": "系部",
    "specialty": "专业",
    "hired_on": "入职日期",
    "left_on": "离职日期",
    "first_day": "第一天",
    "last_day": "最后一天",
    "document": "批准文号",
}


def event_note(event: AuditEvent, departments: Mapping[int, str], usernames: Mapping[int, str]) -> str | None:
    """What an event changed, as a line beneath it."""
    before, after = event.before, event.after
    match event.subject, event.tag:
        case "account", _:
            said = f"账号 {usernames.get(event.subject_id, '')}"
            if after.get("roles") is not None:
                old = f"{_logged_grants(before, departments)} → " if before else ""
                said += f"：{old}{_logged_grants(after, departments)}"
            return said
        case _, "teacher:category_set":
            old = f"{words.CATEGORY[Category(before['category'])]} → " if before else ""
            return f"{after['first_day']} 起：{old}{words.CATEGORY[Category(after['category'])]}"
        case _, "teacher:leave_added":
            return _span(after)
        case _, "teacher:leave_removed":
            return _span(before)
        case _, tag if tag.startswith("correction:"):
            said = FACT[HeldFact(after["fact"])]
            said += f"：{after['wanted']}" if "wanted" in after else ""
            return f"{said}。{event.reason}" if event.reason else said
    return _changes(before, after, departments)


def _span(logged: Mapping[str, Any]) -> str:
    document = f"，{logged['document']}" if logged.get("document") else ""
    return f"{logged['first_day']} 至 {logged['last_day']}{document}"


def _logged_grants(logged: Mapping[str, Any], departments: Mapping[int, str]) -> str:
    return _grants([Role(one) for one in logged["roles"]], logged.get("headed", []), departments)


def _changes(before: Mapping[str, Any], after: Mapping[str, Any], departments: Mapping[int, str]) -> str:
    def shown(name: str, value: Any) -> str:  # noqa: ANN401 - as the log keeps it
        if name == "department_id":
            return departments.get(value, "已不在的系部")
        return str(value or "空")

    lines = [
        f"{label}：{f'{shown(name, before[name])} → ' if name in before else ''}{shown(name, after[name])}"
        for name, label in _COLUMN.items()
        if name in after and (before[name] != after[name] if name in before else after[name])
    ]
    return "；".join(lines)
