"""Cookie jars over real connections: what is stored, where it is sent, and what is shown."""

import asyncio
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from aiurdesk.core.credentials.secret import DOTS, Secret
from aiurdesk.core.exchange.redaction import redact, redact_prepared, texts_in
from aiurdesk.core.preparing.cookie import MAX_COOKIES, Cookie, environment_jar
from aiurdesk.core.response.response import FailureKind, Outcome, Response
from aiurdesk.transport.address import parse_address
from aiurdesk.transport.cookies import MAX_DOMAINS, MAX_SENT_CHARS, Jar
from tests.transport.calls import LIMITS, SHORT, a_request, a_transport, answered, failed
from tests.transport.good_server import answer, application_serving, read_body
from tests.transport.misbehaving_server import (
    keeping_open,
    response,
    serving,
    tls_context,
)

SECRET = "s3cret-s3cret"


class Shop:
    """An application that sets cookies and redirects by path, and returns the cookies it got."""

    def __init__(
        self, sets: dict[str, list[str]] | None = None, redirects: dict[str, str] | None = None
    ) -> None:
        self.sets = sets or {}
        self.redirects = redirects or {}
        self.heard: list[tuple[str, list[str]]] = []
        """Path and cookies of each request."""

    async def __call__(self, scope, receive, send) -> None:
        if scope["type"] != "http":
            return
        await read_body(receive)
        path = scope["path"]
        lines = [value.decode() for name, value in scope["headers"] if name == b"cookie"]
        self.heard.append((path, [pair for line in lines for pair in line.split("; ")]))
        headers = [(b"set-cookie", line.encode()) for line in self.sets.get(path, [])]
        if path in self.redirects:
            headers.append((b"location", self.redirects[path].encode()))
        status = 302 if path in self.redirects else 200
        await answer(send, "; ".join(lines).encode(), status=status, headers=tuple(headers))


@pytest.fixture(params=[("h2", "http/1.1"), ("http/1.1",)], ids=["http2", "http1"])
def opened(request, authority, tmp_path):
    """Return what serves a shop over TLS, by HTTP/2 and by HTTP/1.1."""
    return lambda shop: application_serving(shop, authority, tmp_path, request.param)


def setting(*lines: str):
    """Return a script that sets those cookies at /, and tells at other paths what it heard."""

    def answer_to(head: bytes) -> bytes:
        if head.split()[1] == b"/":
            return response(b"", *(f"Set-Cookie: {line}" for line in lines))
        heard = [line for line in head.split(b"\r\n") if line.lower().startswith(b"cookie:")]
        return response(b"".join(heard).partition(b":")[2].strip())

    return keeping_open(answer_to)


async def send(transport, url: str, jar: str = "mine", **members) -> Response:
    return answered(await transport.send(a_request(url, jar=jar, **members), LIMITS))


def names(transport, jar: str = "mine") -> list[str]:
    return [cookie.name for cookie in transport.jars.cookies(jar)]


async def test_cookies_are_sent_back_and_shown_as_dots(opened, authority):
    shop = Shop({"/in": [f"sid={SECRET}; Path=/; Secure; HttpOnly; SameSite=Lax", "lang=en"]})
    async with opened(shop) as port, a_transport(authority) as transport:
        base = f"https://localhost:{port}"
        first = await send(transport, f"{base}/in", "mine", method="POST")
        second = await send(transport, f"{base}/x")
        assert transport.jars.cookies("mine")[0] == Cookie(
            "sid",
            transport.jars.cookies("mine")[0].value,
            base,
            "localhost",
            "/",
            is_secure=True,
            is_http_only=True,
        )
        assert transport.jars.cookies("mine")[0].value.reveal() == SECRET
    assert shop.heard == [("/in", []), ("/x", [f"sid={SECRET}", "lang=en"])]
    assert [h.value for h in first.headers if h.name.lower() == "set-cookie"] == [
        f"sid={DOTS}; Path=/; Secure; HttpOnly; SameSite=Lax",
        f"lang={DOTS}",
    ]
    assert second.sent is not None
    redacted = redact_prepared(second.sent)
    assert [h.value for h in redacted.headers if h.name == "Cookie"] == [f"sid={DOTS}; lang={DOTS}"]
    assert SECRET in [secret.reveal() for secret in second.sent.secrets]
    assert SECRET not in repr(first) + repr(redacted) + repr(transport.jars.cookies("mine"))


