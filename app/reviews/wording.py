"""Words about the review desk that are only said on its pages."""

from collections.abc import Iterable

from app.reviews.hand_over_queries import Share


def hand_over(shares: Iterable[Share]) -> str:
    """``3 份由甲、乙办理；1 份现在没有人可以办理``."""
    return "；".join(
        f"{share.number} 份由{'、'.join(share.people)}办理"
        if share.people
        else f"{share.number} 份没有别人可以办理，请另指定一位人事处人员或学校管理员"
        for share in shares
    )
