import pytest

from aiurdesk.core.auth.api_key import ApiKeyScheme
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.request.request import Request
from aiurdesk.core.request.typed import Typed

SCHEME = ApiKeyScheme()
KEY = {"key": Secret("hush+/=")}


def key_at(location, name):
    return Credential("1", "Key", "api-key", ("https://h",), (("place", location), ("name", name)))


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_key_goes_into_the_header_or_into_the_query_with_any_method(method):
    request = Request(Typed("https://h/", method))
    header, query = key_at("header", "X-Key"), key_at("query", "api_key")
    in_header = SCHEME.auth_parameters(header, SCHEME.grant(header, KEY), request)
    in_query = SCHEME.auth_parameters(query, SCHEME.grant(query, KEY), request)
    assert (in_header.headers, in_header.query) == ((("X-Key", KEY["key"]),), ())
    assert (in_query.headers, in_query.query) == ((), (("api_key", KEY["key"]),))
    assert not in_query.is_empty
