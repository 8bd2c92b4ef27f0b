"""The file of an environment, ``environments/NAME.toml`` of a collection or of the profile."""

from collections.abc import Callable, Iterable
from typing import Annotated

import msgspec
from msgspec.structs import replace

from aiurdesk.core.collection.field_forms import forms_of, record_of
from aiurdesk.core.credentials.secret_names import is_secret_name
from aiurdesk.core.environments.environment import (
    CUSTOM_URLS,
    OWN_COLOURS,
    PRODUCTION,
    PRODUCTION_2020,
    SANDBOX,
    AskedVariable,
    Environment,
    is_variable_name,
    shown_name,
)
from aiurdesk.core.environments.proxies import proxy_choice
from aiurdesk.core.environments.route import AddressOverride, Route, read_override
from aiurdesk.core.environments.scope import VariableScope
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.formats.schema import text, text_pairs, unlike
from aiurdesk.core.formats.toml.toml_edit import edited_toml
from aiurdesk.core.formats.toml.toml_reading import ignore, read_members
from aiurdesk.core.formats.toml.toml_text import TomlValue, toml_text
from aiurdesk.core.request.field import Field
from aiurdesk.core.translation import tr

ENVIRONMENTS_FOLDER = "environments"
ENVIRONMENT_SUFFIX = ".toml"
BASES = {"Sandbox": SANDBOX, **{base.name: base for base in (PRODUCTION_2020, PRODUCTION)}}
"""What an environment can be based on: name → built-in environment."""


_TABLES = ("base_urls", "variables", "addresses")
COLOURS = (*OWN_COLOURS, *(base.colour for base in BASES.values()))
"""The colours that a file may name."""


class SavedVariable(msgspec.Struct, frozen=True):
    """A variable of an environment."""

    name: str
    value: str = ""
    """Where it is asked for, what is offered."""
    is_asked: bool = False
    """Whether a person is asked for it whenever a request with it is sent."""


class SavedEnvironment(msgspec.Struct, frozen=True):
    """An environment as its file holds it."""

    name: str
    """The name of its file."""
    based_on: Annotated[str, Field("based_on")] = ""
    """Name of a built-in environment whose addresses it has, such as Sandbox."""
    colour: Annotated[str, Field("colour")] = ""
    is_careful: Annotated[bool, Field("careful")] = False
    """Whether requests that may change something are not sent without consent."""
    env_file: Annotated[str, Field("env_file")] = ""
    """A file such as ``.env``, as seen from the folder that ``environments`` is in."""
    proxy: Annotated[str, Field("proxy")] = ""
    """``system``, ``none`` or an address; empty follows the settings."""
    proxy_credential: Annotated[str, Field("proxy_credential")] = ""
    """Name of the credential for a manual proxy."""
    proxy_exceptions: Annotated[tuple[str, ...], Field("proxy_exceptions")] = ()
    not_secret: Annotated[tuple[str, ...], Field("not_secret")] = ()
    """Places such as ``variable NAME`` that look like secrets and are not."""
    base_urls: Annotated[tuple[tuple[str, str], ...], Field("base_urls")] = ()
    """Service id → base URL."""
    variables: Annotated[tuple[SavedVariable, ...], Field("variables")] = ()
    addresses: Annotated[tuple[AddressOverride, ...], Field("addresses")] = ()


def parse_environment(
    name: str, source: str, tell: Callable[[str], None] = ignore
) -> SavedEnvironment:
    """Read the text of a file.

    Raises:
        ProblemError: The text is not valid; the sentence begins with the line.
    """
    members = read_members(source, _READERS, tell)
    # The file says it without "is".
    return SavedEnvironment(name, **{_FORMS[key].name: value for key, value in members.items()})


def write_environment(saved: SavedEnvironment, current: str = "") -> str:
    """Return the text of the file.

    Args:
        current: What the file holds now. Comments, unknown keys and the order of keys stay.

    Raises:
        ProblemError: A text cannot be stored, or the file cannot be changed.
    """
    record = record_of(saved, _FORMS)
    if not current:
        return toml_text(record)
    # A table that becomes empty stays as a header, so that comments in it are not lost.
    tables = read_members(current, dict.fromkeys(_TABLES, lambda raw: raw))
    record |= {key: {} for key in tables if key not in record}
    return edited_toml(current, record, tuple(_FORMS))


