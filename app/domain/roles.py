"""Who a person can be at a school, and in which part they act on a record."""

from enum import StrEnum


class Role(StrEnum):
    """A right that an account holds; several at once are usual."""

    TEACHER = "teacher"
    HEAD = "head"
    HR = "hr"
    ADMIN = "admin"


ROLE_LABELS = {Role.TEACHER: "教师", Role.HEAD: "系部负责人", Role.HR: "人事处", Role.ADMIN: "学校管理员"}


class Part(StrEnum):
    """The part in which somebody acts on one record."""

    OWNER = "owner"
    HEAD = "head"
    HR = "hr"
    """HR, or the school administrator where HR would decide their own case."""
    SPEAKER = "speaker"
    """Whoever took the step that stands last."""
