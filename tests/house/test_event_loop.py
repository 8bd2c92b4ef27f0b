"""The window runs no nested event loop: other tasks would fail or never continue."""

import ast

from tests.house.test_layout import PACKAGE, trees_with

NESTING = {"exec", "exec_", "processEvents", "waitUntil"}
STARTING = {"create_task", "ensure_future"}


def test_the_window_runs_no_nested_event_loop():
    calls = []
    for path, tree in trees_with(*NESTING, folder=PACKAGE / "ui"):
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in NESTING:
                calls.append(f"{path.name} .{node.attr}")
    # The one before there is any other loop: it ends with the first picture.
    assert calls == ["app.py .exec"]


def test_only_the_task_scope_starts_tasks():
    calls = []
    for path, tree in trees_with(*STARTING, folder=PACKAGE / "ui"):
        if path.name == "tasks.py":
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in STARTING:
                calls.append(f"{path.name}:{node.lineno}")
    assert calls == []
