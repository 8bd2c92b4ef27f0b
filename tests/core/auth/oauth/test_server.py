"""The addresses of a server, from its document or by hand."""

import pytest

from aiurdesk.core.auth.oauth.server import AuthorizationServer, server_of
from aiurdesk.core.auth.scheme import Question
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.errors import AuthError
from tests.core.auth.answers import answer, driven, no_answer

ISSUER = "https://id.example/shop"


def credential(**values):
    return Credential("c", "Shop", "oauth2", (), tuple({"issuer": ISSUER, **values}.items()))


def document(**members):
    return answer({"issuer": ISSUER, "token_endpoint": "https://id.example/token", **members})


def test_by_hand_no_document_is_asked_for():
    by_hand = {"token_address": "https://t.example/", "device_address": "https://d.example/"}
    steps, server = driven(server_of(credential(server="addresses", **by_hand)))
    assert (steps, server) == (
        [],
        AuthorizationServer("https://t.example/", "", "https://d.example/"),
    )


@pytest.mark.parametrize(
    ("issuer", "address"),
    [
        (ISSUER, f"{ISSUER}/.well-known/openid-configuration"),
        (f"{ISSUER}/", f"{ISSUER}/.well-known/openid-configuration"),
        (
            f"{ISSUER}/.well-known/openid-configuration",
            f"{ISSUER}/.well-known/openid-configuration",
        ),
        (
            "https://id.example/.well-known/oauth-authorization-server/shop",
            "https://id.example/.well-known/oauth-authorization-server/shop",
        ),
    ],
)
def test_an_issuer_or_its_document_can_be_entered(issuer, address):
    steps, server = driven(server_of(credential(issuer=issuer)), document())
    assert [step.address for step in steps] == [address]
    assert (server.token, server.issuer) == ("https://id.example/token", ISSUER)


def test_without_an_openid_document_the_one_of_oauth_is_asked_for():
    missing = answer(b"<p>Not here")
    steps, _ = driven(server_of(credential()), missing, document())
    assert steps[1].address == "https://id.example/.well-known/oauth-authorization-server/shop"
    with pytest.raises(AuthError, match=r"no discovery document at .*, .*Check the issuer"):
        driven(server_of(credential()), missing, missing)


@pytest.mark.parametrize("issuer", ["http://[", "", "ftp://id.example"])
def test_an_issuer_that_is_not_an_address_is_told(issuer):
    with pytest.raises(AuthError, match="is not an address"):
        driven(server_of(credential(issuer=issuer)))


def test_a_server_without_encryption_can_be_entered_but_an_encrypted_one_names_none():
    endpoints = {"token_endpoint": "http://keycloak:8080/token"}
    plain = answer({"issuer": "http://keycloak:8080", **endpoints})
    _, server = driven(server_of(credential(issuer="http://keycloak:8080")), plain)
    assert server.token == "http://keycloak:8080/token"
    with pytest.raises(AuthError, match="names no token endpoint"):
        driven(server_of(credential()), document(**endpoints))


def test_a_server_that_does_not_respond_is_told():
    with pytest.raises(AuthError, match="No such host"):
        driven(server_of(credential()), no_answer())


def test_hosts_of_the_document_are_asked_about_unless_a_person_has_entered_them():
    foreign = document(token_endpoint="https://tokens.example/t")
    steps, server = driven(server_of(credential()), foreign, True)
    assert isinstance(steps[1], Question)
    assert server.learned == (("token_hosts", "https://tokens.example"),)
    for hosts in ("tokens.example", "https://a.example, ftp://b https://tokens.example"):
        steps, server = driven(server_of(credential(token_hosts=hosts)), foreign)
        assert (len(steps), server.learned) == (1, ())


def test_the_device_address_counts_for_its_own_grant_only():
    foreign = document(device_authorization_endpoint="https://other.example/d")
    assert len(driven(server_of(credential()), foreign)[0]) == 1
    steps, _ = driven(server_of(credential(grant="device")), foreign, True)
    assert "https://other.example/d" in steps[1].text
