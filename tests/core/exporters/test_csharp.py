from aiurdesk.core.exporters.csharp import write_csharp
from tests.core.exporters.sample import a_file, a_form, a_json, some_bytes


def test_each_kind_of_body():
    written = write_csharp(a_json())
    assert 'Environment.GetEnvironmentVariable("PASSWORD")' in written
    assert 'request.Content.Headers.TryAddWithoutValidation("Content-Type"' in written
    assert 'request.Headers.TryAddWithoutValidation("Authorization"' in written
    assert "new byte[] { 0xff, 0x00 }" in write_csharp(some_bytes())
    assert 'File.ReadAllBytes("/tmp/x.png")' in write_csharp(a_file())
    assert 'form.Add(new StringContent("1"), "a");' in write_csharp(a_form())
