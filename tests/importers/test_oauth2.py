"""OAuth 2 as other programs describe it."""

import pytest

from aiurdesk.importers.authentication import oauth2_values

CODE = {
    "grant": "code",
    "server": "addresses",
    "client_auth": "body",
    "authorize_address": "https://id.example/authorize",
    "token_address": "https://id.example/token",
    "client_id": "c",
    "client_secret": "hush",
    "scopes": "read write",
    "redirect_address": "http://localhost:9/cb",
}
POSTMAN = {
    "grant_type": "authorization_code_with_pkce",
    "authUrl": "https://id.example/authorize",
    "accessTokenUrl": "https://id.example/token",
    "clientId": "c",
    "clientSecret": "hush",
    "scope": "read write",
    "redirect_uri": "http://localhost:9/cb",
    "client_authentication": "body",
    "addTokenTo": "header",
}
INSOMNIA = {
    "grantType": "authorization_code",
    "authorizationUrl": "https://id.example/authorize",
    "accessTokenUrl": "https://id.example/token",
    "clientId": "c",
    "clientSecret": "hush",
    "scope": "read write",
    "redirectUrl": "http://localhost:9/cb",
    "credentialsInBody": "true",
}
BRUNO = {
    "grant_type": "authorization_code",
    "authorization_url": "https://id.example/authorize",
    "access_token_url": "https://id.example/token",
    "client_id": "c",
    "client_secret": "hush",
    "scope": "read write",
    "callback_url": "http://localhost:9/cb",
    "credentials_placement": "body",
    "pkce": "true",
}


HOPPSCOTCH = {
    "grantType": "AUTHORIZATION_CODE",
    "authEndpoint": "https://id.example/authorize",
    "tokenEndpoint": "https://id.example/token",
    "clientID": "c",
    "clientSecret": "hush",
    "scopes": "read write",
    "redirectUrl": "http://localhost:9/cb",
    "clientAuthentication": "IN_BODY",
    "isPKCE": "true",
}


@pytest.mark.parametrize("said", [POSTMAN, INSOMNIA, BRUNO, HOPPSCOTCH])
def test_names_of_other_programs_become_fields(said):
    assert oauth2_values(said) == CODE


@pytest.mark.parametrize(
    ("said", "grant", "client_auth"),
    [
        ({"authUrl": "https://a.example", "clientId": "c"}, "code", "none"),
        ({"accessTokenUrl": "https://a.example"}, "client", "basic"),
        ({"grant_type": "client_credentials"}, "client", "basic"),
        ({"grant_type": "device_code"}, "device", "none"),
    ],
)
def test_what_is_not_said_is_the_usual(said, grant, client_auth):
    values = oauth2_values(said)
    assert (values["grant"], values["client_auth"]) == (grant, client_auth)


def test_a_grant_that_is_not_here_gives_nothing():
    assert oauth2_values({"grant_type": "password_credentials", "clientId": "c"}) == {}
    assert oauth2_values({"flow": "implicit", "clientId": "c"}) == {}
