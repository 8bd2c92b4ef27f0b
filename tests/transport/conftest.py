"""An authority whose certificates the tests' transports trust, and one that they do not trust."""

import pytest
import trustme


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="session")
def unknown_authority() -> trustme.CA:
    return trustme.CA()
