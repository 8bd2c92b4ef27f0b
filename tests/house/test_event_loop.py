"""The window runs no nested event loop: other tasks would fail or never continue."""

import ast
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "aiurdesk"
NESTING = {"exec", "exec_", "processEvents", "waitUntil"}


def test_the_window_runs_no_nested_event_loop():
    calls = []
    for path in sorted((PACKAGE / "ui").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in NESTING:
                calls.append(f"{path.name} .{node.attr}")
    # The one before there is any other loop: it ends with the first picture.
    assert calls == ["app.py .exec"]


def test_only_the_task_scope_starts_tasks():
    calls = []
    for path in sorted((PACKAGE / "ui").rglob("*.py")):
        if path.name == "tasks.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in {"create_task", "ensure_future"}:
                calls.append(f"{path.name}:{node.lineno}")
    assert calls == []
