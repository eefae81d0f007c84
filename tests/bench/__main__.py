"""`make bench`: figures and ratios, as a table and as build/bench.json."""

import json
from pathlib import Path

from tests.bench.batch import bench_batch
from tests.bench.certificate import bench_certificate
from tests.bench.freezing import bench_freezing
from tests.bench.impact import bench_confirming, bench_impact
from tests.bench.reviews import bench_desk, bench_list, bench_narrowed_list, bench_passing, bench_summary
from tests.bench.rulings import bench_rulings
from tests.bench.standing import bench_by_when, bench_school_table, bench_slip, bench_teacher_page
from tests.bench.what_if import bench_school_what_if, bench_what_if

OUT = Path("build/bench.json")


def compared(bench: dict) -> dict[str, dict]:
    """The figures of ours and of the peer, without the circumstances."""
    return {who: bench[who] for who in ("ours", "typst")}


def measure() -> list[dict]:
    """One row a figure: name, value, unit, target, whether it is met, and peers of the same run."""
    certificate = {who: bench["ms_per_document"] for who, bench in compared(bench_certificate()).items()}
    freezing, differing = bench_freezing()
    rows = [
        ("one teacher, database to explained page data", bench_teacher_page(), "ms", 10, {}),
        ("slip beside a record's form while typing, server time", bench_slip(), "ms", 60, {}),
        ("what-if answer while typing, three periods, server time", bench_what_if(), "ms", 60, {}),
        ("what if of a school of 2,000 teachers, server time", bench_school_what_if(), "s", 3, {}),
        ("school table of 300 teachers, server time", bench_school_table(), "ms", 200, {}),
        ("by-when list of 2,000 teachers, server time", bench_by_when(), "s", 3, {}),
        ("review desk with 500 records waiting, server time", bench_desk(), "ms", 150, {}),
        ("list of 500 records waiting, a page of 50, server time", bench_list(), "ms", 150, {}),
        ("the same narrowed by flags, all 500 looked at", bench_narrowed_list(), "ms", 250, {}),
        ("summary of 50 records to pass together, server time", bench_summary(), "ms", 1000, {}),
        ("passing 50 records together, server time", bench_passing(), "ms", 2000, {}),
        ("impact preview of a decision on 2,000 teachers, server time", bench_impact(), "s", 3, {}),
        ("confirming it, with what it changes kept and told", bench_confirming(), "s", 3, {}),
        ("what waits for a ruling in a school of 2,000 teachers, first look", bench_rulings(), "s", 3, {}),
        ("freezing a year for 2,000 teachers", freezing, "s", 5, {}),
        ("what differs from a frozen year of 2,000 teachers", differing, "s", 5, {}),
        ("one certificate PDF", certificate["ours"], "ms", 40, {"typst": certificate["typst"]}),
        ("100,000 teachers with 1 M records in memory", bench_batch(), "s", 20, {}),
    ]
    return [
        {
            "name": name,
            "value": round(value, 2),
            "unit": unit,
            "target": target,
            "ok": value <= target,
            "peers": {peer: round(figure, 2) for peer, figure in peers.items()},
        }
        for name, value, unit, target, peers in rows
    ]


def main() -> None:
    rows = measure()
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(rows, ensure_ascii=False, indent=2) + "\n")
    width = max(len(row["name"]) for row in rows)
    for row in rows:
        peers = "  ".join(
            f"{peer} {figure} {row['unit']} (ours {row['value'] / figure:.2f}x)"
            for peer, figure in row["peers"].items()
        )
        verdict = "ok" if row["ok"] else "MISSED"
        figure = f"{row['value']:>8} {row['unit']:<2}  <= {row['target']:>3}"
        print(f"{row['name']:<{width}}  {figure}  {verdict}  {peers}")


if __name__ == "__main__":
    main()
