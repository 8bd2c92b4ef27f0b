"""Secrets that a person gives for one run, such as where there is no keyring."""

from aiurdesk.core.credentials.credential import IN_SANDBOX, Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.credentials.secret_source import GivenSecret, OutsideSource, variable_of
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.preparing.allowed_origin import allowed_origin
from aiurdesk.core.problem import Problem
from aiurdesk.core.translation import tr
from aiurdesk.services.credentials.credential_secrets import is_ready_made, secret_names
from aiurdesk.services.credentials.credentials import Credentials
from aiurdesk.storage.env_files import read_secret_file


def give_file(credentials: Credentials, path: str) -> None:
    """Give the secrets of a file, which are texts; blocks.

    Raises:
        ProblemError: The file cannot be read, or one cannot be given.
    """
    for name, text in read_secret_file(path).items():
        if not text:
            raise ProblemError(
                tr("{path}: there is nothing behind {name}=.").format(path=path, name=name)
            )
        give_secret(credentials, GivenSecret(name), Secret(text))


def give_secret(
    credentials: Credentials, given: GivenSecret, value: Secret | OutsideSource | None
) -> None:
    """Give a credential a secret, and the hosts that it may go to, for this run.

    A name that no credential has becomes one that is sent as a bearer token, and as
    ``{{secret:NAME}}``. Nothing is stored.

    Args:
        credentials: Those that are known; they were loaded before.
        given: Names the credential, its field and the hosts.
        value: The secret, or where it comes from; None where only hosts are given.

    Raises:
        ProblemError: It cannot be given; the text says why, without the secret.
    """
    credential, field, hosts = _meant(credentials, given)
    origins = tuple(map(_origin, hosts))
    name = credential.name
    if is_ready_made(credential):
        text = tr("{name} belongs to the sandbox, which gives it its secret. Give another name.")
        raise ProblemError(text.format(name=name))
    fields = secret_names(credential)
    if not fields:
        raise ProblemError(tr("The credential {name} has no secret to give.").format(name=name))
    if value is None and not origins:
        text = tr(
            "Write where the secret of {name} comes from, as in {name}=env:VARIABLE, or where it "
            "may be sent, as in {name}@api.example.com."
        )
        raise ProblemError(text.format(name=name))
    if value is None and credentials.by_name(name) is None:
        text = tr(
            "There is no secret of {name}. Write {name}=env:VARIABLE, or set the environment "
            "variable {variable}."
        )
        raise ProblemError(text.format(name=name, variable=variable_of(name)))
    credentials.give(credential, origins)
    if value is not None:
        credentials.secrets.give(credential, field or fields[0], value)


def _meant(credentials: Credentials, given: GivenSecret) -> tuple[Credential, str, tuple[str, ...]]:
    """Return the credential of a name, its field and the hosts; a new one where there is none."""
    readings = given.readings()
    for name, field, hosts in readings:
        credential = credentials.by_name(name)
        if credential is not None and (not field or field in secret_names(credential)):
            return credential, field, hosts
    # The whole text is a name where it has no hosts.
    name, _, hosts = [reading for reading in readings if not reading[1]][-1]
    if not name:
        raise ProblemError(tr("Write secrets as NAME=SOURCE, such as Work=env:WORK_TOKEN."))
    return credentials.for_this_run(name), "", hosts


def _origin(host: str) -> str:
    if host.casefold() == IN_SANDBOX:
        return IN_SANDBOX
    origin = allowed_origin(host)
    if isinstance(origin, Problem):
        raise ProblemError(origin.sentence)
    return origin
