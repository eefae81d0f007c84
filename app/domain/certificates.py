"""Names on a recommendation."""

from enum import StrEnum


class Level(StrEnum):
    """双师型 level."""

    JUNIOR = "junior"
    MIDDLE = "middle"
    SENIOR = "senior"


class EthicsResult(StrEnum):
    """Result of the yearly ethics review (师德考核)."""

    EXCELLENT = "excellent"
    PASSED = "passed"
    BASIC = "basic"
    FAILED = "failed"
