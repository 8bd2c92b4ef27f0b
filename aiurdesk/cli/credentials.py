"""The actions of ``aiurdesk credentials``."""

import argparse
import contextlib
import sys
from collections.abc import Container, Mapping

from msgspec.structs import replace

from aiurdesk.cli import response_text
from aiurdesk.cli.arguments import (
    FROM_STANDARD_INPUT,
    FROM_VARIABLE,
    SecretSource,
    asked_line,
    split_pairs,
)
from aiurdesk.cli.environments import environment_named
from aiurdesk.cli.input_lines import InputLines
from aiurdesk.cli.logged_run import follow_settings
from aiurdesk.cli.output import lines_of, tell, write_json
from aiurdesk.core.api.endpoint import Parameter
from aiurdesk.core.auth import SCHEMES, scheme_of
from aiurdesk.core.auth.fields import is_received_here
from aiurdesk.core.auth.next_steps import add_command, command_steps, offered_credential
from aiurdesk.core.auth.scheme import AuthScheme, Question
from aiurdesk.core.credentials.credential import Credential, credential_record
from aiurdesk.core.credentials.secret import KeyringWait, Secret
from aiurdesk.core.credentials.secret_source import source_of
from aiurdesk.core.environments.environment import Environment
from aiurdesk.core.errors import AuthError, ProblemError
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.preparing.form_rules import value_problem
from aiurdesk.core.problem import Problem, make_credential
from aiurdesk.core.translation import printable, tr
from aiurdesk.core.verdict.verdict import ExitCode, exit_code
from aiurdesk.services.credentials.binding import default_origins
from aiurdesk.services.credentials.browser import Browser, OpenPage
from aiurdesk.services.credentials.credential_secrets import is_ready_made
from aiurdesk.services.credentials.credentials import new_id
from aiurdesk.services.credentials.secret_sources import absolute_source
from aiurdesk.services.credentials.sign_in import SignInFailed
from aiurdesk.services.sending.planned_request import PlannedRequest
from aiurdesk.services.services import Services

NO_KEYRING = tr(
    "There is no usable system keyring, so the secret cannot be stored. Name where it comes from "
    "with --source FIELD={from_variable}VARIABLE, or give it with each call: "
    "aiurdesk send … --secret NAME={from_variable}VARIABLE"
).format(from_variable=FROM_VARIABLE)
_NO_SOURCE = tr(
    "{name} is missing. Write {name}=- for a line of standard input, or "
    "{name}={from_variable}VARIABLE for an environment variable."
)
_WAITING = {
    KeyringWait.UNLOCKING: tr(
        "The system keyring is locked. Unlock it in its window, or press Ctrl+C."
    ),
    KeyringWait.KEYRING: tr("Waiting for the system keyring. Press Ctrl+C to stop."),
}


async def run(arguments: argparse.Namespace, services: Services) -> ExitCode:
    """Do one action and return its exit status.

    Raises:
        ProblemError: It could not be done; the text says why.
    """
    actions = {
        "list": _list, "add": _add, "set": _set, "test": _test, "sign-out": _sign_out,
        "remove": _remove,
    }  # fmt: skip
    try:
        await load(services)
        return await actions[arguments.action](arguments, services)
    finally:
        await services.aclose()


async def load(services: Services) -> None:
    """Read the credentials. Problems and a locked keyring are reported on standard error.

    Raises:
        StorageError: There is a file that cannot be read.
    """
    for mistake in await services.credentials.load():
        sys.stderr.write(f"{mistake}\n")

    def report_waiting(waiting: KeyringWait) -> None:
        if waiting in _WAITING:
            sys.stderr.write(f"{_WAITING[waiting]}\n")
            sys.stderr.flush()

    services.credentials.secrets.store.on_waiting = report_waiting
    show_sign_ins(services.authenticator.browser)


