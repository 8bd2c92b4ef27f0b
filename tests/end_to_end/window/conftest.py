"""Coroutine tests run on a Qt loop here, as in ``tests/ui``."""

from tests.ui.conftest import pytest_pyfunc_call, theme

__all__ = ["pytest_pyfunc_call", "theme"]
