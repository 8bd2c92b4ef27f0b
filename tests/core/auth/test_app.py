"""The app credential."""

from email import message_from_bytes
from typing import Any
from urllib.parse import parse_qs, urlsplit

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from aiurdesk.core.api.endpoint import (
    Authentication,
    Endpoint,
    Location,
    Parameter,
    ParameterKind,
)
from aiurdesk.core.api.value_rules import is_blank
from aiurdesk.core.auth.app import AppScheme
from aiurdesk.core.auth.scheme import Grant
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.environments.environment import Environment
from aiurdesk.core.preparing.prepare import prepare
from aiurdesk.core.request.request import PreparedRequest, Request
from aiurdesk.services.library import Library
from tests.core.auth.answers import answer, driven, texts

APP = AppScheme()
MINE = Credential("c", "Mine", "app", (), (("app_id", "an-id"),))
CATALOGUE = Library().catalogue
GRANT = Grant(values=(("AccessToken", Secret("T")),))


def test_it_signs_in_at_the_token_server_of_its_field():
    _, grant = driven(APP.sign_in(MINE, {"app_secret": Secret("s")}), answer({"accessToken": "T"}))
    assert texts(grant.values) == {"AccessToken": "T"}
    assert APP.service_ids(MINE) == ("archon",)
    directory = Credential("c", "Mine", "app", (), (("token_server", "directory"),))
    assert APP.service_ids(directory) == ("directory",)


def test_it_applies_to_every_endpoint_of_the_catalogue_that_wants_a_token():
    for endpoint in CATALOGUE.endpoints:
        service = CATALOGUE.service(endpoint.service_id)
        wants = endpoint.authentication is Authentication.ACCESS_TOKEN
        assert APP.applies(MINE, endpoint, service) == wants, endpoint.id
        assert len(APP.auth_parameters(MINE, GRANT, Request(endpoint)).values) == wants, endpoint.id


def test_it_applies_to_custom_urls():
    assert APP.applies(MINE, Endpoint("", "", "", "", "GET", "https://a.example/"), None)


def test_who_am_i_tells_the_app_without_any_call():
    assert driven(APP.who_am_i(MINE, GRANT)) == (
        [],
        "Archon accepted the app an-id and issued a token.",
    )


_PLAIN = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
_TOKENS = st.text(_PLAIN, min_size=1).filter(lambda text: not is_blank(text))
_LINES = st.text(st.characters(exclude_categories=["C"]), min_size=1)


def written(token, method, *kinds):
    """Return what goes on the wire for an endpoint with such parameters."""
    parameters = tuple(Parameter(n, ParameterKind.SECRET, location) for n, location in kinds)
    endpoint = Endpoint("", "", "", "", method, "https://a.example/", parameters=parameters)
    grant = Grant(values=(("AccessToken", Secret(token)),))
    auth_parameters = APP.auth_parameters(MINE, grant, Request(endpoint))
    bound = replace(auth_parameters, origins=("https://a.example",))
    prepared = prepare(Request(endpoint), None, Environment("E"), "b" * 32, bound)
    assert isinstance(prepared, PreparedRequest), prepared
    return prepared


@given(_TOKENS)
def test_every_token_arrives_as_it_is_in_query_form_and_multipart_body(token):
    got = written(token, "GET", ("accessToken", Location.QUERY))
    assert parse_qs(urlsplit(got.url).query) == {"accessToken": [token]}
    posted = written(token, "POST", ("AccessToken", Location.FORM))
    body = b"".join(part for part in posted.body if isinstance(part, bytes))
    assert parse_qs(body.decode()) == {"AccessToken": [token]}


@given(_LINES.filter(lambda text: not is_blank(text)))
def test_every_token_arrives_as_it_is_beside_an_upload(token):
    uploaded = written(token, "POST", ("access_token", Location.FORM), ("file", Location.MULTIPART))
    head = f"Content-Type: {uploaded.headers[0].value}\r\n\r\n".encode()
    body = b"".join(part for part in uploaded.body if isinstance(part, bytes))
    read: Any = message_from_bytes(head + body)
    part = read.get_payload()[0]
    assert part.get_param("name", header="Content-Disposition") == "access_token"
    assert part.get_payload(decode=True).decode() == token