async def test_a_request_without_a_jar_has_no_cookies(opened, authority):
    shop = Shop({"/in": ["sid=1"]}, {"/in": "/x"})
    async with opened(shop) as port, a_transport(authority) as transport:
        url = f"https://localhost:{port}/in"
        first = await send(transport, url, jar="", follows_redirects=False)
        await send(transport, url, jar="")
        await send(transport, url)
        last = await send(transport, f"https://localhost:{port}/x", jar="")
    assert first.header("Set-Cookie") == "sid=1"
    assert (first.sent, last.sent) == (None, None)
    assert [pairs for _, pairs in shop.heard] == [[], [], [], [], ["sid=1"], []]
    assert transport.jars.cookies("") == ()


async def test_each_jar_has_its_own_cookies(opened, authority):
    shop = Shop({"/a": ["who=a; Path=/"], "/b": ["who=b; Path=/"]})
    async with opened(shop) as port, a_transport(authority) as transport:
        base = f"https://localhost:{port}"
        for path, jar in (("/a", "a"), ("/b", "b"), ("/x", "a"), ("/x", "b"), ("/x", "c")):
            await send(transport, base + path, jar)
        transport.jars.erase_cookies("a")
        await send(transport, f"{base}/x", "a")
        await send(transport, f"{base}/x", "b")
        assert (names(transport, "a"), names(transport, "b")) == ([], ["who"])
    heard = [pairs for path, pairs in shop.heard if path == "/x"]
    assert heard == [["who=a"], ["who=b"], [], [], ["who=b"]]


async def test_cookies_of_a_redirect_are_sent_with_the_next_hop(opened, authority):
    shop = Shop(
        {"/a": [f"sid={SECRET}; Path=/", "deep=1; Path=/deep"], "/b": ["sid=; Path=/; Max-Age=0"]},
        {"/a": "/b", "/b": "/deep/c"},
    )
    async with opened(shop) as port, a_transport(authority) as transport:
        outcome = await send(transport, f"https://localhost:{port}/a")
        assert names(transport) == ["deep"]
    assert shop.heard == [("/a", []), ("/b", [f"sid={SECRET}"]), ("/deep/c", ["deep=1"])]
    assert [hop.is_credential_dropped for hop in outcome.hops] == [False, False]
    assert outcome.sent is not None
    assert SECRET in [secret.reveal() for secret in outcome.sent.secrets]


async def test_a_redirect_to_the_same_page_with_a_new_cookie_is_not_a_loop(authority):
    def answer_to(head: bytes) -> bytes:
        if b"sid=1" in head:
            return response(b"welcome")
        return response(b"", "Set-Cookie: sid=1", "Location: /", status="302 Found")

    async with (
        serving(keeping_open(answer_to), tls_context(authority)) as port,
        a_transport(authority) as transport,
    ):
        url = f"https://localhost:{port}/"
        assert (await send(transport, url)).body.data == b"welcome"
        loop = failed(await transport.send(a_request(url), LIMITS))
    assert loop.kind is FailureKind.TOO_MANY_REDIRECTS


async def test_paths_are_kept_apart_and_the_longest_comes_first(opened, authority):
    sets = ["a=root; Path=/", "a=deep; Path=/deep", "own=1"]
    shop = Shop({"/deep/in": sets})
    async with opened(shop) as port, a_transport(authority) as transport:
        for path in ("/deep/in", "/deep/x", "/deeper", "/deep", "/"):
            await send(transport, f"https://localhost:{port}{path}")
    assert [pairs for _, pairs in shop.heard[1:]] == [
        ["a=deep", "own=1", "a=root"],
        ["a=root"],
        ["a=deep", "own=1", "a=root"],
        ["a=root"],
    ]


