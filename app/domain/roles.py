"""Who a person can be at a school, and in which part they act on a record."""

from enum import StrEnum


class Role(StrEnum):
    """A right that an account holds; several at once are usual."""

    TEACHER = "teacher"
    HEAD = "head"
    HR = "hr"
    ADMIN = "admin"


class Part(StrEnum):
    """The part in which somebody acts on one record."""

    OWNER = "owner"
    HEAD = "head"
    HR = "hr"
    """HR, or the school administrator where HR would decide their own case."""
