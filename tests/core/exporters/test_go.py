from aiurdesk.core.exporters.go import write_go
from tests.core.exporters.sample import a_file, a_form, a_json, some_bytes


def test_each_kind_of_body_imports_what_it_uses():
    written = write_go(a_json())
    assert 'strings.NewReader("{\\"password\\": \\"" + os.Getenv("PASSWORD")' in written
    assert '"os"' in written
    assert "bytes.NewReader([]byte{0xff, 0x00})" in write_go(some_bytes())
    assert 'os.Open("/tmp/x.png")' in write_go(a_file())
    form = write_go(a_form())
    for package in ("bytes", "mime/multipart", "net/textproto", "os"):
        assert f'\t"{package}"' in form
