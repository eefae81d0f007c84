"""Texts kept as files: a change of words is seen in review. UPDATE_SNAPSHOTS=1 writes them anew."""

import os
from pathlib import Path


def same_as_snapshot(path: Path, text: str) -> None:
    """The text is what the file holds."""
    if os.environ.get("UPDATE_SNAPSHOTS") == "1":
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")
