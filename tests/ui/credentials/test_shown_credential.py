import pytest

from aiurdesk.core.credentials.credential import IN_SANDBOX, Credential
from aiurdesk.ui.credentials.shown_credential import (
    CredentialAction,
    ShownCredential,
    life_words,
    origin_words,
    scheme_title,
)

MINE = Credential("a", "my-app", "app", (IN_SANDBOX, "https://archon.aiursoft.com"))


@pytest.mark.parametrize(
    ("left_s", "words"),
    [
        (None, ""),
        (7205.0, "token 2 h"),
        (1199.0, "token 19 min"),
        (61.0, "token 1 min"),
        (60.0, "token 60 s"),
        (0.3, "token 1 s"),
        (0.0, "renews itself"),
        (-5.0, "renews itself"),
    ],
)
def test_the_life_of_a_token_is_told_in_minutes_and_at_last_in_seconds(left_s, words):
    assert life_words(left_s) == words


def test_the_sandbox_has_a_name_for_people():
    assert origin_words(IN_SANDBOX) == "the sandbox"
    assert ShownCredential(MINE).goes_to == "the sandbox, https://archon.aiursoft.com"
    assert ShownCredential(Credential("b", "b", "app")).goes_to == "no address yet"


def test_a_scheme_of_another_version_is_shown_by_its_id():
    assert ShownCredential(MINE).scheme == "App"
    assert scheme_title(Credential("b", "b", "quantum")) == "quantum (unknown kind)"


def test_what_comes_with_the_sandbox_can_be_used_and_not_changed():
    ready = ShownCredential(MINE, is_ready_made=True)
    assert ready.actions == {CredentialAction.ASK_WHO, CredentialAction.SIGN_IN}
    own = ShownCredential(MINE, is_signed_in=True, cookies=("one",))
    assert own.actions == set(CredentialAction)


def test_a_public_client_has_nothing_to_copy_and_signs_in():
    for client_auth, can_copy in (("none", False), ("body", True)):
        values = (("client_auth", client_auth),)
        credential = ShownCredential(Credential("b", "b", "oauth2", (), values))
        assert {CredentialAction.SIGN_IN, CredentialAction.EDIT} <= credential.actions
        assert (CredentialAction.COPY in credential.actions) == can_copy


def test_a_credential_of_another_version_can_only_be_deleted():
    unknown = ShownCredential(Credential("b", "b", "quantum"))
    assert unknown.actions == {CredentialAction.DELETE}