def named(name: str, services: Services) -> Credential:
    """Return the credential of that name.

    Raises:
        ProblemError: No credential has it; the text names those that exist.
    """
    credential = services.credentials.by_name(name)
    if credential is None:
        raise unknown_credential(name, services)
    return credential


def unknown_credential(
    name: str, services: Services, plan: PlannedRequest | None = None
) -> ProblemError:
    """Return the error for a name that no credential has; it names those that exist.

    Args:
        name: As it was typed.
        services: Have the credentials.
        plan: Of the request that names it; None where no request does.
    """
    names = ", ".join(credential.name for credential in services.credentials.all)
    words = tr("There is no credential named {name}. Known credentials: {names}.")
    problems = (Problem(words.format(name=name, names=names), fixes=(make_credential(name),)),)
    if plan is not None:
        return ProblemError(lines_of(problems, plan.terminal_steps(problems)))
    command = add_command(offered_credential(name, "", None))
    return ProblemError(lines_of(problems, (tr("To add it: {command}").format(command=command),)))


def tell_steps(problem: Problem) -> None:
    """Write what is typed to add what a problem says is missing, where no request is needed."""
    tell(*command_steps(problem))


def show_sign_in_failure(reason: str, exchange: Exchange) -> ExitCode:
    """Write why signing in failed, with the response, and return the exit status.

    Args:
        exchange: The response to signing in, as ``SignInFailed`` holds it.
    """
    sys.stderr.write(printable(f"{reason}\n"))
    sys.stderr.write(response_text.exchange_text(exchange))
    # One status, regardless of what the response is.
    has_response = exit_code(exchange.verdict) is not ExitCode.NO_RESPONSE
    return ExitCode.REFUSED if has_response else ExitCode.NO_RESPONSE


async def _list(arguments: argparse.Namespace, services: Services) -> ExitCode:
    every = services.credentials.all
    if arguments.json:
        records = [credential_record(credential) for credential in every]
        for record in records:
            del record["id"]
        write_json(records)
        return ExitCode.SUCCESS
    width = max(len(credential.name) for credential in every)
    for credential in every:
        plain = " ".join(f"{name}={value}" for name, value in credential.values if value)
        for name, text in credential.sources:
            if (source := source_of(text)) is not None:
                plain += tr("  {name} from {source}").format(name=name, source=source.shown)
        places = " ".join(credential.origins) or tr("no address")
        line = f"{credential.name:<{width}}  {credential.scheme:<8} {places}  {plain}"
        sys.stdout.write(printable(line.rstrip()) + "\n")
    return ExitCode.SUCCESS


async def _add(arguments: argparse.Namespace, services: Services) -> ExitCode:
    scheme = scheme_of(arguments.scheme)
    if scheme is None:
        ids = ", ".join(entry.id for entry in SCHEMES)
        raise ProblemError(
            tr("There is no scheme named {name}. Known schemes: {ids}.").format(
                name=arguments.scheme, ids=ids
            )
        )
    environment = await environment_named(arguments.environment, services)
    outside = _outside_sources(scheme, arguments.source)
    values, sources = _divided(scheme, arguments.values, {name for name, _ in outside})
    if services.credentials.by_name(arguments.name) is not None:
        raise ProblemError(
            tr("There is already a credential named {name}. Choose another name.").format(
                name=arguments.name
            )
        )
    # Where the secrets have sources, there may be no keyring, and what signing in gives is kept for
    # one run only.
    has_secrets = bool(sources or (scheme.kept and not outside))
    if has_secrets:
        await _check_keyring(services)
    # Without origins first: the default ones depend on the scheme and its values.
    credential = Credential(new_id(), arguments.name, scheme.id, values=values, sources=outside)
    origins = _origins(credential, arguments.origin, environment, services)
    credential = replace(credential, origins=origins)
    await services.credentials.add(credential, _secrets(scheme, sources))
    _tell_saved(arguments.name, services, has_secrets=has_secrets)
    # A browser sign-in keeps an open id, for which a person has to be there.
    if not scheme.signs_in_when_added(credential):
        return ExitCode.SUCCESS
    environment = await _sign_in_environment(arguments, credential, services)
    try:
        return await _who_am_i(credential, environment, services)
    except AuthError as error:
        # It is saved all the same.
        sys.stderr.write(printable(f"{error}\n"))
        return ExitCode.REFUSED


