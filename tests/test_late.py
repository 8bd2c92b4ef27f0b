import ast
from importlib import import_module
from pathlib import Path

import pytest

import aiurdesk
from aiurdesk.late import late

PACKAGE = Path(aiurdesk.__file__).parent


def late_imports(source):
    """Return module and name of what a package imports under ``TYPE_CHECKING``."""
    return [
        (node.module, alias.name)
        for block in ast.parse(source).body
        if isinstance(block, ast.If)
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    ]


def test_packages_load_late_what_types_are_checked_with():
    number = 0
    for file in PACKAGE.rglob("__init__.py"):
        source = file.read_text(encoding="utf-8")
        if "late(" not in source:
            continue
        package = ".".join(("aiurdesk", *file.parent.relative_to(PACKAGE).parts))
        loaded = import_module(package)
        for module, name in late_imports(source):
            number += 1
            assert getattr(loaded, name) is getattr(import_module(module), name)
    assert number > 10


def test_a_name_is_imported_when_it_is_first_used():
    load = late("email", "generator.Generator charset.Charset")
    assert load("Charset") is import_module("email.charset").Charset


def test_another_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="module 'email' has no attribute 'Policy'"):
        late("email", "charset.Charset")("Policy")
