from aiurdesk.core.exporters.http_file import write_http
from tests.core.exporters.sample import a_file, a_form, a_json, some_bytes


def test_an_entry_has_variables_for_secrets():
    lines = write_http(a_json()).split("\n")
    assert lines[0] == "POST https://api.example/users"
    assert "Authorization: Bearer {{TOKEN}}" in lines
    assert lines[-2:] == ["", '{"password": "{{PASSWORD}}", "n": 1}']


def test_files_are_named_and_other_bytes_are_told():
    assert write_http(a_file()).endswith("\n\n< /tmp/x.png")
    assert "< /tmp/x.png\n--boundary-of-the-parts--" in write_http(a_form())
    assert write_http(some_bytes()).startswith("# The body is not text.")
