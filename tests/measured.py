"""What the tests have run of the code, as SlipCover measured it: the gaps, and whether enough was run."""

import json
import sys
from pathlib import Path
from typing import Any

from slipcover import print_coverage

MEASURED = Path("build/coverage.json")
WHOLE = 95
"""Lines and branches of a hundred that must have run."""
CORE = ("app/domain/", "app/policy/")
"""Where all must have run: rules are judged there."""


def complaints(measured: dict[str, Any]) -> list[str]:
    """One line for each limit that is not kept."""
    run = {name: entry["summary"]["percent_covered"] for name, entry in measured["files"].items()}
    core = [name for name in run if name.startswith(CORE)]
    unmeasured = [part for part in CORE if not any(name.startswith(part) for name in core)]
    whole = measured["summary"]["percent_covered"]
    return [
        *(f"{part}: not measured" for part in unmeasured),
        *(f"{name}: {run[name]:.1f} %, not 100 % as the core" for name in core if run[name] < 100),
        *([f"{whole:.1f} % of the whole, not {WHOLE} %"] if whole < WHOLE else []),
    ]


if __name__ == "__main__":
    report = json.loads(MEASURED.read_text(encoding="utf-8"))
    print_coverage(report, skip_covered=True, missing_width=60)
    sys.exit("\n".join(complaints(report)) or None)
