from collections.abc import Iterator

import pytest

from aiurdesk.core.expectations.expressions import allowed_here


@pytest.fixture(autouse=True)
def allowed() -> Iterator[None]:
    """Allow expressions, as in the process that evaluates them."""
    with allowed_here():
        yield
