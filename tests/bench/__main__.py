"""`make bench`: figures and ratios, as a table and as build/bench.json."""

import json
from pathlib import Path

from tests.bench.batch import bench_batch
from tests.bench.certificate import bench_certificate
from tests.bench.reviews import bench_desk, bench_list, bench_narrowed_list, bench_passing, bench_summary
from tests.bench.rulings import bench_rulings
from tests.bench.standing import bench_school_table, bench_slip, bench_teacher_page

OUT = Path("build/bench.json")


def compared(bench: dict) -> dict[str, dict]:
    """The figures of ours and of the peer, without the circumstances."""
    return {who: bench[who] for who in ("ours", "typst")}


def measure() -> list[dict]:
    """One row a figure: name, value, unit, target, whether it is met, and peers of the same run."""
    certificate = {who: bench["ms_per_document"] for who, bench in compared(bench_certificate()).items()}
    rows = [
        ("one teacher, database to explained page data", bench_teacher_page(), "ms", 10, {}),
        ("slip beside a record's form while typing, server time", bench_slip(), "ms", 60, {}),
        ("school table of 300 teachers, server time", bench_school_table(), "ms", 200, {}),
        ("review desk with 500 records waiting, server time", bench_desk(), "ms", 150, {}),
        ("list of 500 records waiting, a page of 50, server time", bench_list(), "ms", 150, {}),
        ("the same narrowed by flags, all 500 looked at", bench_narrowed_list(), "ms", 250, {}),
        ("summary of 50 records to pass together, server time", bench_summary(), "ms", 1000, {}),
        ("passing 50 records together, server time", bench_passing(), "ms", 2000, {}),
        ("what waits for a ruling in a school of 2,000 teachers, first look", bench_rulings(), "s", 3, {}),
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
