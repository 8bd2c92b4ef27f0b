import pytest

from aiurdesk.core.request.body_secrets import body_without_secrets
from aiurdesk.core.request.request import (
    FileBody,
    FileValue,
    FormBody,
    JsonBody,
    MultipartBody,
    NoBody,
    Row,
    TextBody,
)


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        (
            FormBody((Row("user", "ann"), Row("password", "hush"))),
            FormBody((Row("user", "ann"), Row("password", ""))),
        ),
        (
            FormBody((Row("password", "{{env:PASSWORD}}"),)),
            FormBody((Row("password", "{{env:PASSWORD}}"),)),
        ),
        (
            MultipartBody((Row("secret", FileValue("/a", "a")),)),
            MultipartBody((Row("secret", FileValue("/a", "a")),)),
        ),
        (JsonBody('{"token": "hu\\"sh", "a": 1}'), JsonBody('{"token": "", "a": 1}')),
        (JsonBody('{"token": "{{env:T}}"}'), JsonBody('{"token": "{{env:T}}"}')),
        (
            TextBody("<login><password>hush</password></login>"),
            TextBody("<login><password></password></login>"),
        ),
        (TextBody("user=ann&password=hush"), TextBody("user=ann&password=")),
        (FileBody("/a"), FileBody("/a")),
        (NoBody(), NoBody()),
        (None, None),
    ],
)
def test_what_is_secret_by_its_name_is_left_out(body, kept):
    assert body_without_secrets(body) == kept
