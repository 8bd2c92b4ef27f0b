"""The fixed token."""

from aiurdesk.core.api.endpoint import Endpoint, Location, Parameter, ParameterKind, Service
from aiurdesk.core.auth.token import TokenScheme
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.request.request import Request
from tests.core.auth.answers import driven, texts

TOKEN = TokenScheme()
SECRETS = {"token": Secret("T+/=")}
SERVICE = Service("s", "S", "https://s.example", "2020-09", "2020")


def endpoint(*names):
    parameters = tuple(Parameter(n, ParameterKind.SECRET, Location.QUERY) for n in names)
    return Endpoint("s.g.e", "s", "g", "e", "GET", "/", parameters=parameters)


def signed(credential, target):
    _, grant = driven(TOKEN.sign_in(credential, SECRETS))
    return TOKEN.auth_parameters(credential, grant, Request(target))


def test_the_token_is_an_access_token_by_default():
    mine = Credential("c", "Mine", "token")
    auth_parameters = signed(mine, endpoint("access_token"))
    assert texts(auth_parameters.values) == {"access_token": "T+/="}
    assert auth_parameters.jar == "c"
    assert TOKEN.applies(mine, endpoint("accessToken"), SERVICE)
    assert not TOKEN.applies(mine, endpoint("pwd"), SERVICE)


def test_the_person_may_name_the_parameter():
    mine = Credential("c", "Mine", "token", (), (("parameter", "pwd"),))
    assert texts(signed(mine, endpoint("Pwd")).values) == {"Pwd": "T+/="}
    assert TOKEN.applies(mine, Endpoint("", "", "", "", "GET", "https://s.example/"), None)


def test_a_bearer_token_goes_into_the_header_and_is_hidden_with_and_without_the_word():
    mine = Credential("c", "Mine", "token", (), (("place", "bearer"),))
    auth_parameters = signed(mine, endpoint())
    assert texts(auth_parameters.headers) == {"Authorization": "Bearer T+/="}
    assert [secret.reveal() for secret in auth_parameters.secrets] == ["T+/="]
    assert TOKEN.applies(mine, endpoint(), SERVICE)
    dotted = TOKEN.auth_parameters(mine, TOKEN.placeholder_grant(mine), Request(endpoint()))
    assert texts(dotted.headers) == {"Authorization": "Bearer ••••"}


def test_no_service_signs_a_fixed_token_in():
    mine = Credential("c", "Mine", "token")
    assert driven(TOKEN.who_am_i(mine, TOKEN.placeholder_grant(mine)))[0] == []
    assert TOKEN.service_ids(mine) == ()
