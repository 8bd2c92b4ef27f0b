from aiurdesk.core.exporters import CODE_FORMATS
from aiurdesk.core.exporters.code_request import code_request
from aiurdesk.core.request.request import Header, PreparedRequest, Signed
from tests.core.exporters.sample import a_file, a_form, a_json, some_bytes


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
