from msgspec.structs import replace

from aiurdesk.core.exporters.code_request import code_request
from aiurdesk.core.exporters.exported import ExportedRequest
from aiurdesk.core.exporters.httpie import write_httpie
from aiurdesk.core.request.request import Header, MultipartBody, PreparedRequest, Row, TextBody
from tests.core.exporters.sample import a_file, a_form, a_json, some_bytes


def test_a_body_is_given_as_it_is():
    assert '--raw=\'{"password": "\'"$PASSWORD"\'"' in write_httpie(a_json())
    assert write_httpie(some_bytes()).startswith(r"printf '\377\000' | http")
    assert write_httpie(a_file()).endswith(" < /tmp/x.png")


def test_a_form_has_an_item_for_each_part():
    written = write_httpie(a_form())
    assert "--multipart" in written
    assert "a=1" in written
    assert "'file@/tmp/x.png;type=image/png'" in written


def test_a_type_of_its_own_is_switched_off():
    prepared = PreparedRequest("POST", "https://a.example/a/../b", (), (b"a",))
    written = write_httpie(code_request(prepared))
    assert "Content-Type:" in written
    assert "--path-as-is" in written


def test_a_text_that_looks_like_an_option_or_a_sign_is_sent_as_it_is():
    request = ExportedRequest("POST", "https://a.example/", (Header("X", "@a"), Header("Y", "=b")))
    assert "--raw=-x" in write_httpie(replace(request, body=TextBody("-x")))
    written = write_httpie(request)
    assert "'X:\\@a'" in written
    assert "'Y:\\=b'" in written
    written = write_httpie(replace(request, body=MultipartBody((Row("-a", "@b"), Row("c", "1")))))
    assert " -- " in written.replace(" \\\n ", "")
    assert "'-a=\\@b'" in written
