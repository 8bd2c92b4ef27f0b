from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.credentials.secret import DOTS, Secret
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.preparing.cookie import (
    MAX_COOKIE_BYTES,
    Cookie,
    cookie_problem,
    dotted_line,
    new_cookie,
    read_cookies,
    secrets_of_pairs,
    shown_pairs,
    with_pairs,
    write_cookies,
)
from aiurdesk.core.problem import FieldPlace, sentence_of
from aiurdesk.core.request.request import Header, PreparedRequest

PAIRS = ("sid=s3cret", "lang=en", "flag", "empty=", "two=a=b")


def a_request(*headers: tuple[str, str]) -> PreparedRequest:
    return PreparedRequest("GET", "https://a.example/", tuple(Header(*pair) for pair in headers))


def test_cookies_go_into_one_line_behind_the_other_headers():
    request = with_pairs(a_request(("Accept", "*/*")), PAIRS)
    assert request.headers == (
        Header("Accept", "*/*"),
        Header("Cookie", "sid=s3cret; lang=en; flag; empty=; two=a=b"),
    )


def test_without_cookies_a_request_stays_as_it_is():
    request = a_request(("Cookie", "sid=typed"))
    assert with_pairs(request, ()) is request
    assert with_pairs(request, ("sid=s3cret",)) is request


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("lang=de", "lang=de; sid=s3cret; flag"),
        ("Lang=de;", "Lang=de; sid=s3cret; lang=en; flag"),
        (" a=1 ; flag", "a=1 ; flag; sid=s3cret; lang=en"),
        ("", "sid=s3cret; lang=en; flag"),
    ],
)
def test_a_typed_cookie_wins_over_one_of_its_name(typed, sent):
    request = a_request(("COOKIE", typed), ("X", "1"))
    merged = with_pairs(request, ("sid=s3cret", "lang=en", "flag"))
    assert merged.headers == (Header("COOKIE", sent), Header("X", "1"))


def test_of_two_typed_lines_both_stay():
    request = a_request(("Cookie", "a=1"), ("X", "1"), ("cookie", "sid=2"))
    merged = with_pairs(request, ("sid=s3cret", "lang=en"))
    assert [h.value for h in merged.headers] == ["a=1; lang=en", "1", "sid=2"]


def test_what_is_shown_has_dots_in_the_place_of_values():
    dotted = with_pairs(a_request(("Cookie", "flag; mine=1")), PAIRS, is_shown=True)
    line = f"flag; mine=1; sid={DOTS}; lang={DOTS}; empty=; two={DOTS}"
    assert dotted.headers == (Header("Cookie", line),)
    assert with_pairs(a_request(), ("s3cret",), is_shown=True).headers == (Header("Cookie", DOTS),)


@pytest.mark.parametrize(
    ("line", "dotted"),
    [
        ("sid=s3cret", "sid=••••"),
        ("sid=a=b; Path=/", "sid=••••; Path=/"),
        (
            "sid=x; expires=Thu, 01 Jan 2026 00:00:00 GMT; path=/; secure; samesite=lax; HttpOnly",
            "sid=••••; expires=Thu, 01 Jan 2026 00:00:00 GMT; path=/; secure; samesite=lax; "
            "HttpOnly",
        ),
        ("sid=x; Max-Age=60; Domain=.a.example;Priority=High", None),
        ("s3cret", "••••"),
        ("s3cret; Path=/", "••••; Path=/"),
        ("", ""),
        ("sid=; Path=/; Max-Age=0", "sid=; Path=/; Max-Age=0"),
        ("sid=x; s3cret; Path=/", "sid=••••; ••••; Path=/"),
        ("sid=x; token=s3cret", "sid=••••; ••••"),
        # Lines that something on the way put together.
        ("a=x; Expires=Thu, 01 Jan 2026 00:00:00 GMT, b=s3cret", "a=••••; ••••"),
        ("a=x; Path=/, b=s3cret; HttpOnly", "a=••••; ••••; HttpOnly"),
    ],
)
def test_a_line_that_sets_a_cookie_is_shown_without_its_value(line, dotted):
    assert dotted_line(line) == (dotted or line.replace("sid=x", "sid=••••"))


