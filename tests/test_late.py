import sys
from importlib import import_module

import pytest

from aiurdesk.late import late


def test_a_module_is_imported_when_it_is_first_used(monkeypatch):
    monkeypatch.delitem(sys.modules, "email.generator", raising=False)
    load = late("email")
    assert "email.generator" not in sys.modules
    assert load("generator") is sys.modules["email.generator"]
    assert late("")("email") is import_module("email")


def test_another_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="module 'email' has no attribute 'policies'"):
        late("email")("policies")


def test_a_module_that_cannot_be_imported_says_why(tmp_path, monkeypatch):
    (tmp_path / "broken_package").mkdir()
    (tmp_path / "broken_package" / "part.py").write_text("import missing_library\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ModuleNotFoundError, match="missing_library"):
        late("broken_package")("part")
