"""Additions to the law in words."""

from app.domain.rules import Rule
from app.policy.additions import read_addition
from app.policy.strict import StrictError
from app.schools.law_models import AdditionKind, LawAddition
from app.schools.wording import rule_words


def addition_title(addition: LawAddition) -> str:
    """What an addition is called in a list."""
    what = f"规则 {addition.subject}" if addition.kind is AdditionKind.RULE else "计入表"
    return f"{what} 第 {addition.number} 版"


def addition_words(addition: LawAddition) -> str:
    """What it says, for a sentence to somebody who never saw the list."""
    try:
        read = read_addition(addition.text)
    except StrictError:  # entered under an older edition
        return addition_title(addition)
    return rule_words(read) if isinstance(read, Rule) else f"“哪些实践计入”第 {addition.number} 版"
