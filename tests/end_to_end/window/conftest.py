"""Coroutine tests run on a Qt loop here, as in ``tests/ui``."""

from tests.ui.conftest import application, pytest_pyfunc_call, theme

__all__ = ["application", "pytest_pyfunc_call", "theme"]