async def _check_keyring(services: Services) -> None:
    """Refuse a secret before it is asked for: memory would lose it at the end of this command."""
    store = services.credentials.secrets.store
    await store.detect()
    if not store.is_persistent:
        raise ProblemError(NO_KEYRING)


def _tell_saved(name: str, services: Services, *, has_secrets: bool) -> None:
    store = services.credentials.secrets.store
    stored = (
        tr(" Its secrets are stored in the {name}.").format(name=store.name) if has_secrets else ""
    )
    sys.stderr.write(tr("{name} is saved.{stored}\n").format(name=name, stored=stored))


async def _set(arguments: argparse.Namespace, services: Services) -> ExitCode:
    """Change a credential; without any value, ask for each of its secrets again."""
    credential = named(arguments.name, services)
    # One whose secret only a variable of the process gives is not stored.
    if credential not in services.credentials.all:
        raise unknown_credential(arguments.name, services)
    scheme = scheme_of(credential.scheme)
    if scheme is None:
        text = tr("There is no scheme named {scheme}. Choose another one.")
        raise ProblemError(text.format(scheme=credential.scheme))
    outside = dict(_outside_sources(scheme, arguments.source))
    texts = list(arguments.values)
    fields = scheme.secret_fields_for(dict(credential.values))
    if not texts and not outside and not arguments.origin:
        # Not those that come from elsewhere: typing one would replace where it comes from.
        away = {name for name, _ in credential.sources}
        asked = [field for field in fields if field.required] or fields
        names = (field.name for field in asked if field.name not in away)
        texts = [f"{name}={FROM_STANDARD_INPUT}" for name in names]
    typed = {scheme.former_names.get(name, name) for name, _ in split_pairs(texts)}
    stay = [f"{name}={value}" for name, value in credential.values if name not in typed]
    kept = {field.name for field in fields} - typed - outside.keys()
    values, sources = _divided(scheme, [*stay, *texts], outside, kept)
    if sources:
        await _check_keyring(services)
    # A secret that is given once more comes from the keyring from now on.
    before = {name: text for name, text in credential.sources if name not in sources}
    changed = replace(
        credential,
        values=values,
        sources=tuple({**before, **outside}.items()),
        origins=(*credential.origins, *arguments.origin),
    )
    await services.credentials.replace(changed, _secrets(scheme, sources))
    _tell_saved(credential.name, services, has_secrets=bool(sources))
    return ExitCode.SUCCESS


def _outside_sources(scheme: AuthScheme, texts: list[str]) -> tuple[tuple[str, str], ...]:
    """Return where secrets come from instead of the keyring.

    Raises:
        ProblemError: A field is not a secret of the scheme, or a source is not valid.
    """
    hidden = [field.name for field in scheme.secret_fields]
    outside: dict[str, str] = {}
    for typed, text in split_pairs(texts, "sources"):
        name = scheme.former_names.get(typed, typed)
        if name not in hidden:
            words = tr("The scheme {id} has no secret {name}. Its secrets: {names}.")
            names = ", ".join(hidden) or tr("none")
            raise ProblemError(words.format(id=scheme.id, name=typed, names=names))
        source = source_of(text)
        if source is None:
            words = tr(
                "Write the source of {name} as {name}=env:VARIABLE, {name}=file:PATH or "
                "'{name}=command:PROGRAM ARGUMENTS'."
            )
            raise ProblemError(words.format(name=name))
        if problem := source.problem:
            raise ProblemError(f"{name}: {problem}")
        outside[name] = absolute_source(source).written
    return tuple(outside.items())


