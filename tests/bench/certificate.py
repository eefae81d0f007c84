"""Milliseconds for one recommendation: ours, and typst with the same words, face and QR code.

Run it with ``python -m tests.bench.certificate``. Both draw the same people in turns within one
process, so that whatever else the machine does falls on both.
"""

import json
import platform
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

import pylopdf_fonts_zh_cn
import typst
import zxingcpp

from app.certificates import wording
from app.certificates.pdf import draw_recommendation
from app.domain.certificates import RecommendationFacts, format_number, group_code
from app.web.fonts import load_fonts
from app.web.truetype import prepare_fonts
from tests.recommendations import FACTS

FONTS = Path(__file__).parents[2] / "instance" / "fonts"
ROUNDS = 100
TARGET_MS = 40
FAMILY_NAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN_NAMES = ("㛃", "𬭎", "𫖯", "䶮", "喆", "昇", "建国", "丽华", "志强", "晓燕", "海峰", "春梅", "思远")
PAGE = """
#let get(name) = sys.inputs.at(name)
#let (ink, muted, teal, red) = (rgb("#1f2933"), rgb("#5f6c7b"), rgb("#0b6e69"), rgb("#b4232c"))
#set document(title: get("title"), author: get("school"))
#set page(paper: "a4", flipped: true, margin: (x: 34mm, top: 28mm, bottom: 15mm), background: {
  place(rect(width: 100%, height: 100%, stroke: none))
  place(dx: 10.8mm, dy: 10.8mm, rect(width: 297mm - 21.6mm, height: 210mm - 21.6mm, stroke: 1.1pt + teal))
  place(dx: 13mm, dy: 13mm, rect(width: 297mm - 26mm, height: 210mm - 26mm, stroke: 0.4pt + teal))
})
#set text(font: "Noto Serif SC", lang: "zh", size: 18pt, fill: ink)
#set par(justify: true, leading: 18pt, first-line-indent: (amount: 2em, all: true))
#align(center)[
  #text(15pt, fill: teal, get("school")) \\
  #text(36pt, stroke: 0.9pt + ink, get("heading"))
]
#v(12pt)
#get("before")#text(25.2pt, stroke: 0.6pt + ink, get("name"))#get("after")
#place(bottom, grid(columns: (300pt, 1fr, 34mm), align: bottom,
  { set text(9.5pt, fill: muted); set par(leading: 6pt, first-line-indent: 0pt); get("foot") },
  align(center, {
    set text(12pt); set par(leading: 8pt, first-line-indent: 0pt)
    place(center, circle(radius: 20mm, stroke: (paint: red, thickness: 0.7pt, dash: "dotted")))
    [#text(13pt, get("school")) \\ #get("signatory") \\ #get("decided") \\ #text(8pt, fill: red, get("seal"))]
  }),
  align(center, { set text(9pt); image(bytes(get("qr")), format: "svg", width: 34mm); get("number") }),
  grid.cell(colspan: 3, align(center, text(8.5pt, fill: muted)[#get("verify") \\ #get("disclaimer")])),
))
"""


def bench_certificate(rounds: int = ROUNDS) -> dict[str, object]:
    """Median wall and processor time of a page in milliseconds, and its size, for both."""
    prepare_fonts(FONTS)
    started = perf_counter()
    fonts = load_fonts(FONTS)
    loading = perf_counter() - started
    draw_typst = typst_drawer()
    drawers: dict[str, Callable[[RecommendationFacts], bytes]] = {
        "ours": lambda facts: draw_recommendation(facts, fonts=fonts),
        "typst": draw_typst,
    }
    first = {name: 1000 * timed(draw, FACTS)[0] for name, draw in drawers.items()}
    wall: dict[str, list[float]] = {name: [] for name in drawers}
    cpu: dict[str, list[float]] = {name: [] for name in drawers}
    size: dict[str, list[int]] = {name: [] for name in drawers}
    for facts in people(rounds):
        for name, draw in drawers.items():
            seconds, processor, length = timed(draw, facts)
            wall[name].append(1000 * seconds)
            cpu[name].append(1000 * processor)
            size[name].append(length)
    results = {
        name: {
            "ms_per_document": round(median(wall[name]), 1),
            "cpu_ms_per_document": round(median(cpu[name]), 1),
            "ms_p95": round(sorted(wall[name])[int(rounds * 0.95)], 1),
            "first_ms": round(first[name], 1),
            "kib": round(median(size[name]) / 1024, 1),
        }
        for name in drawers
    }
    return {
        "documents": rounds,
        "python": platform.python_version(),
        "typst": typst.__version__ if hasattr(typst, "__version__") else "unknown",
        "load_fonts_ms": round(1000 * loading, 1),
        "target_ms": TARGET_MS,
        "target_met": results["ours"]["ms_per_document"] <= TARGET_MS,
        **results,
    }


def timed(
    draw: Callable[[RecommendationFacts], bytes], facts: RecommendationFacts
) -> tuple[float, float, int]:
    """Wall seconds, processor seconds of all threads, bytes."""
    wall, cpu = perf_counter(), process_time()
    pdf = draw(facts)
    return perf_counter() - wall, process_time() - cpu, len(pdf)


def people(count: int) -> Iterator[RecommendationFacts]:
    """Different teachers, so that neither side can draw a page from memory."""
    for number in range(1, count + 1):
        given = GIVEN_NAMES[number % len(GIVEN_NAMES)]
        yield replace(
            FACTS,
            number=format_number("LN0123", 2026, FACTS.level, number),
            teacher_name=FAMILY_NAMES[number % len(FAMILY_NAMES)] + given,
            staff_number=f"T{number:06d}",
            verify_url=f"https://dangan.example.edu.cn/v/{number:028d}",
        )


def typst_drawer() -> Callable[[RecommendationFacts], bytes]:
    """A compiler made once, as typst's own documentation advises for many documents."""
    page = PAGE.encode()
    serif = pylopdf_fonts_zh_cn.serif_path()
    compiler = typst.Compiler(font_paths=[str(serif.parent)], ignore_system_fonts=True)

    def draw(facts: RecommendationFacts) -> bytes:
        address, _, code = facts.verify_url.rpartition("/")
        qr = zxingcpp.create_barcode(facts.verify_url, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
        inputs = {
            "title": f"{wording.TITLE} {facts.number}",
            "heading": wording.TITLE,
            "school": facts.school_name,
            "before": wording.body_before_name(),
            "name": facts.teacher_name,
            "after": wording.body_after_name(facts),
            "foot": "\n".join(wording.foot_lines(facts)),
            "signatory": facts.signatory,
            "decided": wording.long_date(facts.decided_on),
            "seal": facts.seal_place,
            "number": facts.number,
            "verify": f"核验网址 {address}/　核验码 {group_code(code)}",
            "disclaimer": wording.DISCLAIMER,
            "qr": qr.to_svg(add_quiet_zones=True),
        }
        return bytes(compiler.compile(page, format="pdf", sys_inputs=inputs, pdf_tags=False))

    return draw


if __name__ == "__main__":
    print(json.dumps(bench_certificate(), ensure_ascii=False, indent=2))
