from aiurdesk.core.exporters import CODE_FORMATS
from tests.core.exporters.sample import a_file, a_form, a_json, some_bytes


def test_every_format_writes_every_request_without_its_secrets():
    assert len({one.id for one in CODE_FORMATS}) == len(CODE_FORMATS)
    for one in CODE_FORMATS:
        for request in (a_json(), some_bytes(), a_file(), a_form()):
            written = one.write(request)
            assert "https://api.example/users" in written, one.id
            assert "sesame" not in written, one.id
            assert "\ue000" not in written, one.id
