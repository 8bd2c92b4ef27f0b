"""Imports form no circle, also those for types only, and few of them are inside functions."""

import ast
import os
import re
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp

import aiurdesk

PACKAGE = Path(aiurdesk.__file__).parent
MOST_IN_FUNCTIONS = 30
PACKAGES_OF_TESTS = {"_pytest", "authlib", "babel", "hypothesis", "pytest", "pytestqt", "trustme"}
# It chooses the adapters, and none of them is loaded before it is needed.
ASSEMBLY = "assembly.py"
# The stages of the start: each imports the next one after its own work. The check of the system
# runs before all of them.
STAGES = {"ui/startup/app.py", "ui/startup/event_loop.py", "ui/startup/requirements.py"}


def test_the_modules_have_no_circular_imports():
    # Imports under TYPE_CHECKING count: parts that need each other's types know too much.
    graph = grimp.build_graph("aiurdesk", exclude_type_checking_imports=False, cache_dir=None)
    imports = {m: graph.find_modules_directly_imported_by(m) & graph.modules for m in graph.modules}
    assert len(imports) > 100
    assert circle_in(imports) == []


def circle_in(imports: dict[str, set[str]]) -> list[str]:
    """Return the modules of a circle of imports, or nothing."""
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        circle: list[str] = error.args[1]
        return circle
    return []


def test_a_circular_import_is_found():
    assert circle_in({"a": {"b"}, "b": {"c"}, "c": set()}) == []
    assert set(circle_in({"a": {"b"}, "b": {"a"}, "c": {"a"}})) == {"a", "b"}


def imports_in_functions(source: str) -> set[int]:
    """Return the lines of imports inside functions."""
    # Parsing all modules takes seconds; most have no import that is indented.
    if not re.search(r"^[ \t]+(?:.*[;:])?[ \t]*(?:import|from)\b", source, re.MULTILINE):
        return set()
    return {
        node.lineno
        for function in ast.walk(ast.parse(source))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }


def test_only_the_street_and_signing_in_send():
    # One more way would be one without the tests, the captures and the history.
    sending = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if re.search(r"pipeline\.(send|exchange)\(", path.read_text(encoding="utf-8"))
    }
    assert sending == {
        "services/credentials/sign_in.py",
        "services/sockets/socket_opening.py",
        "services/sockets/street.py",
    }


def test_few_imports_are_inside_functions():
    # What is needed late is an attribute of its package instead, see ``aiurdesk/late.py``.
    numbers = {
        path.relative_to(PACKAGE).as_posix(): len(lines)
        for path in PACKAGE.rglob("*.py")
        if (lines := imports_in_functions(path.read_text(encoding="utf-8")))
    }
    assert {name for name in numbers if name.startswith("ui/")} == STAGES
    assert sum(numbers.values()) - numbers[ASSEMBLY] <= MOST_IN_FUNCTIONS, numbers


def test_an_import_inside_a_function_is_found():
    assert imports_in_functions("import os\ndef here():\n    import re\n    return re") == {3}


def test_the_benchmarks_need_no_package_of_the_tests():
    # They measure in the environment that ``packaging/run.py`` makes, which has none of these.
    program = f"""
import importlib, pkgutil, sys

class Without:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {PACKAGES_OF_TESTS}:
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Without())
import tests.benchmarks
for module in pkgutil.iter_modules(tests.benchmarks.__path__):
    importlib.import_module("tests.benchmarks." + module.name)
    print(module.name)
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=PACKAGE.parent,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert {"shown_frames", "streams"} <= {*done.stdout.split()}
