import pytest

from aiurdesk.core.api.description_text import is_description, is_description_address


@pytest.mark.parametrize(
    "text",
    [
        b'{"openapi": "3.1.0", "info": {}}',
        b'{"info": {"title": "see openapi"}, "paths": {},\n "swagger" : "2.0"}',
        b"openapi: 3.0.4\ninfo: {}\n",
        b"# A comment\nswagger: '2.0'\n",
        b"\xef\xbb\xbfopenapi: 3.0.0",
    ],
)
def test_a_text_that_says_its_version_is_a_description(text):
    assert is_description(text)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b'{"openapi": {"note": 3}}',
        b"myopenapi: 3\n",
        b"the openapi of 3 services",
        b'{"info": {"schema": "https://schema.getpostman.com/"}}',
        b"openapi " * 100_000,
    ],
)
def test_other_texts_are_none(text):
    assert not is_description(text)


@pytest.mark.parametrize(
    ("text", "is_address"),
    [
        ("https://api.example/v1/openapi.json", True),
        (" https://api.example/swagger/v1/swagger.yaml?x=1\n", True),
        ("http://127.0.0.1:8080/v3/api-docs", True),
        ("https://api.example/users", False),
        ("https://openapi.example/users", False),
        ("see https://api.example/openapi.json", False),
    ],
)
def test_addresses_of_descriptions_are_told_by_their_last_part(text, is_address):
    assert is_description_address(text) is is_address
