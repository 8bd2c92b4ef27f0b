import pytest

from aiurdesk.core.addresses.encoding import Part, multipart
from aiurdesk.core.exporters import CODE_FORMATS
from aiurdesk.core.exporters.code_request import code_request
from aiurdesk.core.exporters.httpie import HTTPIE
from aiurdesk.core.exporters.powershell import POWERSHELL
from aiurdesk.core.exporters.python import PYTHON_REQUESTS
from aiurdesk.core.request.request import FileValue, Header, PreparedRequest, Signed
from tests.core.exporters.sample import FORM, a_file, a_form, a_json, a_prepared, some_bytes


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
    file = Part("a", FileValue("/tmp/x.png", "y.png", "image/png"))
    body = multipart((Part("a", "1"), file), "0123456789abcdef")
    request = code_request(a_prepared("POST", body, FORM))
    assert POWERSHELL.code(request).startswith(
        "# Of the fields a of the form, it sends the last one only.\n"
    )
    assert HTTPIE.code(request).startswith("# The file y.png is sent under the name x.png.\n")
