"""More places than anybody wants to scroll through: made-up enterprises of four towns, with credit codes."""

from collections.abc import Iterator

from app.domain.facts import Host
from app.domain.sites import CREDIT_CODE_SIGNS, SiteKind, is_credit_code
from app.venues.operations import SiteFacts

TOWNS = ("东港", "西岭", "南湖", "北山")
TRADES = ("精密机械", "数控装备", "智能制造", "汽车零部件", "工业软件", "物流", "食品加工", "建筑工程")


def enterprises() -> Iterator[SiteFacts]:
    """One enterprise of each trade in each town."""
    for number, (town, trade) in enumerate((town, trade) for town in TOWNS for trade in TRADES):
        name = f"示例{town}{trade}有限公司"
        yield SiteFacts(SiteKind.ENTERPRISE, name, Host.ENTERPRISE, credit_code=_code(number))


def _code(number: int) -> str:
    """A right code of a place that does not exist: region 000000."""
    stem = f"91000000MA00{number:05d}"
    return next(stem + sign for sign in CREDIT_CODE_SIGNS if is_credit_code(stem + sign))
