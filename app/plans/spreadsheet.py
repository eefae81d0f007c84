"""A department's five years as CSV that a spreadsheet opens safely."""

import csv
import io

from app.plans.department_queries import FiveYears, PlanRow, whole_days
from app.plans.models import YEARS
from app.standing.spreadsheet import BOM, defused


def five_years_csv(table: FiveYears) -> bytes:
    """UTF-8 with the mark Excel looks for; days as plain numbers, empty where no rule judges the year."""
    text = io.StringIO()
    writer = csv.writer(text)
    years = [f"{name}{what}" for name in table.names for what in ("计划天数", "已计入天数")]
    writer.writerow(["工号", "姓名", *years, "计划合计", "已计入合计", "备注"])
    for row in table.rows:
        writer.writerow([defused(cell) for cell in _cells(row)])
    sums = [
        cell
        for days, half_hours in zip(table.sums, table.sums_credited, strict=True)
        for cell in (days, whole_days(half_hours))
    ]
    total = sum(table.sums_credited)
    writer.writerow(["", "合计", *sums, sum(table.sums), whole_days(total), ""])
    return BOM + text.getvalue().encode()


def _cells(row: PlanRow) -> list[object]:
    years: list[object] = []
    for n in range(YEARS):
        credited = row.credited[n]
        years += [row.days[n], "" if credited is None else whole_days(credited)]
    number, sums = row.member.staff_number, (row.total, whole_days(row.total_credited))
    return [number, row.member.name, *years, *sums, row.note]
