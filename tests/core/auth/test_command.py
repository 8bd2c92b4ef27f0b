import json
from datetime import UTC, datetime, timedelta

import pytest

from aiurdesk.core.auth.command import CommandScheme, arguments_of
from aiurdesk.core.auth.scheme import CommandOutput, RunCommand
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.errors import AuthError
from aiurdesk.core.preparing.form_rules import value_problem
from tests.core.auth.answers import driven, texts

SCHEME = CommandScheme()
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
AN_HOUR = NOW + timedelta(hours=1)


def a_credential(command="cloud print-token", member=""):
    pairs = (("command", command), ("member", member))
    return Credential("c1", "Cloud", "command", (), tuple(pair for pair in pairs if pair[1]))


def granted(output, member="", errors="", problem=""):
    printed = CommandOutput(Secret(output), errors, NOW, problem)
    steps, grant = driven(SCHEME.sign_in(a_credential(member=member), {}), printed)
    assert steps == [RunCommand(("cloud", "print-token"))]
    return texts(grant.headers)["Authorization"], grant.expires_at


@pytest.mark.parametrize(
    ("command", "arguments"),
    [
        ("gcloud auth print-access-token", ("gcloud", "auth", "print-access-token")),
        ('"C:\\Program Files\\a.exe" -x', ("C:\\Program Files\\a.exe", "-x")),
        ("sh -c 'echo \"$T\"; ls|cat'", ("sh", "-c", 'echo "$T"; ls|cat')),
        ("a # b ''", ("a", "#", "b", "")),
        ("  ~/bin/token  ", ("~/bin/token",)),
    ],
)
def test_a_command_is_divided_without_a_shell(command, arguments):
    assert arguments_of(a_credential(command)) == arguments


@pytest.mark.parametrize("command", ["a 'b", '"', "", "  "])
def test_a_command_that_cannot_be_divided_is_told(command):
    with pytest.raises(AuthError, match="Cloud .*Edit it in the credential manager"):
        arguments_of(a_credential(command))


@pytest.mark.parametrize(
    ("output", "token"),
    [
        ("abc\n", "abc"),
        ("  abc.def-_~+/=\r\n", "abc.def-_~+/="),
        ("bearer abc\n", "abc"),
        ("abc\nand a second line\n", "abc"),
    ],
)
def test_the_first_line_is_the_token(output, token):
    assert granted(output) == (f"Bearer {token}", None)


@pytest.mark.parametrize(
    ("printed", "member", "expires_at"),
    [
        ({"access_token": "t", "expires_in": 3600}, "", AN_HOUR),
        ({"accessToken": "t", "expires_on": int(AN_HOUR.timestamp())}, "", AN_HOUR),
        ({"accessToken": "t", "expires_on": str(int(AN_HOUR.timestamp()))}, "", AN_HOUR),
        ({"accessToken": "t", "expiresOn": "2026-11-24 13:00:00.000000"}, "", None),
        (
            {"status": {"token": "t", "expirationTimestamp": "2026-11-24T13:00:00Z"}},
            "",
            AN_HOUR,
        ),
        (
            {"credential": {"access_token": "t", "token_expiry": "2026-11-24T13:00:00Z"}},
            "",
            AN_HOUR,
        ),
        ({"token": "t"}, "", None),
        ({"data": {"key": "t", "expires_at": "2026-11-24T14:00:00+01:00"}}, "data.key", AN_HOUR),
        ({"token": "t", "expires_in": 1e300}, "", None),
        ({"token": "t", "expires_in": -1, "expires_at": True}, "", None),
        ({"token": "t", "expires_in": None, "expiry": "soon"}, "", None),
        ({"token": "t", "expiry": "2026-11-24T13:00:00"}, "", None),
    ],
)
def test_json_has_the_token_and_when_it_expires(printed, member, expires_at):
    assert granted(json.dumps(printed), member) == ("Bearer t", expires_at)


@pytest.mark.parametrize(
    ("output", "member"),
    [
        ("", ""),
        ("\n\n", ""),
        ("you are not signed in\n", ""),
        ('{"error": "x"}', ""),
        ('{"token": 7}', ""),
        ('{"token": "a b"}', ""),
        ("{", ""),
        ("[" * 100_000, ""),
        ('{"token": ' + "1" * 5000 + "}", ""),
        ('["token"]', ""),
        ('{"token": "t"}', "data.token"),
        ("abc", "token"),
        ("é", ""),
    ],
    ids=range(13),
)
def test_what_is_not_a_token_is_told(output, member):
    with pytest.raises(AuthError) as caught:
        granted(output, member)
    sentence = str(caught.value)
    assert sentence.startswith("The command of Cloud (cloud) printed no token. ")
    assert len(sentence) < 500


def test_why_it_failed_is_told_in_one_bounded_line_without_secrets():
    errors = "x" * 100_000 + "\nERROR: not signed in\x1b[0m\n password=hunter2hunter2\nrun login\n"
    with pytest.raises(AuthError) as caught:
        granted("tok-3n-printed", errors=f"{errors}tok-3n-printed\n", problem="ended with status 1")
    sentence = str(caught.value)
    assert sentence.startswith("The command of Cloud (cloud) ended with status 1. It said: ERROR:")
    assert "run login" in sentence
    assert not any(text in sentence for text in ("hunter2", "tok-3n", "xxx", "\n", "\x1b"))
    with pytest.raises(AuthError, match=r"ended with status 1\.$"):
        granted("", problem="ended with status 1")


def test_state_and_words_say_what_happens():
    _, grant = driven(SCHEME.sign_in(a_credential(), {}), CommandOutput(Secret("abc"), "", NOW))
    assert (SCHEME.state(None), SCHEME.state(grant)) == ("runs when needed", "has a token")
    assert driven(SCHEME.who_am_i(a_credential(), grant)) == (
        [],
        "The command of Cloud (cloud) printed a token.",
    )
    placeholder = SCHEME.placeholder_grant(a_credential())
    assert texts(placeholder.headers) == {"Authorization": "Bearer ••••"}
    with pytest.raises(AuthError, match="interrupted"):
        driven(SCHEME.sign_in(a_credential(), {}), None)


@pytest.mark.parametrize(
    ("text", "is_valid"), [("a b", True), ("  ", False), ("a\nb", False), ("a\tb", False)]
)
def test_a_command_is_one_line(text, is_valid):
    assert (value_problem(SCHEME.fields[0], text) is None) is is_valid
