"""What is frozen stays: no statement of ours changes or removes a row of a snapshot."""

import ast
from collections.abc import Iterator
from pathlib import Path

import app
from app.snapshots import models

FROZEN = frozenset({"Snapshot", "SnapshotRow", "SnapshotUse"})
CHANGING = frozenset({"update", "delete"})


def changes(source: str) -> Iterator[str]:
    """Calls such as ``update(Snapshot)``, whatever they hang on."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            named = {part.id for one in node.args for part in ast.walk(one) if isinstance(part, ast.Name)}
            if called in CHANGING and named & FROZEN:
                yield ast.unparse(node)


def test_no_code_changes_or_deletes_what_is_frozen():
    assert list(changes("db.session.execute(delete(SnapshotRow).where(True))")) == ["delete(SnapshotRow)"]
    assert all(hasattr(models, name) for name in FROZEN)
    found = [
        f"{path.name}: {call}"
        for path in Path(app.__file__).parent.rglob("*.py")
        for call in changes(path.read_text(encoding="utf-8"))
    ]
    assert found == []
