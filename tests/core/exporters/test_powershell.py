from aiurdesk.core.exporters.code_request import code_request
from aiurdesk.core.exporters.powershell import write_powershell
from aiurdesk.core.request.request import PreparedRequest
from tests.core.exporters.sample import a_file, a_form, a_json, some_bytes


def test_each_kind_of_body():
    assert "'Authorization' = ('Bearer ' + $env:TOKEN)" in write_powershell(a_json())
    assert "-Body ([byte[]](0xff, 0x00))" in write_powershell(some_bytes())
    assert "-InFile '/tmp/x.png'" in write_powershell(a_file())
    assert "'file' = Get-Item -LiteralPath '/tmp/x.png'" in write_powershell(a_form())


def test_quotes_of_all_kinds_are_doubled():
    prepared = PreparedRequest("POST", "https://a.example/", (), ("it's ’x’".encode(),))
    assert "'it''s ’’x’’'" in write_powershell(code_request(prepared))