def test_short_values_are_not_looked_for_elsewhere():
    pairs = ("lang=en", "is=true", 'sid="s3cret-s3cret"', "x=s3cret%2Bs3cret", "nameless-s3cret")
    assert [secret.reveal() for secret in secrets_of_pairs(pairs)] == [
        "s3cret-s3cret",
        "s3cret%2Bs3cret",
        "s3cret+s3cret",
        "nameless-s3cret",
    ]


def test_a_long_line_is_read_in_a_moment():
    """A pattern that goes back and forth would take minutes here; the test would not end."""
    for attribute in ("path=x" + " " * 60_000 + "=", "secure" + " " * 60_000 + "x", ";" * 60_000):
        assert dotted_line(f"sid=s3cret; {attribute}").startswith(f"sid={DOTS}; ")


@pytest.mark.parametrize(
    ("value", "words"),
    [("", ""), ("a=b c", ""), ("a;b", "semicolons"), ("a\r\nb", "line breaks"), ("零", "Latin-1")],
)
def test_a_value_that_breaks_the_header_is_refused(value, words):
    assert (words in sentence_of(cookie_problem("name", value))) is True
    assert bool(cookie_problem("name", value)) == bool(words)


def test_a_value_has_a_greatest_length():
    assert cookie_problem("name", "x" * (MAX_COOKIE_BYTES - 4)) is None
    assert "at most" in sentence_of(cookie_problem("name", "x" * (MAX_COOKIE_BYTES - 3)))


def test_what_looks_like_a_secret_is_dots():
    pairs = ("sid=1", "lang=en", "cart=0123456789", "flag", "csrf_token=", "two=a=b")
    assert shown_pairs(pairs) == (
        f"sid={DOTS}", "lang=en", f"cart={DOTS}", "flag", "csrf_token=", "two=a=b",
    )  # fmt: skip


@pytest.mark.parametrize("line", ["marked-key=ab", "marked-key=ab; Path=/", "sid=marked-key=ab"])
def test_the_beginning_of_a_known_secret_is_not_taken_for_a_name(line):
    # A server cuts it at the ";", and what is before the "=" becomes the name.
    secrets = (Secret("marked-key=ab;cd!"),)
    request = PreparedRequest("GET", "https://a.example/", secrets=secrets)
    sent = with_pairs(request, [line.partition(";")[0]], is_shown=True)
    texts = (dotted_line(line, secrets), sent.headers[0].value, *shown_pairs([line], secrets))
    assert [text for text in texts if "marked" in text or DOTS not in text] == []
    assert dotted_line("other=ab", secrets) == f"other={DOTS}"


OF_CURL = (
    "# Netscape HTTP Cookie File\n"
    "# This file was generated by libcurl! Edit at your own risk.\n"
    "\n"
    "#HttpOnly_.shop.example\tTRUE\t/\tTRUE\t2000000000\tsid\tabc=1\n"
    "host.example\tFALSE\t/deep\tFALSE\t0\tlang\ten\r\n"
    "host.example\tFALSE\t/\tFALSE\t0\tempty\n"
)


def test_a_file_of_curl_is_read():
    assert [(c.name, c.value.reveal(), c.domain, c.path) for c in read_cookies(OF_CURL)] == [
        ("sid", "abc=1", ".shop.example", "/"),
        ("lang", "en", "host.example", "/deep"),
        ("empty", "", "host.example", "/"),
    ]
    first, second, _ = read_cookies(OF_CURL)
    assert (first.is_secure, first.is_http_only, first.is_of_domain) == (True, True, True)
    assert first.expires_at == datetime(2033, 5, 18, 3, 33, 20, tzinfo=UTC)
    assert (second.is_secure, second.is_http_only, second.is_of_domain) == (False, False, False)
    assert second.expires_at is None


