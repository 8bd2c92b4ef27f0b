"""The fields of OAuth 2, and what a token adds to a request; signing in is tested beside it."""

import subprocess
import sys

import pytest

from aiurdesk.core.auth.oauth2 import OAuth2Scheme
from aiurdesk.core.auth.scheme import Grant
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.request.request import Request
from aiurdesk.core.request.typed import Typed
from tests.core.auth.answers import driven, texts

OAUTH2 = OAuth2Scheme()
ALWAYS = {"grant", "server", "client_id", "client_auth", "scopes", "audience", "parameters"}
BY_HAND = {"server": "addresses", "client_auth": "none"}


@pytest.mark.parametrize(
    ("values", "further"),
    [
        (
            {},
            {"issuer", "token_hosts", "client_secret", "redirect_address"},
        ),
        (
            {"grant": "client", "client_auth": "body"},
            {"issuer", "token_hosts", "client_secret"},
        ),
        (BY_HAND, {"authorize_address", "token_address", "redirect_address"}),
        ({**BY_HAND, "grant": "device"}, {"device_address", "token_address"}),
        ({**BY_HAND, "grant": "client"}, {"token_address"}),
        ({**BY_HAND, "grant": "refresh"}, {"token_address", "given_token"}),
    ],
)
def test_only_the_fields_of_the_chosen_grant_are_asked_for(values, further):
    assert {field.name for field in OAUTH2.fields_for(values)} == ALWAYS | further


@pytest.mark.parametrize(
    ("grant", "needs_person"), [("code", 1), ("device", 1), ("client", 0), ("refresh", 0)]
)
def test_who_has_to_be_there_signs_in_when_it_is_added(grant, needs_person):
    credential = Credential("c", "Shop", "oauth2", (), (("grant", grant),))
    assert OAUTH2.signs_in_when_added(credential) == bool(needs_person)


def test_a_token_goes_into_the_header_and_is_hidden_alone_too():
    grant = Grant(headers=(("Authorization", Secret("Bearer a-token")),))
    request = Request(Typed("https://api.example/a"))
    added = OAUTH2.auth_parameters(Credential("c", "Shop", "oauth2"), grant, request)
    assert texts(added.headers) == {"Authorization": "Bearer a-token"}
    assert Secret("a-token") in added.secrets


def test_states_and_the_sentence_about_who_is_signed_in():
    credential, grant = Credential("c", "Shop", "oauth2"), Grant()
    assert OAUTH2.state(None) == "gets a token when needed"
    assert OAUTH2.state(grant) == "has a token"
    assert OAUTH2.signs_in(credential)
    assert driven(OAUTH2.who_am_i(credential, grant))[1].startswith("The token server accepted")


def test_the_library_is_loaded_only_when_somebody_signs_in():
    code = (
        "import sys; import aiurdesk.core.auth as auth; assert 'oauthlib' not in sys.modules; "
        "next(auth.scheme_of('oauth2').sign_in(auth.Credential('c', 'n', 'oauth2', (), "
        "(('issuer', 'https://id.example'),)), {})); print('oauthlib' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (run.stdout, run.stderr) == ("True\n", "")
