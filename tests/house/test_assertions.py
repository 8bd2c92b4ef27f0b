"""Every test has an assertion that can fail."""

import ast
import functools
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
CHECKS = {
    "raises", "fail", "waitSignal", "waitSignals", "waitUntil", "assertNotEmitted", "until",
    "wait_until",
}  # fmt: skip
"""Functions that fail a test without an assertion."""
WORDS_OF_CHECKS = {"check", "expect", "assert"}
"""Functions whose names begin with one of these words must have an assertion themselves."""
Function = ast.FunctionDef | ast.AsyncFunctionDef


@functools.cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def functions(path: Path) -> list[Function]:
    return [node for node in nodes(path) if isinstance(node, Function)]


def called_name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def names_used(function: Function) -> set[str]:
    """Return what is called and handed over, such as the function that a runner runs."""
    called = {called_name(node) for node in ast.walk(function) if isinstance(node, ast.Call)}
    return called | {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}


def is_named_a_check(name: str) -> bool:
    return name.split("_")[0] in WORDS_OF_CHECKS


def checks_something(function: Function) -> bool:
    if any(isinstance(node, ast.Assert) for node in ast.walk(function)):
        return True
    return any(name in CHECKS or is_named_a_check(name) for name in names_used(function))


def cannot_fail(test: ast.expr) -> bool:
    """Tell whether an assertion is always true."""
    match test:
        case ast.Constant(value=value):
            return bool(value)
        case ast.Tuple(elts=[_, *_]) | ast.JoinedStr() | ast.Lambda() | ast.GeneratorExp():
            return True
        case ast.Compare(
            left=ast.Call(func=ast.Name(id="len")),
            ops=[ast.GtE()],
            comparators=[ast.Constant(value=0)],
        ):
            return True
        case ast.BoolOp(op=ast.Or(), values=values):
            texts = {ast.unparse(value) for value in values}
            return any(f"not {text}" in texts for text in texts)
    return False


def test_every_test_has_an_assertion():
    lines = [
        f"{path.relative_to(TESTS)}::{function.name}"
        for path in sorted(TESTS.rglob("test_*.py"))
        for function in functions(path)
        if function.name.startswith("test_") and not checks_something(function)
    ]
    assert lines == []


def test_every_check_function_has_an_assertion():
    lines = [
        f"{path.relative_to(TESTS)}::{function.name}"
        for path in sorted(TESTS.rglob("*.py"))
        for function in functions(path)
        if is_named_a_check(function.name) and not checks_something(function)
    ]
    assert lines == []


def test_no_assertion_is_always_true():
    lines = [
        f"{path.relative_to(TESTS)}:{node.lineno}"
        for path in sorted(TESTS.rglob("*.py"))
        for node in nodes(path)
        if isinstance(node, ast.Assert) and cannot_fail(node.test)
    ]
    assert lines == []
