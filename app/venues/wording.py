"""Chinese words about places: what a credit code lacks, how a recognition covers a span."""

from collections.abc import Iterable
from datetime import date

from app.domain import words
from app.domain.sites import (
    CREDIT_CODE_LENGTH,
    CREDIT_CODE_SIGNS,
    RECOGNISED_KINDS,
    CodeFault,
    Cover,
    credit_code_fault,
    recognised_days,
    recognition_covers,
)
from app.venues.models import Site

SITE_CLOSED = "这个企业在名录里已停用，请联系人事处"


def code_problem(code: str) -> str | None:
    """Why a text is no credit code, in a sentence; None where it is one."""
    match credit_code_fault(code):
        case CodeFault.SIGNS:
            odd = dict.fromkeys(f"“{sign}”" for sign in code if sign not in CREDIT_CODE_SIGNS)
            return f"信用代码里不会有{'、'.join(list(odd)[:3])}：只有数字和大写字母，且不用 I、O、S、V、Z"
        case CodeFault.LENGTH:
            return f"统一社会信用代码应为 {CREDIT_CODE_LENGTH} 位，现在是 {len(code)} 位"
        case CodeFault.CHECK_DIGIT:
            return "校验位（最后一位）对不上，请对照营业执照逐位检查"
        case None:
            return None


def already_listed(site: Site, credit_code: str | None) -> str:
    """Which enterprise of the registry somebody has named anew."""
    if credit_code and site.credit_code == credit_code:
        return f"这个信用代码登记的是“{site.name}”，名单里已有"
    return f"名单里已有“{site.name}”，只是写法不同"


def site_note(site: Site, span: tuple[date, date] | None) -> str:
    """Kind, level, and how the recognition covers the days that somebody means."""
    level = words.SITE_LEVEL[site.level] if site.level else ""
    return " · ".join(filter(None, (words.SITE_KIND[site.kind], level, _recognition(site, span))))


def _recognition(site: Site, span: tuple[date, date] | None) -> str:
    if site.kind not in RECOGNISED_KINDS:
        return ""
    if site.valid_from is None and site.valid_to is None:
        return "认定期没有登记"
    if span is None:
        return f"认定期{_period(site)}"
    match recognition_covers(site.valid_from, site.valid_to, *span):
        case Cover.WHOLE:
            return "这段日子都在认定期内"
        case Cover.PART:
            return f"这段日子只有一部分在认定期内（{_period(site).strip()}）"
        case Cover.NONE:
            return f"这段日子不在认定期内（{_period(site).strip()}）"


def beyond_recognition(site: Site, days: Iterable[date]) -> str:
    """What it means for attended days that a place is not recognised on them; empty where it always is."""
    if site.kind not in RECOGNISED_KINDS or (site.valid_from is None and site.valid_to is None):
        return ""
    beyond = len(recognised_days(site.kind, site.valid_from, site.valid_to, days).outside)
    if not beyond:
        return ""
    return (
        f"有 {beyond} 天不在单位的认定有效期内：小时照常按设在{words.HOST[site.host]}的实践计算，"
        "但不统计为流动站或基地的使用"
    )


def _period(site: Site) -> str:
    if site.valid_to is None:
        return f"自 {site.valid_from} 起"
    return f" {site.valid_from} 至 {site.valid_to}" if site.valid_from else f"至 {site.valid_to}"
