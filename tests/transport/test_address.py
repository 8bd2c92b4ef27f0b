import contextlib

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.response.response import FailureKind
from aiurdesk.transport.address import format_host_port, parse_address
from aiurdesk.transport.transport import SendFailure


@pytest.mark.parametrize(
    ("url", "authority", "target"),
    [
        ("https://a.example", "a.example", b"/"),
        ("https://A.example:443/x", "a.example", b"/x"),
        ("https://a.example:8443?q=1", "a.example:8443", b"/?q=1"),
        ("https://a.example/a/../b/%2e?x=%41&y=+#part", "a.example", b"/a/../b/%2e?x=%41&y=+"),
        ("https://[::1]:5/x", "[::1]:5", b"/x"),
        ("https://bücher.example/", "xn--bcher-kva.example", b"/"),
        ("https://a.example/ü?<x>", "a.example", b"/%C3%BC?%3Cx%3E"),
        ("http://localhost:5000/", "localhost:5000", b"/"),
        ("http://127.9.9.9/", "127.9.9.9", b"/"),
        ("http://[::1]/", "[::1]", b"/"),
    ],
)
def test_a_target_is_sent_as_it_is_written(url, authority, target):
    address = parse_address(url)
    assert (address.authority, address.target) == (authority, target)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "a.example/x",
        "/x",
        "ftp://a.example/",
        "file:///etc/passwd",
        "https://",
        "https:///x",
        "https:a.example",
        "https://[::1",
        "https://[nonsense]/",
        "https://a.example:0/",
        "https://a.example:99999/",
        "https://a.example:x/",
        "https://a b.example/",
        "https://a.example/x y",
        "https://a.example/\r\nX: 1",
        "https://user@a.example/",
        "https://user:s3cret@a.example/",
        "https://evil.example\\@a.example/",
        "https://a..example/",
        "https://-a.example/",
        "https://a%41.example/",
        "https://☃.example/",
        "https://" + "a" * 300 + "/",
    ],
)
def test_an_invalid_address_is_refused(url):
    with pytest.raises(SendFailure) as refusal:
        parse_address(url)
    assert refusal.value.kind is FailureKind.ADDRESS_INVALID
    assert "s3cret" not in refusal.value.detail


def test_an_ipv6_address_is_written_in_brackets():
    assert format_host_port("a.example", 443) == "a.example:443"
    assert format_host_port("::1", 443) == "[::1]:443"


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize(
    "host", ["1.2.3.999", "0177.0.0.1", "127.1", "2130706433", "0x7f.1", "1.2.3.4.5", "127.0.0.1."]
)
def test_a_number_that_is_not_an_ip_address_is_refused(scheme, host):
    """The systems do not agree on what these mean; 127.1 and 0177.0.0.1 may be loopback."""
    with pytest.raises(SendFailure, match="not an IP address") as refusal:
        parse_address(f"{scheme}://{host}/")
    assert refusal.value.kind is FailureKind.ADDRESS_INVALID


HOSTS = st.lists(
    st.sampled_from(
        ["a", "xn--", "0x7", "1", "255", "999", ".", "-", "_", "ü", "：", "%41", "[", "]"]
    )
    | st.characters(),
    max_size=8,
).map("".join)


@given(HOSTS, st.text(max_size=10))
def test_every_address_that_is_accepted_can_be_sent(host, rest):
    address = None
    with contextlib.suppress(SendFailure):
        address = parse_address(f"https://{host}/{rest}")
    if address is not None:
        url = httpx.URL(f"https://{address.authority}/")
        assert url.raw_host.decode() == address.host
        assert address.target.isascii()
