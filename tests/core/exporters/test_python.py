import ast

import pytest

from aiurdesk.core.exporters.python import write_httpx, write_requests
from tests.core.exporters.sample import a_file, a_form, a_json, some_bytes


@pytest.mark.parametrize("write", [write_httpx, write_requests])
def test_every_body_is_valid_python(write):
    for request in (a_json(), some_bytes(), a_file(), a_form()):
        assert isinstance(ast.parse(write(request)), ast.Module)


def test_secrets_come_from_the_environment():
    written = write_httpx(a_json())
    assert written.startswith("import os\n")
    assert "'Bearer ' + os.environ[\"TOKEN\"]" in written
    assert "('file', ('x.png', open('/tmp/x.png', \"rb\"), 'image/png'))" in write_httpx(a_form())
