"""The bars of the house: what fits a screen and what has one subject."""

import ast
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "aiurdesk"
LINES_OF_A_FILE = 400
LINES_OF_A_FUNCTION = 60
LINES_OF_A_CLASS = 200
PUBLIC_METHODS = 15


def nodes() -> Iterator[tuple[Path, ast.AST]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            yield path, node


def length(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_no_file_is_longer_than_400_lines():
    long = {
        str(path): lines
        for path in PACKAGE.rglob("*.py")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LINES_OF_A_FILE
    }
    assert long == {}


def test_no_function_is_longer_than_60_lines():
    long = [
        (path.name, node.name, length(node))
        for path, node in nodes()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and length(node) > LINES_OF_A_FUNCTION
    ]
    assert long == []


def test_no_class_is_longer_than_200_lines_or_has_more_than_15_public_methods():
    large = []
    for path, node in nodes():
        if not isinstance(node, ast.ClassDef):
            continue
        public = [
            part
            for part in node.body
            if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef)
            and not part.name.startswith("_")
            and not part.name[:1].isupper()
        ]
        if length(node) > LINES_OF_A_CLASS or len(public) > PUBLIC_METHODS:
            large.append((path.name, node.name, length(node), len(public)))
    assert large == []
