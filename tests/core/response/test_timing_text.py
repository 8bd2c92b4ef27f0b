from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.response.response import (
    Failure,
    FailureKind,
    Hop,
    Response,
    ResponseBody,
    Timing,
    Tls,
)
from aiurdesk.core.response.timing_text import Phase, phases, timing_lines


def test_phases_follow_each_other():
    assert phases(Timing(1, 2, 0.5, 10, 0.25, 14)) == (
        Phase("connect", "Connect", 0, 1, "1 ms"),
        Phase("tls", "TLS", 1, 2, "2 ms"),
        Phase("send", "Sent", 3, 0.5, "0.5 ms"),
        Phase("first_byte", "First byte", 3.5, 10, "10 ms"),
        Phase("body", "Body", 13.5, 0.25, "0.3 ms"),
    )


def test_phases_that_did_not_happen_are_left_out():
    assert [phase.title for phase in phases(Timing(send_ms=1, body_ms=2))] == ["Sent", "Body"]
    assert phases(Timing()) == ()


def test_everything_known_about_the_connection_is_shown():
    response = Response(
        200,
        "HTTP/2",
        (),
        ResponseBody(b"", size_bytes=2048, received_bytes=512),
        "https://b.example/y",
        timing=Timing(1.25, 2, 0.5, 10, 0.25, 14),
        tls=Tls("TLSv1.3", "AES", "Some authority"),
        hops=(
            Hop(302, "https://a.example/x", "https://b.example/y", is_credential_dropped=True),
            Hop(307, "https://b.example/y", "https://b.example/z"),
        ),
        server_address="127.0.0.1:443",
    )
    assert timing_lines(response) == [
        "Connect     1.3 ms",
        "TLS         2 ms",
        "Sent        0.5 ms",
        "First byte  10 ms",
        "Body        0.2 ms",
        "Total       14 ms",
        "Connection  opened for this request",
        "Protocol    HTTP/2",
        "Server      127.0.0.1:443",
        "Encryption  TLSv1.3, AES",
        "Issued by   Some authority",
        "Size        2 KB, 512 B received",
        "Address     https://b.example/y",
        "Redirect    302 from https://a.example/x",
        "            to https://b.example/y",
        "            another origin: the credential was not sent",
        "Redirect    307 from https://b.example/y",
        "            to https://b.example/z",
    ]


def test_a_reused_connection_has_fewer_lines():
    response = Response(
        200,
        "HTTP/1.1",
        (),
        ResponseBody(b"ab", size_bytes=2, received_bytes=2),
        "http://localhost/",
        timing=Timing(total_ms=2, is_reused=True),
        tls=Tls("TLSv1.2"),
    )
    assert timing_lines(response) == [
        "Total       2 ms",
        "Connection  reused",
        "Protocol    HTTP/1.1",
        "Encryption  TLSv1.2",
        "Size        2 B",
        "Address     http://localhost/",
    ]


def test_without_a_response_the_time_is_shown():
    failure = Failure(FailureKind.CONNECT_TIMEOUT, timing=Timing(total_ms=10_000))
    assert timing_lines(failure) == ["Total       10.000 s"]


def test_a_plain_connection_has_no_line_about_encryption():
    response = Response(200, "HTTP/1.1", (), ResponseBody(), "http://localhost/")
    assert not any(line.startswith("Encryption") for line in timing_lines(response))


def milliseconds(text):
    """Read a shown time again."""
    units = {"ms": 1, "s": 1000, "min": 60_000}
    words = text.split()
    pairs = zip(words[::2], words[1::2], strict=True)
    return sum(round(float(number) * units[unit] * 10) for number, unit in pairs)


LENGTHS = st.none() | st.floats(0, 100_000) | st.floats(0, 20)


@given(
    lengths=st.lists(LENGTHS, min_size=5, max_size=5),
    other=st.floats(0, 50) | st.floats(0, 0.2),
    is_redirected=st.booleans(),
)
def test_the_shown_times_add_up_to_the_shown_total(lengths, other, is_redirected):
    total = sum(ms for ms in lengths if ms is not None) + other
    hops = (Hop(302, "https://a/", "https://b/"),) if is_redirected else ()
    connect, tls, send, first_byte, body = lengths
    timing = Timing(connect, tls, send, first_byte, body, total)
    response = Response(200, "HTTP/2", (), ResponseBody(), "https://b/", timing=timing, hops=hops)
    titles = [line[:12].rstrip() for line in timing_lines(response)]
    lines = timing_lines(response)[: titles.index("Total") + 1]
    *phases_ms, shown_total = (milliseconds(line[12:]) for line in lines)
    assert sum(phases_ms) == shown_total or not phases_ms


def test_the_end_of_the_certificate_is_told():
    ends = datetime(2026, 6, 13, 1, tzinfo=UTC)
    response = Response(
        200, "HTTP/2", (), ResponseBody(), "https://a/", tls=Tls("", expires_at=ends)
    )
    now = ends - timedelta(days=12)
    assert "Certificate expires on 2026-06-13" in timing_lines(response)
    assert "Certificate expires in 12 days, on 2026-06-13" in timing_lines(response, now)
