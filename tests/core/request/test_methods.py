import pytest

from aiurdesk.core.request.methods import may_write


@pytest.mark.parametrize("method", ["GET", "head", "OPTIONS"])
def test_reading_methods_change_nothing(method):
    assert not may_write(method)


@pytest.mark.parametrize("method", ["POST", "put", "DELETE", "TRACE", "PURGE"])
def test_any_other_method_may_change_something(method):
    assert may_write(method)
