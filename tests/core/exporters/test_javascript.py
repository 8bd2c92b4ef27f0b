from aiurdesk.core.exporters.code_request import code_request
from aiurdesk.core.exporters.javascript import write_javascript
from aiurdesk.core.request.request import PreparedRequest
from tests.core.exporters.sample import a_file, a_form, a_json, some_bytes


def test_each_kind_of_body():
    assert 'body: "{\\"password\\": \\"" + process.env.PASSWORD' in write_javascript(a_json())
    assert "Uint8Array.of(0xff, 0x00)" in write_javascript(some_bytes())
    assert 'await readFile("/tmp/x.png")' in write_javascript(a_file())
    form = write_javascript(a_form())
    assert form.startswith("import { readFile }")
    assert 'body.append("a", "1");' in form


def test_a_body_without_a_type_gets_none():
    untyped = code_request(PreparedRequest("POST", "https://a.example/", (), (b"a",)))
    assert 'new TextEncoder().encode("a")' in write_javascript(untyped)
