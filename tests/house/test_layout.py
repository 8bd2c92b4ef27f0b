"""The layout of the project: folders of tests mirror rooms, and names of modules say something."""

import ast
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "aiurdesk"
TESTS = ROOT / "tests"
TOP_LEVEL = {
    "pyproject.toml",
    "README.md",
    "aiurdesk",
    "resources",
    "tests",
    "packaging",
    "LICENSE",
}
NAMES_WITHOUT_A_SUBJECT = {"utils", "util", "helpers", "common", "misc", "base", "manager"}
TEST_FOLDERS_OF_THEIR_OWN = {"house", "end_to_end", "benchmarks", "data"}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def trees_with(*words: str, folder: Path = PACKAGE) -> Iterator[tuple[Path, ast.Module]]:
    """Yield the modules in whose text one of these words is, with their syntax trees.

    Parsing all modules takes seconds.
    """
    for path in sorted(folder.rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        if any(word in source for word in words):
            yield path, ast.parse(source)


def has_code(path: Path) -> bool:
    """Tell whether a module has a function to test, and not only values."""
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, functions):
            body = [part for part in node.body if not is_docstring_or_dots(part)]
            if body:
                return True
    return False


def is_docstring_or_dots(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def test_every_room_with_code_has_tests():
    by_room: dict[Path, list[Path]] = {}
    for path in modules():
        by_room.setdefault(path.parent.relative_to(PACKAGE), []).append(path)
    rooms = {room for room, paths in by_room.items() if any(map(has_code, paths))}
    assert rooms
    missing = [str(room) for room in sorted(rooms) if not any((TESTS / room).glob("test_*.py"))]
    assert missing == []


def test_every_folder_of_tests_belongs_to_a_room():
    folders = {path.parent.relative_to(TESTS) for path in TESTS.rglob("test_*.py")}
    strays = [
        str(folder)
        for folder in sorted(folders)
        if folder.parts[:1] not in {(name,) for name in TEST_FOLDERS_OF_THEIR_OWN}
        and not (PACKAGE / folder).is_dir()
    ]
    assert strays == []


@pytest.mark.skipif(
    not shutil.which("git") or not (ROOT / ".git").exists(), reason="needs git and its checkout"
)
def test_the_top_level_has_only_the_agreed_entries():
    # Another user may own the checkout, such as on a mounted disk.
    command = ["git", "-c", f"safe.directory={ROOT}", "ls-files"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert listed.returncode == 0, listed.stderr
    top = {line.split("/")[0] for line in listed.stdout.splitlines()}
    assert {name for name in top if not name.startswith(".")} <= TOP_LEVEL


def test_no_module_has_a_meaningless_name():
    named = {part for path in modules() for part in path.relative_to(PACKAGE).with_suffix("").parts}
    assert named & NAMES_WITHOUT_A_SUBJECT == set()