async def test_a_typed_cookie_replaces_the_one_of_the_jar(opened, authority):
    shop = Shop({"/in": [f"sid={SECRET}", "lang=en"]}, {"/go": "/x"})
    async with opened(shop) as port, a_transport(authority) as transport:
        await send(transport, f"https://localhost:{port}/in")
        outcome = await send(
            transport, f"https://localhost:{port}/go", headers={"Cookie": "sid=typed; x=1"}
        )
    assert shop.heard[1:] == [
        ("/go", ["sid=typed", "x=1", "lang=en"]),
        ("/x", ["sid=typed", "x=1", "lang=en"]),
    ]
    assert outcome.sent is not None
    assert outcome.sent.headers[0].value == f"sid=typed; x=1; lang={DOTS}"


async def test_two_hundred_cookies_all_come_back(opened, authority):
    lines = [f"name{number}=value{number}" for number in range(200)]
    shop = Shop({"/in": lines})
    async with opened(shop) as port, a_transport(authority) as transport:
        await send(transport, f"https://localhost:{port}/in")
        await send(transport, f"https://localhost:{port}/x")
    assert shop.heard[1] == ("/x", lines)


async def test_the_number_of_cookies_of_one_origin_is_limited(opened, authority):
    shop = Shop({f"/{batch}": [f"n{batch}-{n}={n}" for n in range(100)] for batch in range(5)})
    shop.sets["/again"] = ["n0-0=renewed"]
    async with opened(shop) as port, a_transport(authority) as transport:
        for path in shop.sets:
            await send(transport, f"https://localhost:{port}{path}")
        kept = transport.jars.cookies("mine")
    assert len(kept) == MAX_COOKIES
    assert kept[0].value.reveal() == "renewed"


@pytest.mark.parametrize(
    ("line", "pair"),
    [
        ("empty=; Path=/", "empty="),
        ("nameless; Path=/", "nameless"),
        ('quoted="a b, c"; Path=/', 'quoted="a b, c"'),
        ("equals=a=b==; Path=/", "equals=a=b=="),
        ("tabbed=a\tb; Path=/", "tabbed=a\tb"),
        ("spaced  =  a ;Path=/;", "spaced=a"),
        ("percent=%3D%zz%; Path=/", "percent=%3D%zz%"),
        ("grüße=süß; Path=/", "grüße=süß"),
        ("$dollar=1; $Path=/x", "$dollar=1"),
        ("dates=1; Expires=Fri, 01 Jan 2100 00:00:00 GMT", "dates=1"),
        ("junk=1; Expires=soon; Path", "junk=1"),
        ("version=1; Version=1", "version=1"),
        ("folded=1; Expires=Fri, 01 Jan 2100 00:00:00 GMT, b=2; Path=/", "folded=1"),
        ("folded=1, b=2; Path=/", "folded=1, b=2"),
        ("big=" + "x" * 4093, "big=" + "x" * 4093),
    ],
)
async def test_unusual_cookies_are_sent_back_as_they_came(authority, line, pair):
    async with (
        serving(setting(line, "ok=1"), tls_context(authority)) as port,
        a_transport(authority) as transport,
    ):
        await send(transport, f"https://localhost:{port}/")
        heard = await send(transport, f"https://localhost:{port}/x")
    is_path_lost = "; Path" in line and "Path=" not in line
    expected = "ok=1" if is_path_lost else f"{pair}; ok=1"
    assert heard.body.data.decode() == expected


