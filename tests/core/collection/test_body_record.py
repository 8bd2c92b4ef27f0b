import pytest

from aiurdesk.core.collection.request_file import parse_request, write_request
from aiurdesk.core.errors import DataMistake
from aiurdesk.core.request.request import (
    FileBody,
    FileValue,
    FormBody,
    GraphqlBody,
    JsonBody,
    MultipartBody,
    NoBody,
    Row,
    SavedRequest,
    TextBody,
)

HEAD = 'method = "POST"\nurl = "https://host/"\n'


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (NoBody(), 'body = "none"\n'),
        (FormBody(), "form = [\n]\n"),
        (
            FormBody((Row("a", "1"), Row("b", "2", is_sent=False))),
            'form = [\n    ["a", "1"],\n    ["b", "2", "off"],\n]\n',
        ),
        (
            MultipartBody((Row("a", FileValue("x.png", "x.png", "image/png")),)),
            'multipart = [\n    ["a", { file = "x.png", content_type = "image/png" }],\n]\n',
        ),
        (JsonBody('{\n  "a": 1\n}'), "json = '''\n{\n  \"a\": 1\n}'''\n"),
        (JsonBody(), 'json = ""\n'),
        (GraphqlBody("{ a }"), 'graphql = "{ a }"\n'),
        (
            GraphqlBody("query A {\n  a\n}\n", '{\n  "n": 1\n}', "A", '{"a": 1}'),
            "graphql = '''\nquery A {\n  a\n}\n'''\n"
            "graphql_variables = '''\n{\n  \"n\": 1\n}'''\n"
            'graphql_operation = "A"\n'
            "graphql_connection = '{\"a\": 1}'\n",
        ),
        (TextBody("hi"), 'text = "hi"\n'),
        (TextBody("", "text/xml"), 'text = ""\ncontent_type = "text/xml"\n'),
        (FileBody("a.bin"), 'file = "a.bin"\n'),
        (FileBody("a.png", "image/png"), 'file = "a.png"\ncontent_type = "image/png"\n'),
        (None, ""),
    ],
)
def test_each_kind_of_body_has_a_key_of_its_own(body, text):
    saved = SavedRequest(method="POST", url="https://host/", body=body)
    assert write_request(saved) == HEAD + text
    assert parse_request(HEAD + text) == saved


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('json = "1"\ntext = "a"\n', "line 4: text is a second body, beside json"),
        ('json = "1"\ncontent_type = "a/b"\n', "line 4: content_type belongs to text or file"),
        ('graphql_variables = "{}"\n', "line 3: graphql_variables belongs to graphql"),
        ('json = "1"\ngraphql_operation = "A"\n', "line 4: graphql_operation belongs to graphql"),
        ('json = "1"\ngraphql = "{ a }"\n', "line 4: graphql is a second body, beside json"),
        ('body = "some"\n', 'line 3: body should be "none"'),
        ("json = 5\n", "line 3: json should be text"),
        ("form = 5\n", "line 3: form should be a list"),
    ],
)
def test_a_mistake_is_told_with_its_line(text, words):
    with pytest.raises(DataMistake) as caught:
        parse_request(HEAD + text)
    assert words in str(caught.value)


def test_a_body_of_ten_megabytes_is_a_readable_text():
    long = "\n".join(f'{{"line": {number}, "text": "It\'s"}}' for number in range(350_000))
    assert len(long) > 10_000_000
    saved = SavedRequest(method="POST", url="https://host/", body=JsonBody(long))
    text = write_request(saved)
    assert text == f"{HEAD}json = '''\n{long}'''\n"
    assert parse_request(text) == saved
    assert write_request(saved, text) == text
