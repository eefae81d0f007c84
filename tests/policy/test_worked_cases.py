"""The worked cases of the policy sheet are all there, and each says at its head what it is about."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli import evaluate_command

ROOT = Path(__file__).parents[2]
WORKED = ROOT / "tests" / "cases" / "worked"
FILES = sorted(WORKED.glob("*.toml"))
NUMBERS = range(1, 23)


def test_every_worked_case_is_a_file_or_has_a_line_that_says_where_it_stands():
    rows = re.findall(r"^\| ((?:W\d+(?:, )?)+) \|", (WORKED / "README.md").read_text("utf-8"), re.MULTILINE)
    elsewhere = {int(number) for row in rows for number in re.findall(r"\d+", row)}
    assert {int(path.stem[1:3]) for path in FILES} | elsewhere == set(NUMBERS)
    assert {18, 21} <= elsewhere


def test_the_tests_that_are_named_there_exist():
    named = re.findall(r"`(tests/[\w/]+\.py)`", (WORKED / "README.md").read_text("utf-8"))
    assert named
    assert [path for path in named if not (ROOT / path).is_file()] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_worked_case_says_what_is_naive_and_what_is_right(path):
    text = path.read_text("utf-8")
    head = text[: text.index("\n\n")]
    number = int(path.stem[1:3])
    assert head.startswith(f"# W{number} · ")
    assert "\n# Naive: " in head
    assert "\n# Right: " in head
    assert f'\nname = "W{number}: ' in text


def test_a_draft_as_gate_is_refused_by_name_and_status():
    result = CliRunner().invoke(
        evaluate_command, [str(WORKED / "W14_draft_as_gate.toml"), "--format", "json"]
    )
    message = json.loads(result.output)["error"]
    assert result.exit_code == 1
    for part in ("W14_draft_as_gate.toml", "school.gating", "DD-DRAFT-5Y10M", "draft"):
        assert part in message
