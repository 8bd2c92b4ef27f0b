"""What is typed in a terminal to add what a request lacks."""

import shlex
from collections.abc import Iterable, Iterator

from aiurdesk.core.api.endpoint import Service
from aiurdesk.core.auth import scheme_of
from aiurdesk.core.auth.scheme import AuthScheme
from aiurdesk.core.credentials.credential import IN_SANDBOX
from aiurdesk.core.credentials.secret import OfferedCredential
from aiurdesk.core.credentials.secret_names import is_secret_name
from aiurdesk.core.environments.environment import (
    BUILT_IN,
    SANDBOX,
    Environment,
    variable_names,
)
from aiurdesk.core.preparing.allowed_origin import allowed_origin
from aiurdesk.core.problem import Fix, FixAction, Problem
from aiurdesk.core.translation import joined_sentences, tr

_USUAL_SCHEME = "bearer"
_LONGEST_VALUE = 200
_UNKNOWN = "https://HOST"
_BUILT_IN = frozenset(environment.name for environment in BUILT_IN)


def offered_credential(name: str, origin: str, service: Service | None) -> OfferedCredential:
    """Return what a credential that does not exist yet is filled in with.

    Args:
        name: How requests call it.
        origin: Where the request goes; empty while that is not known.
        service: Its description may say how it authenticates; None where there is none.
    """
    security = service.security if service is not None else ()
    # One of its name is meant, or else the only one that there is.
    given = next((one for one in security if one.name == name), None)
    if given is None and len(security) == 1:
        given = security[0]
    if given is None or scheme_of(given.scheme) is None:
        return OfferedCredential(_USUAL_SCHEME, name, origin)
    return OfferedCredential(given.scheme, name, origin, given.values)


def add_command(offered: OfferedCredential, origins: Iterable[str] = ()) -> str:
    """Return the command that adds a credential; in capitals what a person knows.

    Args:
        offered: The credential; of a secret among its values only whether there is one counts.
        origins: Where it may go, besides its own.
    """
    scheme = scheme_of(offered.scheme)
    return joined_sentences(_words(offered, scheme, origins)) if scheme is not None else ""


def _words(offered: OfferedCredential, scheme: AuthScheme, origins: Iterable[str]) -> Iterator[str]:
    """Yield the words, quoted for a shell."""
    name, values = offered.name, dict(offered.values)
    yield f"aiurdesk credentials add --scheme {scheme.id}"
    allowed = filter(None, dict.fromkeys((offered.origin, *origins)))
    for origin in tuple(allowed) or (_UNKNOWN,):
        yield f"--origin {shlex.quote(origin)}"
    yield f"-- {shlex.quote(name)}" if name.startswith("-") else shlex.quote(name)
    for field in scheme.fields_for(values):
        value = values.get(field.name, "")
        is_asked_for = field.required and field.default is None
        if field.traits.is_secret:
            if value or is_asked_for:
                yield f"{field.name}=-"
        elif value and len(value) <= _LONGEST_VALUE and not variable_names(value):
            yield shlex.quote(f"{field.name}={value}")
        elif value or is_asked_for:
            yield f"{field.name}={field.name.upper()}"


def terminal_steps(
    problems: Iterable[Problem], environment: Environment, service: Service | None, origin: str
) -> tuple[str, ...]:
    """Return a sentence for each thing that problems say is missing, with what to type.

    Args:
        problems: Those that bring no fix are complete without.
        environment: Has the names of the options; nothing is typed where it has none.
        service: That the request is sent to; None for a custom URL.
        origin: Where the request goes; empty while that is not known.
    """
    if not environment.secret_option:
        return ()
    fixes = dict.fromkeys(fix for problem in problems for fix in problem.fixes)
    steps = (_steps_of(fix, environment, service, origin) for fix in fixes)
    return tuple(dict.fromkeys(step for of_fix in steps for step in of_fix))


def command_steps(problem: Problem) -> tuple[str, ...]:
    """Return what is typed to add what a problem says is missing, where no request is needed."""
    return tuple(step for fix in problem.fixes for step in _command_steps(fix))


def _command_steps(fix: Fix) -> Iterator[str]:
    match fix.action:
        case FixAction.REPLACE_SECRET:
            yield tr("To enter it again: {command}").format(
                command=_command("credentials set", fix.target)
            )
        case FixAction.ADD_ENVIRONMENT:
            yield tr("To add it: {command}").format(
                command=_command("environments add", fix.target)
            )
        case FixAction.ADD_SERVICE:
            command = f"aiurdesk services add FILE_OR_URL --name {shlex.quote(fix.target)}"
            yield tr("To add the service {name}: {command}").format(
                name=fix.target, command=command
            )
        case FixAction.TRUST_CERTIFICATE:
            yield tr("To trust it: {command}").format(
                command=_command("certificates trust", fix.target)
            )


def _setting_command(environment: Environment, variable: str) -> str:
    """Return the command that sets variables; empty where no file may hold this one."""
    if environment.name in _BUILT_IN or is_secret_name(variable):
        return ""
    into = f" --into {shlex.quote(environment.folders[0])}" if environment.id else ""
    # Before the name: after it come the variables.
    return _command(f"environments set{into}", environment.name)


def _command(words: str, name: str) -> str:
    between = "-- " if name.startswith("-") else ""
    return f"aiurdesk {words} {between}{shlex.quote(name)}"


def _steps_of(
    fix: Fix, environment: Environment, service: Service | None, origin: str
) -> Iterator[str]:
    match fix.action:
        case FixAction.MAKE_CREDENTIAL:
            command = add_command(offered_credential(fix.target, origin, service))
            yield tr("To add it: {command}").format(command=command)
            given = f"{fix.target}{_at(origin, environment)}=env:VARIABLE"
            yield tr("For one call: {option}").format(
                option=f"{environment.secret_option} {shlex.quote(given)}"
            )
        case FixAction.EDIT_VARIABLE if environment.set_option:
            given = shlex.quote(f"{fix.target}=VALUE")
            if command := _setting_command(environment, fix.target):
                yield tr("To keep it: {command}").format(command=f"{command} {given}")
            yield tr("For one call: {option}").format(option=f"{environment.set_option} {given}")
        case FixAction.CHOOSE_ENVIRONMENT if fix.target:
            name = shlex.quote(fix.target)
            option = "--sandbox" if fix.target == SANDBOX.name else f"--environment {name}"
            yield tr("For one call: {option}").format(option=option)
        case _:
            yield from _command_steps(fix)


def _at(origin: str, environment: Environment) -> str:
    _, _, host = origin.partition("://")
    if not host:
        return ""
    if origin in environment.sandbox_origins:
        return f"@{IN_SANDBOX}"
    # Without a scheme, it would mean another one.
    return f"@{host}" if allowed_origin(host) == origin else f"@{origin}"