@pytest.mark.parametrize(
    "line",
    [
        "",
        ";",
        "=nothing",
        "; Path=/",
        "gone=1; Max-Age=0",
        "gone=1; Max-Age=-5",
        "gone=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
        "foreign=1; Domain=service.example",
        "foreign=1; Domain=com",
        "foreign=1; Domain=",
        "nonsense=1; Max-Age=later",
        "endless=1; Max-Age=" + "9" * 400,
        "long=1; Max-Age=" + "9" * 5000,
        "version=1; Version=many",
        "big=" + "x" * 4094,
        "elsewhere=1; Path=/elsewhere",
    ],
)
async def test_an_invalid_cookie_is_ignored_and_the_others_are_kept(authority, line):
    async with (
        serving(setting("first=1", line, "last=2"), tls_context(authority)) as port,
        a_transport(authority) as transport,
    ):
        await send(transport, f"https://localhost:{port}/")
        heard = await send(transport, f"https://localhost:{port}/x")
    assert heard.body.data == b"first=1; last=2"


@pytest.mark.parametrize("character", ["\x7f", "\x1b", "\x01"])
async def test_a_control_character_breaks_no_later_request(opened, authority, character):
    shop = Shop({"/in": ["ok=1"], "/bad": [f"bad=a{character}b"]})
    async with opened(shop) as port, a_transport(authority) as transport:
        await send(transport, f"https://localhost:{port}/in")
        request = a_request(f"https://localhost:{port}/bad", jar="mine")
        await transport.send(request, LIMITS)
        later = await send(transport, f"https://localhost:{port}/x")
    assert later.body.data == b"ok=1"


async def test_a_cookie_in_latin1_is_decoded(authority):
    def answer_to(head: bytes) -> bytes:
        line = b"Set-Cookie: name=s\xfc\xdf"
        return response(b"").replace(b"\r\n\r\n", b"\r\n" + line + b"\r\n\r\n")

    async with (
        serving(keeping_open(answer_to), tls_context(authority)) as port,
        a_transport(authority) as transport,
    ):
        await send(transport, f"https://localhost:{port}/")
        assert transport.jars.cookies("mine")[0].value.reveal() == "süß"


async def test_a_cookie_of_a_credential_is_not_sent_to_another_port_or_host(authority):
    context = tls_context(authority)
    async with (
        serving(setting("a=1"), context) as one,
        serving(setting("b=2"), context) as other,
        a_transport(authority) as transport,
    ):
        for origin in (f"localhost:{one}", f"localhost:{other}", f"127.0.0.1:{one}"):
            assert (await send(transport, f"https://{origin}/x")).body.data == b""
            await send(transport, f"https://{origin}/")
        heard = [
            (await send(transport, f"https://{origin}/x")).body.data
            for origin in (f"localhost:{one}", f"localhost:{other}", f"127.0.0.1:{one}")
        ]
        places = [(c.name, c.origin, c.domain) for c in transport.jars.cookies("mine")]
    assert heard == [b"a=1", b"b=2", b"a=1"]
    assert places == [
        ("a", f"https://localhost:{one}", "localhost"),
        ("b", f"https://localhost:{other}", "localhost"),
        ("a", f"https://127.0.0.1:{one}", "127.0.0.1"),
    ]


