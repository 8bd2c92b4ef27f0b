from msgspec.structs import replace

from aiurdesk.core.exporters.exported import ExportedRequest
from aiurdesk.core.exporters.go import write_go
from aiurdesk.core.request.request import FileValue, Header, MultipartBody, Row, TextBody
from tests.core.exporters.sample import a_file, a_form, a_json, some_bytes


def test_each_kind_of_body_imports_what_it_uses():
    written = write_go(a_json())
    assert 'strings.NewReader("{\\"password\\": \\"" + os.Getenv("PASSWORD")' in written
    assert '"os"' in written
    assert "io.ReadAll(response.Body)" in written
    assert "bytes.NewReader([]byte{0xff, 0x00})" in write_go(some_bytes())
    # Of an open file the length is not known.
    assert 'os.ReadFile("/tmp/x.png")' in write_go(a_file())
    form = write_go(a_form())
    for package in ("bytes", "mime/multipart", "net/textproto", "os"):
        assert f'\t"{package}"' in form


def test_what_go_takes_from_elsewhere_is_given_there():
    form = MultipartBody((Row("a", FileValue("/tmp/x.png", 'b"c.png', "image/png")),))
    request = ExportedRequest("POST", "https://a.example/", (Header("Host", "b.example"),), form)
    written = write_go(request)
    assert 'request.Host = "b.example"' in written
    assert 'filename=\\"b\\\\\\"c.png\\"' in written
    assert '"\\ufeffa"' in write_go(replace(request, body=TextBody("\ufeffa")))
