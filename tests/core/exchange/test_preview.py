from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.exchange.report import expected_protocol, preview
from aiurdesk.core.request.request import FileContent, Header, PreparedRequest

ADDED = "Accept: */*\nAccept-Encoding: gzip, deflate, br, zstd\nUser-Agent: aiurdesk/0.1.0\n"


def test_a_get_is_a_head_without_body():
    assert preview(PreparedRequest("GET", "https://a.b:8443?x=%20")) == (
        f"GET /?x=%20 HTTP/1.1\nHost: a.b:8443\n{ADDED}\n"
    )


def test_a_form_is_shown_with_its_length():
    prepared = PreparedRequest("POST", "https://a/b", (Header("A", "b"),), (b"x=1",))
    assert preview(prepared) == (
        f"POST /b HTTP/1.1\nHost: a\n{ADDED}A: b\nContent-Length: 3\n\nx=1"
    )


def test_an_empty_body_has_a_length_too():
    assert "Content-Length: 0\n" in preview(PreparedRequest("POST", "https://a/b", (), (b"",)))


def test_secrets_are_dots_until_they_are_revealed():
    secrets = (Secret("token"), Secret("8443"), Secret("abc+def"))
    url = "https://token.a:8443/token?token=token"
    prepared = PreparedRequest("POST", url, (), (b"t=abc%2Bdef",), secrets)
    text, revealed = preview(prepared), preview(prepared, reveal=True)
    assert text.startswith("POST /••••?••••=•••• HTTP/1.1\nHost: ••••.a:••••\n")
    assert "Content-Length: 11\n\nt=••••" in text
    assert revealed.startswith("POST /token?token=token HTTP/1.1\nHost: token.a:8443\n")
    assert "Content-Length: 11\n\nt=abc%2Bdef" in revealed


def test_a_file_is_named_and_not_read():
    prepared = PreparedRequest(
        "POST", "https://a/", (), (b"a\r\n", FileContent("/tmp/x\0"), b"\r\n")
    )
    assert preview(prepared).endswith(
        "Content-Length: ‹5 and the length of the files›\n\na\n‹content of /tmp/x\\x00›\n"
    )


def test_bytes_that_are_not_text_are_escaped():
    text = preview(
        PreparedRequest("POST", "https://a/", (), ("\x1b\ufeff\u2028".encode() + b"\xff",))
    )
    assert text.endswith("\n\n\\x1b\\ufeff\\u2028\\xff")


def test_the_protocol_follows_from_the_scheme():
    assert expected_protocol("https://a/") == "HTTP/2"
    assert expected_protocol("http://localhost/") == "HTTP/1.1"
    text = preview(PreparedRequest("GET", "https://a/"), protocol="HTTP/2")
    assert text.startswith("GET / HTTP/2\nHost: a\n")
