"""The layout of the project: test modules mirror modules, and names of modules say something."""

import ast
import shutil
import subprocess
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


def test_every_module_with_code_has_a_test_module():
    missing = []
    for path in modules():
        if path.name == "__init__.py" or not has_code(path):
            continue
        relative = path.relative_to(PACKAGE)
        name = f"test_{relative.name.strip('_')}".replace("__", "")
        if not (TESTS / relative.parent / name.replace("main__.py", "main.py")).exists():
            missing.append(str(relative))
    assert missing == []


def test_every_test_module_belongs_to_a_module():
    strays = []
    for path in sorted(TESTS.rglob("test_*.py")):
        relative = path.relative_to(TESTS)
        if relative.parts[0] in TEST_FOLDERS_OF_THEIR_OWN:
            continue
        subject = relative.name.removeprefix("test_")
        places = [PACKAGE / relative.parent / name for name in (subject, f"__{subject[:-3]}__.py")]
        folder = PACKAGE / relative.parent / subject.removesuffix(".py")
        # What several test modules use may need tests of its own, and stands beside them.
        shared = path.parent / subject
        if not any(source.exists() for source in [*places, folder, shared]):
            strays.append(str(relative))
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
