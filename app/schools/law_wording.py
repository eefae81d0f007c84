"""Additions to the law in words."""

from app.schools.law_models import AdditionKind, LawAddition


def addition_title(addition: LawAddition) -> str:
    """What an addition is called in a list."""
    what = f"规则 {addition.subject}" if addition.kind is AdditionKind.RULE else "计入表"
    return f"{what} 第 {addition.number} 版"
