"""The credentials that come with the sandbox."""

from aiurdesk.core.auth import scheme_of
from aiurdesk.core.credentials.credential import IN_SANDBOX, Credential
from aiurdesk.services.credentials.credential_secrets import (
    READY,
    SANDBOX_APP,
    is_ready_made,
    sandbox_credentials,
)


def test_they_exist_before_the_sandbox_runs_and_go_nowhere_else():
    assert tuple(sandbox_credentials(None)) == READY
    assert {credential.origins for credential in READY} == {(IN_SANDBOX,)}
    assert SANDBOX_APP.scheme == "app"


def test_each_has_the_secrets_of_its_scheme():
    for credential, secrets in sandbox_credentials(None).items():
        scheme = scheme_of(credential.scheme)
        assert scheme is not None
        fields = scheme.secret_fields_for(dict(credential.values))
        assert [field.name for field in fields] == [*secrets]


def test_only_they_are_ready_made():
    assert all(map(is_ready_made, READY))
    assert not is_ready_made(Credential("w", "Work", "app"))
