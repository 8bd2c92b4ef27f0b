import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.credentials.credential import Credential, origin_of


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://Stargate.Aiursoft.com/Channel?x=1", "https://stargate.aiursoft.com"),
        ("https://stargate.aiursoft.com:443", "https://stargate.aiursoft.com"),
        ("https://127.0.0.1:8443/a", "https://127.0.0.1:8443"),
        ("http://[::1]:80/", "http://[::1]"),
        ("wss://stargate.aiursoft.com/Listen", "https://stargate.aiursoft.com"),
        ("ws://stargate.aiursoft.com/Listen", "http://stargate.aiursoft.com"),
        ("stargate.aiursoft.com", ""),
        ("https://[::1", ""),
        ("https://a:port/", ""),
        ("", ""),
    ],
)
def test_an_origin_is_scheme_host_and_unusual_port(address: str, origin: str) -> None:
    assert origin_of(address) == origin


def test_a_plain_field_is_found_by_name_and_empty_where_absent() -> None:
    credential = Credential("1", "Mine", "app", values=(("appId", "5a"),))
    assert (credential.value("appId"), credential.value("email")) == ("5a", "")


@given(st.sampled_from(["", "http://[", "https://[::1%25", "https://1.2.3.999:"]), st.characters())
def test_any_text_has_an_origin_or_none(start: str, end: str) -> None:
    origin = origin_of(start + end)
    assert origin == "" or origin_of(origin) == origin
