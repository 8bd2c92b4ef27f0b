import pytest

from aiurdesk.importers.foreign_format import is_foreign, parse_foreign


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"openapi": "3.0.0"}', "services add"),
        ('{"info": {}, "swagger": "2.0"}', "services add"),
        ("# A\nopenapi: 3.1.0\n", "services add"),
        (
            '<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/">',
            "WSDL description of a SOAP service",
        ),
        ("#%RAML 1.0\ntitle: A", "RAML"),
        ("PK\x03\x04abc", "ZIP archive. Unpack it"),
        ("asyncapi: 2.0.0", "AsyncAPI"),
    ],
)
def test_a_known_format_is_refused_with_what_to_do(text, words):
    assert is_foreign(text)
    assert words in parse_foreign(text).sentence


def test_other_texts_are_left_alone():
    for text in ("", "hello", "{}", "curl https://h.example/openapi"):
        assert not is_foreign(text)