async def test_a_cookie_of_a_credential_for_its_domain_stays_at_its_origin(monkeypatch, authority):
    """A proxy leads to several hosts of one domain; all of them are answered for by the test."""
    for name in ("no_proxy", "NO_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    context = tls_context(authority, "a.service.example", "b.service.example")

    async def tunnel(reader, writer) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await writer.start_tls(context)
        script = setting("wide=1; Domain=service.example", "dot=1; Domain=.service.example")
        await script(reader, writer)

    async with serving(tunnel) as port, a_transport(authority) as transport:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
        await send(transport, "https://a.service.example/")
        same = await send(transport, "https://A.service.example/x")
        other = await send(transport, "https://b.service.example/x")
        domains = [cookie.domain for cookie in transport.jars.cookies("mine")]
    assert (same.body.data, other.body.data) == (b"wide=1; dot=1", b"")
    assert domains == [".service.example", ".service.example"]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
async def test_a_secure_cookie_goes_back_over_plain_http_that_stays_on_this_computer(host):
    script = setting("open=1", "safe=1; Secure", "__Host-safe=1; Secure; Path=/")
    async with serving(script) as port, a_transport() as transport:
        await send(transport, f"http://{host}:{port}/")
        heard = await send(transport, f"http://{host}:{port}/x")
    assert heard.body.data == b"open=1; safe=1; __Host-safe=1"


def stored(url: str, *lines: str) -> Jar:
    """Return the jar of an environment with what an address sets."""
    jar = Jar()
    jar.store(parse_address(url), lines)
    return jar


@pytest.mark.parametrize(
    ("line", "urls"),
    [
        ("a=1; Domain=shop.example", ["https://shop.example/", "https://api.shop.example/"]),
        ("a=1; Domain=.shop.example", ["https://shop.example/", "https://api.shop.example/"]),
        ("a=1; Domain=auth.shop.example", ["https://x.auth.shop.example:8443/"]),
        ("a=1", ["https://auth.shop.example:8443/"]),
    ],
)
def test_cookies_of_an_environment_go_to_the_hosts_of_their_domain(line, urls):
    jar = stored("https://auth.shop.example/", line)
    others = ["https://other.example/", "https://badshop.example/"]
    assert [jar.pairs(parse_address(url)) for url in urls] == [("a=1",)] * len(urls)
    assert [jar.pairs(parse_address(url)) for url in others] == [()] * len(others)


def test_a_cookie_without_a_domain_stays_at_its_host():
    jar = stored("https://shop.example/", "a=1")
    assert jar.pairs(parse_address("https://api.shop.example/")) == ()


@pytest.mark.parametrize(
    ("host", "domain", "other"),
    [
        ("mine.co.uk", "co.uk", "theirs.co.uk"),
        ("mine.github.io", "github.io", "theirs.github.io"),
        ("mine.xn--55qx5d.cn", "xn--55qx5d.cn", "theirs.xn--55qx5d.cn"),
        ("mine.ck", "ck", "theirs.ck"),
        ("mine.unlisted", "unlisted", "theirs.unlisted"),
        ("127.0.0.1", "0.0.1", "127.0.0.1"),
    ],
)
def test_no_cookie_is_for_a_domain_of_unrelated_sites(host, domain, other):
    jar = stored(f"https://{host}/", f"a=1; Domain={domain}", f"b=2; Domain=.{domain}")
    assert jar.cookies() == ()
    # As one of a file, which another program has written.
    jar.put(Cookie("c", Secret("3"), "", f".{domain}", "/"))
    assert jar.pairs(parse_address(f"https://{other}/")) == ()


def test_a_site_that_is_a_public_suffix_has_cookies_for_itself():
    jar = stored("https://github.io/", "a=1; Domain=github.io")
    jar.store(parse_address("http://localhost:80/"), ["b=2; Domain=localhost"])
    assert jar.pairs(parse_address("https://github.io/")) == ("a=1",)
    assert jar.pairs(parse_address("https://mine.github.io/")) == ()
    assert jar.pairs(parse_address("http://localhost:81/")) == ("b=2",)


@pytest.mark.parametrize(
    ("line", "is_kept"),
    [
        ("__Host-a=1; Secure; Path=/", True),
        ("__host-a=1; Secure; Path=/", True),
        ("__Host-a=1; Path=/", False),
        ("__Host-a=1; Secure", False),
        ("__Host-a=1; Secure; Path=/deep", False),
        ("__Host-a=1; Secure; Path=/; Domain=shop.example", False),
        ("__Secure-a=1; Secure; Domain=shop.example", True),
        ("__Secure-a=1", False),
        ("__SECURE-a=1; Path=/", False),
        ("__Hosts=1", True),
    ],
)
def test_a_cookie_is_what_its_name_promises(line, is_kept):
    assert len(stored("https://shop.example/", line).cookies()) == is_kept


def test_a_cookie_of_a_file_is_what_its_name_promises():
    jar = Jar()
    jar.put(Cookie("__Host-a", Secret("1"), "", ".shop.example", "/", is_secure=True))
    jar.put(Cookie("__Secure-b", Secret("2"), "", "shop.example", "/"))
    jar.put(Cookie("__Host-c", Secret("3"), "", "shop.example", "/", is_secure=True))
    assert jar.pairs(parse_address("https://shop.example/")) == ("__Host-c=3",)


def test_a_site_deletes_the_cookies_of_its_domain_and_no_others():
    jar = stored("https://auth.shop.example/", "a=1; Domain=shop.example")
    jar.store(parse_address("https://other.example/"), ["a=; Domain=shop.example; Max-Age=0"])
    assert len(jar.cookies()) == 1
    jar.store(parse_address("https://api.shop.example/"), ["a=; Domain=shop.example; Max-Age=0"])
    assert jar.cookies() == ()


async def test_a_redirect_to_another_origin_does_not_use_the_jar(authority):
    context = tls_context(authority)
    async with serving(setting("other=1"), context) as far:
        there = f"https://localhost:{far}"

        def answer_to(head: bytes) -> bytes:
            path = head.split()[1]
            if path == b"/in":
                return response(b"", f"Set-Cookie: sid={SECRET}", "Set-Cookie: lang=en")
            goal = {b"/out": "/", b"/back": "/x", b"/tell": f"/x?sid={SECRET}"}[path]
            lines = (f"Location: {there}{goal}", "Set-Cookie: last=1")
            return response(b"", *lines, status="302 Found")

        async with (
            serving(keeping_open(answer_to), context) as near,
            a_transport(authority) as transport,
        ):
            here = f"https://localhost:{near}"
            await send(transport, f"{there}/")
            await send(transport, f"{here}/in")
            out = await send(transport, f"{here}/out")
            back = await send(transport, f"{here}/back")
            refused = failed(await transport.send(a_request(f"{here}/tell", jar="mine"), LIMITS))
            kept = [(cookie.name, cookie.origin) for cookie in transport.jars.cookies("mine")]
    # A cookie of the other origin does not belong to this credential.
    assert out.header("Set-Cookie") == "other=1"
    assert back.body.data == b""
    assert [hop.is_credential_dropped for hop in back.hops] == [True]
    assert refused.kind is FailureKind.REDIRECT_REFUSED
    assert SECRET not in refused.detail
    assert kept == [("other", there), ("sid", here), ("lang", here), ("last", here)]


async def test_a_failure_has_the_request_as_it_was_sent(authority):
    async def script(reader, writer) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(response(b"", f"Set-Cookie: sid={SECRET}"))
        await reader.readuntil(b"\r\n\r\n")
        await asyncio.get_running_loop().create_future()

    async with (
        serving(script, tls_context(authority)) as port,
        a_transport(authority) as transport,
    ):
        await send(transport, f"https://localhost:{port}/")
        request = a_request(f"https://localhost:{port}/", jar="mine")
        outcome: Outcome = await transport.send(request, SHORT)
    assert failed(outcome).kind is FailureKind.READ_TIMEOUT
    assert outcome.sent is not None
    assert outcome.sent.headers[0].value == f"sid={DOTS}"


async def test_one_cookie_can_be_erased(opened, authority):
    shop = Shop({"/in": ["a=1; Path=/", "a=2; Path=/x", "b=3; Path=/"]})
    async with opened(shop) as port, a_transport(authority) as transport:
        await send(transport, f"https://localhost:{port}/in")
        [_, deep, _] = sorted(
            transport.jars.cookies("mine"), key=lambda cookie: cookie.value.reveal()
        )
        transport.jars.erase_cookie("mine", deep)
        transport.jars.erase_cookie("mine", deep)
        transport.jars.erase_cookie(
            "mine", msgspec.structs.replace(deep, origin="https://a.example")
        )
        transport.jars.erase_cookie("nobody's", deep)
        await send(transport, f"https://localhost:{port}/x")
    assert shop.heard[1] == ("/x", ["a=1", "b=3"])


async def test_a_late_response_stores_nothing_in_an_emptied_jar(authority):
    asked, go_on = asyncio.Event(), asyncio.Event()

    async def script(reader, writer) -> None:
        await reader.readuntil(b"\r\n\r\n")
        asked.set()
        await go_on.wait()
        writer.write(response(b"", f"Set-Cookie: sid={SECRET}"))
        await writer.drain()

    async with (
        serving(script, tls_context(authority)) as port,
        a_transport(authority) as transport,
        asyncio.TaskGroup() as group,
    ):
        group.create_task(send(transport, f"https://localhost:{port}/"))
        await asked.wait()
        transport.jars.erase_cookies("mine")
        go_on.set()
    assert transport.jars.cookies("mine") == ()


async def test_cookies_have_an_expiry_time(authority):
    lines = ["hour=1; Max-Age=3600", "far=1; Max-Age=999999999999", "run=1"]
    lines.append("date=1; Expires=Fri, 01 Jan 2100 00:00:00 GMT")
    async with (
        serving(setting(*lines), tls_context(authority)) as port,
        a_transport(authority) as transport,
    ):
        await send(transport, f"https://localhost:{port}/")
        expiry = {cookie.name: cookie.expires_at for cookie in transport.jars.cookies("mine")}
    hour = expiry["hour"]
    assert hour is not None
    assert abs(hour - datetime.now(UTC) - timedelta(hours=1)) < timedelta(seconds=10)
    assert expiry["far"] == datetime.max.replace(tzinfo=UTC)
    assert expiry["run"] is None
    assert expiry["date"] == datetime(2100, 1, 1, tzinfo=UTC)


OF_ALL = environment_jar("Production")


async def test_cookies_of_an_environment_are_shown_as_they_are_set_and_sent_as_dots(
    opened, authority
):
    shop = Shop({"/in": [f"sid={SECRET}; Path=/"]})
    async with opened(shop) as port, a_transport(authority) as transport:
        first = await send(transport, f"https://localhost:{port}/in", OF_ALL)
        second = await send(transport, f"https://localhost:{port}/x", OF_ALL)
        assert transport.jars.pairs(OF_ALL, f"https://localhost:{port}/") == (f"sid={SECRET}",)
    assert first.header("Set-Cookie") == f"sid={SECRET}; Path=/"
    assert shop.heard == [("/in", []), ("/x", [f"sid={SECRET}"])]
    for outcome in (first, second):
        assert outcome.sent is not None
        # Reports and the history hide it, wherever the server repeats it.
        assert SECRET in [secret.reveal() for secret in outcome.sent.secrets]
        assert SECRET not in repr(redact_prepared(outcome.sent))


@pytest.mark.parametrize("jar", ["mine", OF_ALL])
async def test_a_known_secret_that_a_server_cuts_in_a_cookie_is_shown_nowhere(
    opened, authority, jar
):
    secret = "marked-key-1=a;b"
    shop = Shop({"/in": [secret], "/to": [secret]}, {"/to": "/in"})
    async with opened(shop) as port, a_transport(authority) as transport:
        for path in ("/in", "/to"):
            url = f"https://localhost:{port}{path}"
            outcome = await send(transport, url, jar, secrets=(secret,))
            assert outcome.sent is not None
            hidden = redact(msgspec.structs.replace(outcome, sent=None), (Secret(secret),))
            texts = texts_in((hidden, redact_prepared(outcome.sent)))
            assert [text for text in texts if "marked" in text] == []
    # The server gets its cookie back.
    assert shop.heard[1] == ("/to", ["marked-key-1=a"])


async def test_a_redirect_to_another_origin_may_repeat_a_cookie_of_an_environment(authority):
    there = keeping_open(lambda head: response(b"", "Set-Cookie: here=1"))

    def to(other: int):
        location = f"Location: https://localhost:{other}/there?state={SECRET}"
        sent = response(b"", location, f"Set-Cookie: state={SECRET}").replace(b"200 OK", b"302 OK")
        return keeping_open(lambda head: sent)

    async with (
        serving(there, tls_context(authority)) as other,
        serving(to(other), tls_context(authority)) as port,
        a_transport(authority) as transport,
    ):
        outcome = await send(transport, f"https://localhost:{port}/in", OF_ALL)
        assert outcome.url == f"https://localhost:{other}/there?state={SECRET}"
        assert not outcome.hops[0].is_credential_dropped
        assert sorted(names(transport, OF_ALL)) == ["here", "state"]


FILE = (
    Cookie("sid", Secret(SECRET), "", "localhost", "/"),
    Cookie("sub", Secret("1"), "", ".example.com", "/"),
    Cookie("host", Secret("2"), "", "example.com", "/"),
    Cookie("safe", Secret("3"), "", "localhost", "/", is_secure=True),
    Cookie("v6", Secret("4"), "", "::1", "/"),
    Cookie("old", Secret("5"), "", "localhost", "/", datetime(2020, 1, 1, tzinfo=UTC)),
)


@pytest.mark.parametrize(
    ("url", "pairs"),
    [
        ("http://localhost:8080/a", [f"sid={SECRET}", "safe=3"]),
        ("https://localhost/a", [f"sid={SECRET}", "safe=3"]),
        ("https://example.com/", ["sub=1", "host=2"]),
        ("https://www.example.com/", ["sub=1"]),
        ("https://badexample.com/", []),
        ("http://[::1]:9/", ["v6=4"]),
    ],
)
def test_given_cookies_go_to_each_origin_of_their_domain(url, pairs):
    jar = Jar()
    for cookie in FILE:
        jar.put(cookie)
    assert sorted(jar.pairs(parse_address(url))) == sorted(pairs)
    # As they came, to be written again.
    assert set(jar.cookies()) == {cookie for cookie in FILE if cookie.name != "old"}


def test_a_cookie_is_stored_in_the_place_of_the_one_like_it():
    jar, address = Jar(), parse_address("https://www.example.com/deep")
    jar.store(address, ["a=1; Path=/deep; Domain=example.com; Max-Age=60; HttpOnly", "b=2"])
    first, second = jar.cookies()
    jar.put(msgspec.structs.replace(first, value=Secret("other")))
    jar.put(msgspec.structs.replace(second, value=Secret("3")))
    assert jar.pairs(address) == ("a=other", "b=3")
    assert jar.cookies() == (
        msgspec.structs.replace(first, value=Secret("other")),
        msgspec.structs.replace(second, value=Secret("3")),
    )


def test_the_number_of_domains_of_a_jar_is_limited():
    jar = Jar()
    for number in range(MAX_DOMAINS + 1):
        jar.store(parse_address(f"https://h{number}.example/"), ["a=1"])
    origins = [cookie.origin for cookie in jar.cookies()]
    assert len(origins) == MAX_DOMAINS
    assert "https://h0.example" not in origins


def test_the_length_of_all_cookies_of_a_request_is_limited():
    jar, address = Jar(), parse_address("https://a.example/")
    jar.store(address, [f"n{number}={'x' * 4000}" for number in range(MAX_COOKIES)])
    pairs = jar.pairs(address)
    assert len(jar.cookies()) == MAX_COOKIES
    assert MAX_SENT_CHARS - 5000 < len("; ".join(pairs)) <= MAX_SENT_CHARS
