import pytest

from aiurdesk.core.problem import FixAction
from aiurdesk.core.request.request import Header
from aiurdesk.core.response.response import Response, ResponseBody
from aiurdesk.core.verdict.challenges import (
    SchemeChallenge,
    auth_parameters_of,
    challenge_of,
    challenges_of,
)


def refused(*values):
    headers = tuple(Header("WWW-Authenticate", value) for value in values)
    return Response(401, "HTTP/1.1", headers, ResponseBody(), "https://api.example/")


def challenged(*values):
    return challenge_of(refused(*values))


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
    fixes = challenged('Negotiate, Digest realm="x"', 'Bearer, Basic realm="x"').fixes
    assert [(fix.text, fix.action, fix.target) for fix in fixes] == [
        ("Add Basic credential", FixAction.ADD_CREDENTIAL, "basic"),
        ("Add Digest credential", FixAction.ADD_CREDENTIAL, "digest"),
        ("Add Bearer credential", FixAction.ADD_CREDENTIAL, "bearer"),
    ]


def test_the_meaning_names_what_is_asked_for():
    assert challenged('Basic realm="Staff"', "Bearer").meaning == (
        "The server asks for Basic or Bearer for “Staff”."
    )
    assert challenged().meaning == ""


@pytest.mark.parametrize(
    ("value", "challenges"),
    [
        ('Digest realm="a \\"b\\"", nonce=abc, stale=TRUE', [
            ("Digest", {"realm": 'a "b"', "nonce": "abc", "stale": "TRUE"}),
        ]),
        ('Basic realm="x" , Digest qop="auth,auth-int" ,nonce = "n"', [
            ("Basic", {"realm": "x"}), ("Digest", {"qop": "auth,auth-int", "nonce": "n"}),
        ]),
        ("NTLM TlRMTVNTUAAC==, Negotiate", [("NTLM", {}), ("Negotiate", {})]),
        ('Digest nonce="first", nonce="second"', [("Digest", {"nonce": "first"})]),
        ('Digest nonce="never ends', [("Digest", {})]),
        ('nonce="of nothing"', []),
        (',, ,', []),
    ],
)  # fmt: skip
def test_each_scheme_has_its_parameters(value, challenges):
    given = [SchemeChallenge(scheme, parameters) for scheme, parameters in challenges]
    assert list(challenges_of(refused(value))) == given


def test_a_header_of_parameters_alone_is_read():
    assert auth_parameters_of('nextnonce="a,b", qop=auth') == {"nextnonce": "a,b", "qop": "auth"}


def test_a_hostile_header_is_read_up_to_a_limit():
    longest = 'Digest nonce="' + '\\"a=' * 100_000
    assert [challenge.scheme for challenge in challenges_of(refused(longest))] == ["Digest"]
