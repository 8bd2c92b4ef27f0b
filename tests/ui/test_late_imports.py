import ast
import inspect
from pathlib import Path

import aiurdesk.ui
from aiurdesk.ui import late_imports

ROOM = Path(aiurdesk.ui.__file__).parent
# The stages of the start: each imports the next one after its own work. The check of the system
# runs before all of them.
STAGES = {"app.py", "startup/event_loop.py", "startup/requirements.py"}


def functions_that_import(source):
    return [
        function.name
        for function in ast.walk(ast.parse(source))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]


def test_only_one_module_imports_late():
    importing = {
        path.relative_to(ROOM).as_posix()
        for path in ROOM.rglob("*.py")
        if functions_that_import(path.read_text(encoding="utf-8"))
    }
    assert importing == {"late_imports.py", *STAGES}


def test_a_late_import_is_found():
    assert functions_that_import("import os\ndef here():\n    import re\n    return re") == ["here"]


def test_each_function_returns_the_class_that_it_names():
    found = dict(inspect.getmembers(late_imports, inspect.isfunction))
    assert len(found) > 10
    for name, function in found.items():
        assert function().__name__.casefold() == name.replace("_", "")
