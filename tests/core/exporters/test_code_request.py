import json
import subprocess

import pytest

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.exporters import CODE_FORMATS
from aiurdesk.core.exporters.code_request import (
    Placeholder,
    byte_list,
    code_request,
    continued,
    expression,
    pieces,
    placeholders,
    printf,
    quoted,
    word,
)
from aiurdesk.core.exporters.httpie import HTTPIE
from aiurdesk.core.exporters.powershell import POWERSHELL
from aiurdesk.core.exporters.python import PYTHON_REQUESTS
from aiurdesk.core.preparing.encoding import FormPart, multipart
from aiurdesk.core.request.request import (
    FileValue,
    Header,
    MultipartBody,
    NoBody,
    PreparedRequest,
    Row,
    Signed,
    TextBody,
)
from tests.core.exporters.sample import FORM, JSON, a_file, a_form, a_json, a_prepared, some_bytes


def test_secrets_are_placeholders_with_names_of_their_own():
    request = a_json()
    assert placeholders(request) == ("TOKEN", "PASSWORD")
    (authorization,) = (h.value for h in request.headers if h.name == "Authorization")
    assert pieces(authorization) == ("Bearer ", Placeholder("TOKEN"))
    assert isinstance(request.body, TextBody)
    assert "sesame" not in request.body.text


def test_the_method_is_written_as_it_is_sent():
    assert code_request(PreparedRequest("get", "https://h.example/", (), ())).method == "GET"


def test_secrets_are_written_where_that_is_asked_for():
    revealed = code_request(a_prepared("POST", (JSON,), "application/json"), reveal=True)
    assert (revealed.body, placeholders(revealed)) == (TextBody(JSON.decode()), ())


def test_a_secret_in_the_address_is_called_as_its_parameter():
    prepared = PreparedRequest("GET", "https://a.example/?api-key=a%2Fb", secrets=(Secret("a/b"),))
    assert pieces(code_request(prepared).url) == (
        "https://a.example/?api-key=",
        Placeholder("API_KEY"),
    )


def test_the_parts_of_a_form_are_read_again():
    file = FileValue("/tmp/x.png", "x.png", "image/png")
    assert a_form().body == MultipartBody((Row("a", "1"), Row("file", file)))
    assert not a_form().has("content-type")


def test_a_form_that_no_command_line_can_write_stays_as_it_is_sent():
    body = multipart((FormPart("a=b", "1"),), "0123456789abcdef")
    prepared = a_prepared("POST", body, FORM)
    assert isinstance(code_request(prepared).body, TextBody)
    assert code_request(prepared).has("content-type")


def test_a_post_without_a_body_has_one_of_length_zero():
    assert code_request(PreparedRequest("POST", "https://a.example/")).body == TextBody("")
    assert code_request(PreparedRequest("GET", "https://a.example/")).body == NoBody()


def test_a_host_of_its_own_is_kept():
    request = PreparedRequest("GET", "https://a.example/", (Header("Host", "b.example"),))
    assert Header("Host", "b.example") in code_request(request).headers
    assert not code_request(PreparedRequest("GET", "https://a.example/")).has("host")


def test_only_curl_computes_what_the_program_computes():
    header = Header("Authorization", "Digest ••••")
    signed = Signed("digest", "Digest", (("user", "Ada"),), ("Authorization",))
    request = code_request(PreparedRequest("GET", "https://h/", (header,), signed=signed))
    for one in CODE_FORMATS:
        note, *_ = one.code(request).split("\n")
        has_note = "Authorization (Digest) is computed for each request" in note
        assert has_note is (one.id != "curl"), one.id
        assert one.code(a_json()) == one.write(a_json())


def test_every_format_writes_every_request_without_its_secrets():
    assert len({one.id for one in CODE_FORMATS}) == len(CODE_FORMATS)
    for one in CODE_FORMATS:
        for request in (a_json(), some_bytes(), a_file(), a_form()):
            written = one.write(request)
            assert "https://api.example/users" in written, one.id
            assert "sesame" not in written, one.id
            assert "\ue000" not in written, one.id


@pytest.mark.parametrize("one", [PYTHON_REQUESTS, POWERSHELL], ids=lambda one: one.id)
def test_repeated_headers_are_joined_and_told(one):
    headers = (Header("X-A", "1"), Header("x-a", "2"), Header("Cookie", "a=1"))
    code = one.code(code_request(PreparedRequest("GET", "https://h.example/", headers)))
    assert code.startswith("# The headers X-A are sent as one, with commas between their values.\n")
    assert "1, 2" in code
    alone = one.code(code_request(PreparedRequest("GET", "https://h.example/", headers[1:])))
    assert not alone.startswith("#")


def test_what_a_form_cannot_hold_is_told():
    file = FormPart("a", FileValue("/tmp/x.png", "y.png", "image/png"))
    body = multipart((FormPart("a", "1"), file), "0123456789abcdef")
    request = code_request(a_prepared("POST", body, FORM))
    assert POWERSHELL.code(request).startswith(
        "# Of the fields a of the form, it sends the last one only.\n"
    )
    assert HTTPIE.code(request).startswith("# The file y.png is sent under the name x.png.\n")


def test_a_literal_is_read_as_it_was():
    text = 'a"b\\c\n\u2028é😀\x01'
    assert json.loads(quoted(text)) == text
    assert "\u2028" not in quoted(text)


def test_a_secret_is_a_variable():
    assert expression("a\ue000TOKEN\ue001", "get({})") == '"a" + get(TOKEN)'


def test_bytes_are_numbers():
    assert byte_list(b"\xff\x00") == "0xff, 0x00"


def said(command: str) -> bytes:
    return subprocess.run(["bash", "-c", command], capture_output=True, check=True).stdout


def test_a_word_is_read_as_it_was():
    text = 'it\'s "x" $HOME `id` \\ ! \t\x01 é\n*'
    assert said(f"printf %s {word(text)}").decode() == text


def test_a_placeholder_is_a_variable():
    written = word("x \ue000TOKEN\ue001")
    assert said(f"TOKEN='a b'; printf %s {written}") == b"x a b"


def test_any_bytes_can_be_written():
    data = bytes(range(256)) + b"%s'\\n"
    assert said(printf(data)) == data


def test_a_command_goes_on_in_the_next_line():
    assert said(continued(["printf '%s.'", "a", "b"])) == b"a.b."
