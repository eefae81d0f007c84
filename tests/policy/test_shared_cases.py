"""Every worked case in tests/cases gives exactly the result that stands beside it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli import evaluate_command

CASES = sorted((Path(__file__).parents[1] / "cases").rglob("*.toml"), key=lambda path: path.stem)


def given_part(expected, found):
    """What was found, cut down to the keys the expectation gives."""
    if isinstance(expected, dict):
        return {key: given_part(value, found.get(key)) for key, value in expected.items()}
    if isinstance(expected, list) and len(expected) == len(found):
        return [given_part(one, other) for one, other in zip(expected, found, strict=True)]
    return found


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_worked_case_gives_the_result_beside_it(path):
    expected = json.loads(path.with_suffix(".json").read_text("utf-8"))
    result = CliRunner().invoke(evaluate_command, [str(path), "--format", "json"])
    found = json.loads(result.output)
    assert given_part(expected, found) == expected
    assert result.exit_code == (0 if "verdicts" in expected else 1)