def _divided(
    scheme: AuthScheme,
    texts: list[str],
    outside: Container[str] = (),
    kept: Container[str] = (),
) -> tuple[tuple[tuple[str, str], ...], dict[str, str]]:
    """Return the plain values, and for each secret the source to read it from.

    Args:
        scheme: Has the fields.
        texts: What was typed.
        outside: Names of the secrets that are not read now.
        kept: Names of those that stay as they are.

    Raises:
        ProblemError: A field does not exist, is missing, or has a wrong value.
    """
    typed = split_pairs(texts)
    # Scripts of an earlier version use the former names.
    given = {scheme.former_names.get(name, name): text for name, text in typed}
    fields = {field.name: field for field in scheme.fields}
    strays = sorted(given.keys() - fields.keys())
    if strays:
        raise ProblemError(
            tr("The scheme {id} has no field {value}. Its fields: {fields}.").format(
                id=scheme.id, value=strays[0], fields=", ".join(fields)
            )
        )
    asked_for = scheme.fields_for(given)
    unused = sorted(given.keys() - {field.name for field in asked_for})
    if unused:
        raise ProblemError(
            tr("{value} is not used with the other values. Leave it out, or change them.").format(
                value=unused[0]
            )
        )
    values, sources = [], {}
    for field in asked_for:
        if field.traits.is_secret:
            if field.name not in kept and _is_read_now(field, given, outside):
                sources[field.name] = given.get(field.name, "")
                SecretSource(takes_literals=False).check(field.name, sources[field.name])
                if not sources[field.name]:
                    raise ProblemError(
                        _NO_SOURCE.format(name=field.name, from_variable=FROM_VARIABLE)
                    )
        else:
            text = given.get(field.name, field.default)
            trouble = value_problem(field, text)
            if trouble:
                raise ProblemError(f"{field.name}: {trouble.sentence}")
            values += [(field.name, text)] if text else []
    return tuple(values), sources


def _is_read_now(field: Parameter, given: Mapping[str, str], outside: Container[str]) -> bool:
    """Tell whether a secret is read, once all the rest is right: no secret is typed in vain."""
    if field.name not in outside:
        return field.name in given or field.required
    if field.name in given:
        raise ProblemError(
            tr("Give {name} once: by its value, or by --source.").format(name=field.name)
        )
    return False


def _secrets(scheme: AuthScheme, sources: dict[str, str]) -> dict[str, Secret]:
    source = SecretSource(takes_literals=False)
    secrets = {name: source.read(name, text) for name, text in sources.items()}
    for field in scheme.fields:
        if field.name in secrets and (trouble := value_problem(field, secrets[field.name])):
            raise ProblemError(f"{field.name}: {trouble.sentence}")
    return {name: Secret(text) for name, text in secrets.items()}


def _origins(
    credential: Credential, typed: list[str], environment: Environment, services: Services
) -> tuple[str, ...]:
    origins = default_origins(credential, environment, services.library.catalogue)
    if not origins and not typed:
        raise ProblemError(
            tr(
                "A credential of the scheme {scheme} needs --origin https://host for "
                "each host that it may be sent to."
            ).format(scheme=credential.scheme)
        )
    return (*origins, *typed)


async def _test(arguments: argparse.Namespace, services: Services) -> ExitCode:
    credential = named(arguments.name, services)
    follow_settings(services, is_recorded=False)
    test_page = await _sign_in_environment(arguments, credential, services)
    return await _who_am_i(credential, test_page, services)


async def _sign_in_environment(
    arguments: argparse.Namespace, credential: Credential, services: Services
) -> Environment:
    """Return the environment to sign in in; starts the sandbox if that is it."""
    environment = await environment_named(arguments.environment, services)
    # A ready-made credential works nowhere else, so the option is not asked for.
    is_of_sandbox = arguments.environment is None and is_ready_made(credential)
    if environment.is_sandbox or is_of_sandbox or getattr(arguments, "sandbox", False):
        return (await services.start_sandbox()).environment
    return environment


