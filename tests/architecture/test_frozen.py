"""What is frozen or decided stays: no statement of ours changes or removes such a row behind its guard."""

import ast
from collections.abc import Iterator
from pathlib import Path

import app
from app.audit.models import AuditEvent
from app.recognition.models import Recheck
from app.schools.impact_models import ConfirmedImpact
from app.schools.law_models import LawAddition
from app.schools.models import SchoolDecision
from app.snapshots.models import Snapshot, SnapshotRow, SnapshotUse
from app.teachers.ruling_models import Ruling

TABLES = (
    Snapshot, SnapshotRow, SnapshotUse, Ruling, SchoolDecision, LawAddition, Recheck, ConfirmedImpact,
    AuditEvent,
)  # fmt: skip
FROZEN = frozenset(table.__name__ for table in TABLES)
CHANGING = frozenset({"update", "delete"})


def changes(source: str) -> Iterator[str]:
    """Calls such as ``update(Snapshot)`` or ``query(Ruling).update()``, whatever they hang on."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            named = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
            if called in CHANGING and named & FROZEN:
                yield ast.unparse(node)


def test_no_code_changes_or_deletes_what_is_frozen():
    assert list(changes("db.session.execute(delete(SnapshotRow).where(True))")) == ["delete(SnapshotRow)"]
    assert list(changes("db.session.query(Ruling).update(values)"))
    found = [
        f"{path.name}: {call}"
        for path in Path(app.__file__).parent.rglob("*.py")
        for call in changes(path.read_text(encoding="utf-8"))
    ]
    assert found == []
