"""Values are structs: importing a dataclass takes fifty times as long."""

import ast

from tests.house.test_layout import PACKAGE, trees_with


def is_dataclass(node: ast.ClassDef) -> bool:
    called = (part.func if isinstance(part, ast.Call) else part for part in node.decorator_list)
    return any(isinstance(name, ast.Name) and name.id == "dataclass" for name in called)


def test_the_program_has_no_dataclasses_outside_the_sandbox():
    names: set[str] = set()
    for path, tree in trees_with("dataclass"):
        relative = path.relative_to(PACKAGE)
        if relative.parts[0] == "sandbox":
            continue
        classes = (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef))
        names.update(f"{relative}: {node.name}" for node in classes if is_dataclass(node))
    assert names == set()
