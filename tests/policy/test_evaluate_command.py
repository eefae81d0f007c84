"""``flask evaluate``: one object a line, errors in their place, and a text for people."""

import json
import os
from pathlib import Path

from click.testing import CliRunner

from app.cli import evaluate_command

CASES = Path(__file__).parents[1] / "cases"


def run(*names, style="json"):
    paths = [str(CASES / name) for name in names]
    return CliRunner().invoke(evaluate_command, [*paths, "--format", style])


def test_the_json_is_that_of_the_contract_with_citation_and_provisional():
    result = run("overlap.toml")
    found = json.loads(result.output)
    annual = found["verdicts"][-1]
    assert result.exit_code == 0
    assert list(found) == ["case", "as_of", "verdicts", "conflicts", "gate"]
    assert annual == {
        "rule": "LN-2022-1M",
        "window": ["2026-01-01", "2026-12-31"],
        "standing": "MET",
        "ruling": None,
        "required_hours": 160,
        "credited_hours": 200,
        "shortfall_hours": 0,
        "pending_hours": 0,
        "undecided_hours": 0,
        "drops_on": None,
        "simulated": False,
        "provisional": False,
        "profile": "WD20",
        "records": [{"id": "A", "credited_hours": 160}, {"id": "B", "credited_hours": 40}],
        "excluded": [],
        "citation": {
            "title": "辽宁省关于推动现代职业教育高质量发展若干措施",
            "number": "辽委办发〔2022〕13号",
            "issued_on": "2022",
        },
    }


def test_a_bad_case_is_an_object_in_its_place_and_the_rest_go_on():
    result = run("overlap.toml", "nowhere.toml", "draft_as_gate.toml", "half_days.toml")
    lines = [json.loads(line) for line in result.output.splitlines()]
    assert result.exit_code == 1
    assert [line["case"] for line in lines] == [
        "two full-time sites that overlap",
        "nowhere.toml",
        "a discussion draft cannot gate",
        json.loads((CASES / "half_days.json").read_text("utf-8"))["case"],
    ]
    assert "nowhere.toml" in lines[1]["error"]
    assert "DD-DRAFT-5Y10M" in lines[2]["error"]
    assert "draft" in lines[2]["error"]


def test_the_text_prints_each_verdict_with_its_arithmetic_and_citation():
    result = run("overlap.toml", style="text")
    for line in [
        "■ CN-2016-5Y6M  未达标：还差 760 小时（约 95 个工作日）。",
        "依据：《辽宁省关于推动现代职业教育高质量发展若干措施》辽委办发〔2022〕13号，2022 发布，",
        "2022-07-14 起施行（生效日为推定），现行有效",
        "统计期：2026-01-01 至 2026-12-31，截至 2026-12-31",
        "计 5 天 40 小时。起止 19 天 − 休息 4 天 = 出勤 15 天；15 天 × 8 小时 = 120 小时；",
        "与“A”有 10 天同日，一天最多计 8 小时，减去 80 小时，计 40 小时。",
        "要求：6 个月 × 160 小时/月 = 960 小时",
        "计入：160 + 40 = 200 小时",
        "差额：960 − 200 = 760 小时（约 95 个工作日）",
        "认定依据：LN-2020-5Y6M，未达标，不能推荐",
    ]:
        assert line in result.output


def test_the_text_names_conflicts_gates_and_errors():
    result = run("between_6_and_10.toml", "mixed_04.toml", "nowhere.toml", style="text")
    assert result.exit_code == 1
    assert "口径不一：LN-2020-5Y6M 已达标，LN-2021-5Y10M 未达标" in result.output
    assert "可以推荐" in result.output
    assert "认定依据：学校未设定" in result.output
    assert "错误：nowhere.toml：无法读取文件" in result.output


def test_a_file_name_that_is_no_text_still_gives_a_readable_line(tmp_path):
    broken = Path(os.fsdecode(os.fsencode(tmp_path) + b"/z\xff.toml"))
    broken.write_text("x")
    result = CliRunner().invoke(evaluate_command, [str(broken), "--format", "json"])
    assert json.loads(result.stdout_bytes.decode("utf-8"))["case"] == "z?.toml"
    assert result.exit_code == 1


def test_a_file_saved_by_a_windows_editor_is_read(tmp_path):
    saved = tmp_path / "saved.toml"
    saved.write_text((CASES / "overlap.toml").read_text("utf-8"), "utf-8-sig")
    assert CliRunner().invoke(evaluate_command, [str(saved)]).exit_code == 0