def environment_of(
    saved: SavedEnvironment, variables: Iterable[tuple[str, str]] = (), folder: str = ""
) -> Environment:
    """Return what requests are sent with.

    Args:
        saved: The environment.
        variables: The collection's, which count where the environment has none of that name.
        folder: The collection that its file belongs to, without links; empty for the person's own.

    Raises:
        ProblemError: It is based on an environment that does not exist.
    """
    base = base_named(saved.based_on)
    if base is None:
        raise ProblemError(
            tr(
                "The environment {name} is based on {based_on}. There is no environment "
                "{based_on}. There are {bases}."
            ).format(name=saved.name, based_on=saved.based_on, bases=", ".join(BASES))
        )
    # A value that is asked for is only the one that is offered.
    own = {variable.name: variable.value for variable in saved.variables if not variable.is_asked}
    environment = Environment(
        name=saved.name,
        base_urls={**base.base_urls, **dict(saved.base_urls)},
        page_urls=base.page_urls,
        variables=own,
        colour=saved.colour or base.colour,
        is_sandbox=base.is_sandbox,
        generations=base.generations,
        is_careful=saved.is_careful,
        asked=tuple(
            AskedVariable(variable.name, variable.value, is_secret_name(variable.name))
            for variable in saved.variables
            if variable.is_asked
        ),
        env_files=(saved.env_file,) if saved.env_file else (),
        route=route_of(saved, folder),
    )
    return VariableScope(collection=dict(variables)).over(environment)


def route_of(saved: SavedEnvironment, folder: str = "") -> Route:
    """Return how its requests reach their servers.

    Args:
        saved: The environment.
        folder: The collection that its file belongs to; empty for the person's own.

    Raises:
        ProblemError: The proxy cannot be used.
    """
    proxy = proxy_choice(saved.proxy, saved.proxy_credential, saved.proxy_exceptions)
    return Route(proxy, saved.addresses, folder=folder if proxy or saved.addresses else "")


def base_named(name: str) -> Environment | None:
    """Return the built-in environment of a name without regard to case, or None."""
    # Based on nothing: then only services with an address of their own can be reached.
    if name.casefold() in ("", CUSTOM_URLS.name.casefold()):
        return CUSTOM_URLS
    return BASES.get(name_in_files(name))


def name_in_files(name: str) -> str:
    """Return what files call an environment that the window may show under another name."""
    folded = name.casefold()
    for key, base in BASES.items():
        names = (key, base.name, shown_name(key), base.shown_name)
        if folded in map(str.casefold, names):
            return key
    return name


def base_url_of(typed: str) -> str:
    """Return a base URL as it is stored.

    Raises:
        ProblemError: It is not a base URL.
    """
    url = typed.strip().rstrip("/")
    if not url.startswith(("https://", "http://")) or url.endswith(":"):
        raise ProblemError(
            tr("should be a URL such as https://host, not {typed!r}").format(typed=typed)
        )
    return url


def _written(variable: SavedVariable) -> TomlValue:
    if not variable.is_asked:
        return variable.value
    return {"value": variable.value, "ask": True} if variable.value else {"ask": True}


def _colour(raw: object) -> str:
    if raw in COLOURS:
        return str(raw)
    raise unlike(
        raw, tr("should be one of {own_colours}, not {raw}"), own_colours=", ".join(OWN_COLOURS)
    )


def _base_urls(raw: object) -> tuple[tuple[str, str], ...]:
    urls = []
    for service, url in text_pairs(raw):
        try:
            urls.append((service, base_url_of(url)))
        except ProblemError as mistake:
            text = tr("of {service} {mistake}")
            raise ProblemError(text.format(service=service, mistake=mistake)) from None
    return tuple(urls)


def _proxy(raw: object) -> str:
    choice = proxy_choice(text(raw))
    return choice.text if choice else ""


def _variables(raw: object) -> tuple[SavedVariable, ...]:
    if not isinstance(raw, dict):
        raise unlike(raw, tr("should be a table, not {raw}"))
    return tuple(_variable(name, value) for name, value in raw.items())


def _variable(name: str, raw: object) -> SavedVariable:
    if not is_variable_name(name):
        raise ProblemError(
            tr("has {name!r}, and a name has only letters, digits and _ . -").format(name=name)
        )
    # Text, or a table that says that a person is asked.
    match raw:
        case str():
            return SavedVariable(name, raw)
        case {"ask": bool(is_asked), **others} if others.keys() <= {"value"}:
            value = others.get("value", "")
            if isinstance(value, str):
                return SavedVariable(name, value, is_asked)
    raise unlike(raw, tr("should have text or {{ ask = true }} for {name}, not {raw}"), name=name)


_FORMS = forms_of(
    SavedEnvironment,
    {
        tuple[tuple[str, str], ...]: (_base_urls, dict),
        tuple[SavedVariable, ...]: (
            _variables,
            lambda variables: {variable.name: _written(variable) for variable in variables},
        ),
        tuple[AddressOverride, ...]: (
            lambda raw: tuple(read_override(*pair) for pair in text_pairs(raw)),
            lambda addresses: {override.target: override.text for override in addresses},
        ),
    },
)
_FORMS["proxy"] = replace(_FORMS["proxy"], read=_proxy)
_FORMS["colour"] = replace(_FORMS["colour"], read=_colour)
_READERS = {key: form.read for key, form in _FORMS.items()}
