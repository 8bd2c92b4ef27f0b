"""Redirect addresses of this computer."""

import pytest

from aiurdesk.core.auth.fields import is_received_here, with_port


@pytest.mark.parametrize(
    ("address", "is_here"),
    [
        ("http://127.0.0.1/cb", True),
        ("http://localhost:8080/cb", True),
        ("https://localhost/cb", False),
        ("http://example.com/cb", False),
        ("http://localhost:99999/", False),
        ("app://callback", False),
    ],
)
def test_only_this_computer_without_tls_can_receive_a_browser(address, is_here):
    assert is_received_here(address) == is_here


def test_a_port_is_added_where_one_is_missing():
    assert with_port("http://localhost/cb?a=1", 7) == "http://localhost:7/cb?a=1"
    assert with_port("http://127.0.0.1:8/cb", 7) == "http://127.0.0.1:8/cb"
