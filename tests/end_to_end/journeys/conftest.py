"""Coroutine tests run on a Qt loop here, as in ``tests/ui``."""

from collections.abc import Iterator

import pytest

from tests.end_to_end.journeys.lamp_server import lamp_shop
from tests.ui.conftest import application, pytest_pyfunc_call, qtbot, theme

__all__ = ["application", "pytest_pyfunc_call", "qtbot", "theme"]


@pytest.fixture
def shop() -> Iterator[str]:
    """Return the address of an API that describes itself."""
    with lamp_shop() as address:
        yield address