async def _who_am_i(
    credential: Credential, environment: Environment, services: Services
) -> ExitCode:
    # Starting the sandbox has filled in the ready-made credentials since.
    credential = services.credentials.by_id(credential.id) or credential
    try:
        sentence = await services.authenticator.who_am_i(credential, environment)
    except SignInFailed as failure:
        return show_sign_in_failure(str(failure), failure.exchange)
    sys.stdout.write(printable(sentence) + "\n")
    return ExitCode.SUCCESS


async def _sign_out(arguments: argparse.Namespace, services: Services) -> ExitCode:
    credential = named(arguments.name, services)
    follow_settings(services, is_recorded=False)
    problem = await services.authenticator.sign_out(credential)
    tell(problem or tr("{name} is signed out.").format(name=credential.name))
    return ExitCode.REFUSED if problem else ExitCode.SUCCESS


async def _remove(arguments: argparse.Namespace, services: Services) -> ExitCode:
    credential = named(arguments.name, services)
    # Without the credential nobody could revoke what it has stored.
    if not is_ready_made(credential):
        follow_settings(services, is_recorded=False)
        if problem := await services.authenticator.sign_out(credential):
            tell(problem)
    await services.credentials.delete(credential.id)
    sys.stderr.write(tr("{name} and its secrets are deleted.\n").format(name=credential.name))
    return ExitCode.SUCCESS


def show_sign_ins(browser: Browser) -> None:
    """Let the terminal show pages and codes, and ask, where there is somebody to ask."""
    browser.on_visit = show_page
    # Without a terminal the page cannot be opened by hand: without a browser it fails at once.
    browser.is_attended = sys.stderr.isatty()
    # Python sets ``sys.stdin`` to None if it is closed.
    if browser.is_attended and sys.stdin is not None and sys.stdin.isatty():
        browser.ask_allowed = _ask_allowed
        browser.ask_address = _ask_address
        browser.asks_while_waiting = True


def show_page(page: OpenPage | None) -> None:
    """Write the address of a page that waits in the browser, once, to standard error."""
    if page is None:
        return
    until = f"{page.until.astimezone():%H:%M}"
    if page.code:
        words = tr(
            "Until {until}, open {address} on any device and enter the code {code}\n"
        ).format(until=until, address=page.address, code=page.code)
    # The second call offers help, and the address is there already.
    elif page.needs_help or not sys.stderr.isatty():
        return
    else:
        words = tr(
            "Sign in with your browser until {until}, or press Ctrl+C. If no browser "
            "opens, open this address in a browser on this computer:\n{address}\n"
        ).format(until=until, address=page.address)
        if page.redirect_address:
            words += tr(
                "The page sends the browser back to {redirect_address}; the server has to allow "
                "that address.\n"
            ).format(redirect_address=page.redirect_address)
    sys.stderr.write(printable(words))
    sys.stderr.flush()


async def _ask_allowed(question: Question) -> bool:
    words = tr("{text}\nType yes to allow it: ").format(text=question.text)
    return asked_line(words).strip().casefold() in ("y", "yes")


async def _ask_address(page: OpenPage) -> str:
    if not is_received_here(page.redirect_address):
        words = tr(
            "Sign in at this address with a browser:\n{address}\nPaste the whole "
            "address at which it ends: "
        )
        return asked_line(words.format(address=page.address)).strip()
    words = tr(
        "No browser has come back yet. You can also open the address above on another "
        "computer. It ends at a page that cannot be shown there, whose address begins with "
        "{redirect_address}. Paste that whole address: "
    )
    sys.stderr.write(printable(words.format(redirect_address=page.redirect_address)))
    sys.stderr.flush()
    # In a thread, because the browser of this computer may come back meanwhile.
    async with contextlib.aclosing(InputLines().lines()) as lines:
        return (await anext(lines, b"")).decode("utf-8", "replace").strip()
