"""Pictures that stand for stamped scans in the demo school; each says 示例 on its face."""

import io
import math
from datetime import date
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

PAPER = (1000, 1414)
KEPT = (700, 990)
"""Size of the picture as kept: readable, and quick to make."""
INK = (44, 52, 64)
SEAL = (190, 40, 44)


def appraisal_scan(
    font: Path, *, teacher: str, site: str, first_day: date, last_day: date, post: str
) -> bytes:
    """A scanned 企业实践鉴定表 with a round seal, as JPEG."""
    image = Image.new("RGB", PAPER, (250, 249, 246))
    draw = ImageDraw.Draw(image)
    title, text, small = (ImageFont.truetype(str(font), size) for size in (48, 28, 22))
    draw.text((500, 120), "教师企业实践鉴定表（示例）", font=title, fill=INK, anchor="mm")
    rows = [
        ("教师", teacher),
        ("实践单位", site),
        ("岗位", post),
        ("起止日期", f"{first_day:%Y-%m-%d} 至 {last_day:%Y-%m-%d}"),
        ("出勤", "按考勤表，全部出勤"),
        ("鉴定意见", "工作认真，能独立完成岗位任务，鉴定合格。"),
        ("指导人", "示例指导人（签字）"),
    ]
    for number, (label, value) in enumerate(rows):
        top = 200 + number * 110
        draw.rectangle((110, top, 890, top + 110), outline=INK, width=2)
        draw.line((300, top, 300, top + 110), fill=INK, width=2)
        draw.text((205, top + 55), label, font=text, fill=INK, anchor="mm")
        draw.text((325, top + 55), value, font=text, fill=INK, anchor="lm")
    draw.text((640, 1120), f"{last_day:%Y 年 %m 月 %d 日}", font=text, fill=INK, anchor="mm")
    draw.text((500, 1340), "本页为演示数据，不是真实文件", font=small, fill=(120, 120, 120), anchor="mm")
    _seal(draw, (690, 1060), small, site)
    output = io.BytesIO()
    _on_the_glass(image).save(output, "JPEG", quality=70)
    return output.getvalue()


def two_pages(font: Path, scan: bytes, *, teacher: str, days: list[date]) -> bytes:
    """The scan with a sheet of attendance behind it, as a scanner makes a PDF of both."""
    image = Image.new("RGB", PAPER, (250, 249, 246))
    draw = ImageDraw.Draw(image)
    title, text = (ImageFont.truetype(str(font), size) for size in (44, 24))
    draw.text((500, 100), "企业实践考勤表（示例）", font=title, fill=INK, anchor="mm")
    draw.text((120, 170), f"教师：{teacher}", font=text, fill=INK, anchor="lm")
    for number, day in enumerate(days[:32]):
        left, top = 120 + 390 * (number // 16), 210 + 66 * (number % 16)
        draw.rectangle((left, top, left + 370, top + 66), outline=INK, width=2)
        draw.text((left + 20, top + 33), f"{day:%Y-%m-%d}　出勤", font=text, fill=INK, anchor="lm")
    draw.text((500, 1340), "本页为演示数据，不是真实文件", font=text, fill=(120, 120, 120), anchor="mm")
    output = io.BytesIO()
    first = Image.open(io.BytesIO(scan))
    first.save(output, "PDF", save_all=True, append_images=[_on_the_glass(image)], resolution=84, quality=70)
    return output.getvalue()


def _on_the_glass(image: Image.Image) -> Image.Image:
    """As a hand lays it on a scanner."""
    return image.resize(KEPT, Image.Resampling.BILINEAR).rotate(0.6, fillcolor=(235, 234, 230))


def _seal(
    draw: ImageDraw.ImageDraw, centre: tuple[int, int], font: ImageFont.FreeTypeFont, name: str
) -> None:
    x, y = centre
    draw.ellipse((x - 110, y - 110, x + 110, y + 110), outline=SEAL, width=6)
    points = []
    for corner in range(10):
        radius = 34 if corner % 2 == 0 else 14
        angle = math.pi * corner / 5 - math.pi / 2
        points.append((x + radius * math.cos(angle), y + radius * math.sin(angle)))
    draw.polygon(points, fill=SEAL)
    letters = name[:12]
    for number, letter in enumerate(letters):
        angle = math.pi * (0.85 + 1.3 * number / max(len(letters) - 1, 1))
        draw.text(
            (x + 84 * math.cos(angle), y + 84 * math.sin(angle)), letter, font=font, fill=SEAL, anchor="mm"
        )
    draw.text((x, y + 70), "示例专用章", font=font, fill=SEAL, anchor="mm")
