import pytest

from aiurdesk.core.request.request import Header
from aiurdesk.core.response.response import Body, Response
from aiurdesk.core.verdict.challenges import challenge_of
from aiurdesk.core.verdict.verdict import FixAction


def challenged(*values):
    headers = tuple(Header("WWW-Authenticate", value) for value in values)
    return challenge_of(Response(401, "HTTP/1.1", headers, Body(), "https://api.example/"))


@pytest.mark.parametrize(
    ("values", "schemes", "realm"),
    [
        (['Basic realm="Staff area"'], ("Basic",), "Staff area"),
        (["Bearer"], ("Bearer",), ""),
        (['Basic realm="a, Digest b", Bearer error="x"'], ("Basic", "Bearer"), "a, Digest b"),
        (['Digest realm="x", nonce="Bearer"', "Negotiate"], ("Digest", "Negotiate"), "x"),
        (['Bearer error="invalid_token", error_description="expired"'], ("Bearer",), ""),
        ([""], (), ""),
        ([], (), ""),
    ],
)  # fmt: skip
def test_schemes_and_realm_are_read(values, schemes, realm):
    challenge = challenged(*values)
    assert (challenge.schemes, challenge.realm) == (schemes, realm)


def test_a_credential_is_offered_for_schemes_that_the_program_has():
    fixes = challenged('Digest realm="x"', 'Bearer, Basic realm="x"').fixes
    assert [(fix.text, fix.action, fix.target) for fix in fixes] == [
        ("Add Basic credential", FixAction.ADD_CREDENTIAL, "basic"),
        ("Add Bearer credential", FixAction.ADD_CREDENTIAL, "bearer"),
    ]


def test_the_meaning_names_what_is_asked_for():
    assert challenged('Basic realm="Staff"', "Bearer").meaning == (
        "The server asks for Basic or Bearer for “Staff”."
    )
    assert challenged().meaning == ""