def test_what_is_read_is_written_again():
    cookies = read_cookies(OF_CURL)
    assert read_cookies(write_cookies(cookies)) == cookies


def test_a_cookie_of_a_domain_is_written_as_one():
    cookie = Cookie("a", Secret("1"), "https://www.shop.example:8443", "shop.example", "/")
    of_host = Cookie("b", Secret("2"), "https://www.shop.example:8443", "www.shop.example", "/")
    lines = write_cookies((cookie, of_host)).splitlines()[-2:]
    assert lines == [
        ".shop.example\tTRUE\t/\tFALSE\t0\ta\t1",
        "www.shop.example\tFALSE\t/\tFALSE\t0\tb\t2",
    ]


def test_a_value_that_a_line_cannot_hold_is_left_out():
    text = write_cookies([Cookie("a", Secret("x\ty"), "https://h", "h", "/")])
    assert read_cookies(text) == ()


def test_a_time_beyond_all_calendars_is_the_latest_one():
    (cookie,) = read_cookies("h\tFALSE\t/\tFALSE\t999999999999999999\ta\tb\n")
    assert cookie.expires_at is not None
    assert cookie.expires_at.year == 9999


@pytest.mark.parametrize(
    "line",
    [
        "<html>s3cret</html>",
        "h\tFALSE\t/\tFALSE\t0",
        "h\tFALSE\ts3cret\tFALSE\t0\ta\tb",
        "h\tFALSE\t/\tFALSE\tsoon\ta\ts3cret",
        "h\tFALSE\t/\tFALSE\t0\ta\ts3cret\x1b",
        "\tFALSE\t/\tFALSE\t0\ta\ts3cret",
    ],
)
def test_a_wrong_line_is_named_and_not_quoted(line):
    with pytest.raises(ValueError, match="^line 2 is not a cookie") as error:
        read_cookies(f"# heading\n{line}\n")
    assert "s3cret" not in str(error.value)


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text):
    try:
        cookies = read_cookies(text)
    except ValueError:
        return
    assert read_cookies(write_cookies(cookies)) == cookies


@pytest.mark.parametrize(
    ("domain", "kept", "is_of_domain"),
    [
        ("example.com", "example.com", False),
        (" .Example.com ", ".example.com", True),
        ("https://bücher.example:8443/a", "xn--bcher-kva.example", False),
        ("localhost:8080", "localhost", False),
    ],
)
def test_a_new_cookie_is_for_a_host_or_its_subdomains(domain, kept, is_of_domain):
    cookie = new_cookie("a", "b", domain, "")
    assert (cookie.domain, cookie.path, cookie.is_of_domain) == (kept, "/", is_of_domain)
    assert not cookie.is_secure
    assert new_cookie("__Host-a", "b", domain, "/").is_secure


@pytest.mark.parametrize(
    ("texts", "field"),
    [
        (("", "s3cret", "h.example", "/"), "name"),
        (("a=b", "s3cret", "h.example", "/"), "name"),
        (("a", "s3cret\r\nX: y", "h.example", "/"), "value"),
        (("a", "s3cret" * 1000, "h.example", "/"), "value"),
        (("a", "s3cret", "", "/"), "domain"),
        (("a", "s3cret", "h.example; path=/x", "/"), "domain"),
        (("a", "s3cret", "h.example", "x"), "path"),
        (("a", "s3cret", "h.example", "/x;y"), "path"),
    ],
)
def test_what_cannot_be_a_cookie_is_refused_with_its_field_and_without_its_value(texts, field):
    with pytest.raises(ProblemError) as caught:
        new_cookie(*texts)
    assert caught.value.problem.at == FieldPlace(field)
    assert "s3cret" not in str(caught.value)
