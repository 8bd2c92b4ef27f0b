"""Environments: the base URL of each service, and variables for requests."""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.credentials.secret_names import is_secret_name
from aiurdesk.core.environments.route import DIRECT, Route
from aiurdesk.core.translation import marked, tr

if TYPE_CHECKING:
    from aiurdesk.core.api.endpoint import Endpoint

OF_PROCESS = "env:"
"""Before the name of a variable that the process has, as in ``{{env:TOKEN}}``."""
OF_KEYRING = "secret:"
"""Before the name of a credential whose secret is put in, as in ``{{secret:Work}}``."""
_NAME = r"[A-Za-z_][A-Za-z0-9_.-]*"
VARIABLE = re.compile(
    r"\{\{[ \t]*((?:env:)?" + _NAME + r"|secret:[^{}\r\n]*[^{}\s]|\$[A-Za-z]+)[ \t]*\}\}"
)
DEEPEST = 50
"""How deeply variables may be nested."""
LONGEST_VALUE = 1_000_000
"""Characters. Values that hold each other could otherwise grow without limit."""
LONGEST_TEXT = 64_000_000
"""Characters of a text with its values: one name of a value takes five characters in a file."""


OWN_COLOURS = ("green", "teal", "blue", "purple", "orange", "red")
"""What a person can choose for an environment."""


class Literal(str):
    """The value of a variable that is put in as it is: ``{{…}}`` in it is text.

    What a server sent, a person was asked for, or the process has must not name further variables:
    a server could otherwise get the values of others.
    """

    __slots__ = ()


class StandIn(Literal):
    """A literal that is shown until the request is sent, when the real value takes its place."""

    __slots__ = ()


class AskedVariable(msgspec.Struct, frozen=True):
    """A variable that a person is asked for whenever a request with it is sent."""

    name: str
    value: str = ""
    """What is offered."""
    is_secret: bool = False
    """Whether the value is shown as dots, by its name."""


class ValueOrigin(StrEnum):
    """What gave a variable its value, where it was not the environment itself."""

    COLLECTION = "collection"
    CAPTURED = "captured"
    DATA = "data"
    """A row of the data of a run."""
    GIVEN = "given"
    """A person, in the window."""
    COMMAND_LINE = "command line"
    PROCESS = "process"
    """A variable of the process that a person named on the command line."""


class Environment(msgspec.Struct, frozen=True):
    """A named set of base URLs and variables."""

    name: str
    """As files and the command line name it."""
    base_urls: Mapping[str, str] = msgspec.field(default_factory=dict)
    """Service id → base URL without a slash at the end. Other services use their own base URL."""
    page_urls: Mapping[str, str] = msgspec.field(default_factory=dict)
    """Service id → base URL of its sign-in pages, where a browser needs another one."""
    variables: Mapping[str, str] = msgspec.field(default_factory=dict)
    origins: Mapping[str, ValueOrigin] = msgspec.field(default_factory=dict)
    """Where the values of variables come from that are not the environment's own."""
    captured_by: Mapping[str, str] = msgspec.field(default_factory=dict)
    """Name of a captured variable → name of the request whose response gave it."""
    secrets: tuple[Secret, ...] = ()
    """Values of variables that are shown as dots."""
    colour: str = ""
    """Name of a theme token, or empty: one of ``OWN_COLOURS``, or the token of a built-in one."""
    is_sandbox: bool = False
    """Whether it is the sandbox: it has only the services in ``base_urls``, on this computer."""
    sandbox_origins: tuple[str, ...] = ()
    """Where the sandbox of this process serves, each as ``origin_of`` writes it; no file says it.
    What is bound to the sandbox goes there, and not to another address of the environment."""
    generations: tuple[str, ...] = ()
    """Generations whose own base addresses it accepts; empty means all."""
    is_careful: bool = False
    """Whether requests that may change something are sent only after a question."""
    asked: tuple[AskedVariable, ...] = ()
    env_files: tuple[str, ...] = ()
    """Files with variables that the process does not have, the first one first."""
    folders: tuple[str, ...] = ()
    """Of collections that it comes from, or that the request comes from: what they may use of this
    computer depends on whether they are trusted."""
    route: Route = DIRECT
    """Without a version of HTTP, which each request has."""
    id: str = ""
    """Tells it from environments of other collections that have its name; empty elsewhere."""
    set_option: str = "--set"
    """The option of the command line that gives a variable a value; pytest has one of its own.
    Empty for a built-in environment of the window."""
    secret_option: str = ""
    """The same for the secret of a credential; empty in the window, which has no such option."""

    @property
    def shown_name(self) -> str:
        """The name in the window."""
        return shown_name(self.name)

    @property
    def cookie_jar(self) -> str:
        """Name of the cookies that its requests without a credential have."""
        return self.id or self.name

    @property
    def for_pages(self) -> "Environment":
        """The same environment with the base URLs that a browser opens."""
        return replace(self, base_urls={**self.base_urls, **self.page_urls})

    def in_sandbox(self, running: "Environment") -> "Environment":
        """Return the same environment with the addresses of the sandbox below its own.

        Args:
            running: The environment of the running sandbox.
        """
        return replace(
            self,
            base_urls={**running.base_urls, **self.base_urls},
            page_urls=running.page_urls,
            sandbox_origins=running.sandbox_origins,
        )


def variable_names(text: str) -> tuple[str, ...]:
    """Return the names of the variables in a text, each once, in order."""
    if "{{" not in text:  # as most texts, and found much faster than by the pattern
        return ()
    return tuple(dict.fromkeys(VARIABLE.findall(text)))


def is_variable_name(name: str) -> bool:
    """Tell whether a variable of an environment can have this name."""
    return re.fullmatch(_NAME, name) is not None


def reference(name: str) -> str:
    """Return the reference to a variable in a text: its name in double braces."""
    return "{{" + name + "}}"


def is_reference(text: str) -> bool:
    """Tell whether a text consists of variables only, so that it holds no value itself."""
    return bool(variable_names(text)) and not VARIABLE.sub("", text).strip()


def used_names(texts: Iterable[str], variables: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names of the variables in texts, and in the values of those variables."""
    names: dict[str, None] = {}
    left = [name for text in texts if "{{" in text for name in variable_names(text)]
    while left:
        name = left.pop()
        if name not in names:
            names[name] = None
            value = variables.get(name, "")
            left.extend(() if isinstance(value, Literal) else variable_names(value))
    return tuple(names)


def resolve(text: str, variables: Mapping[str, str]) -> str | tuple[str, ...]:
    """Replace each ``{{name}}`` with the value of the variable.

    Returns:
        The text, or the names that have no value, that refer to themselves, or whose value would
        make a text too long.
    """
    if "{{" not in text:
        return text
    resolving = _Resolving(variables)
    resolved = resolving.filled(text, (), max(LONGEST_TEXT, 2 * len(text)))
    return tuple(resolving.missing) if resolving.missing else resolved


class _Resolving:
    """Puts the values of variables into one text."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables
        self._values: dict[str, str] = {}
        self.missing: dict[str, None] = {}

    def filled(self, holder: str, within: tuple[str, ...], most: int) -> str:
        """Return a text with its values, or empty text where it would have more characters."""
        left = most - len(holder)

        def put_in(match: re.Match[str]) -> str:
            nonlocal left
            value = self._value_of(match.group(1), within)
            # Counted before it is there: some megabytes of names would take gigabytes.
            left -= len(value)
            if left < 0:
                self.missing[match.group(1)] = None
                return ""
            return value

        return VARIABLE.sub(put_in, holder)

    def _value_of(self, name: str, within: tuple[str, ...]) -> str:
        if name in self._values:
            return self._values[name]
        value = self._variables.get(name)
        # The value of a variable may hold variables; one that holds itself would never end.
        if value is None or name in within or len(within) > DEEPEST:
            self.missing[name] = None
            return ""
        if not isinstance(value, Literal):
            if len(value) > LONGEST_VALUE:
                self.missing[name] = None
                value = ""
            value = self.filled(value, (*within, name), LONGEST_VALUE)
        self._values[name] = value
        return value


def missing_names(*resolved: str | tuple[str, ...]) -> tuple[str, ...]:
    """Return the names of the variables without a value, from what ``resolve`` returned."""
    return tuple(name for names in resolved if isinstance(names, tuple) for name in names)


def with_named_secrets(environment: Environment) -> Environment:
    """Return an environment that shows the values of variables with secret names as dots.

    Such as ``password`` in a row of data, or in a file that was written by hand.
    """
    hidden = {secret.reveal() for secret in environment.secrets}
    values = dict.fromkeys(
        value
        for name, text in environment.variables.items()
        if text and is_secret_name(name) and not isinstance(text, StandIn)
        # Only what has all of its values: the others get theirs when the request is sent.
        if isinstance(value := _resolved(text, environment.variables), str) and value not in hidden
    )
    added = tuple(map(Secret, values))
    return replace(environment, secrets=(*environment.secrets, *added)) if added else environment


def _resolved(text: str, variables: Mapping[str, str]) -> str | tuple[str, ...]:
    return text if isinstance(text, Literal) else resolve(text, variables)


def circle_of(name: str, variables: Mapping[str, str]) -> tuple[str, ...]:
    """Return the variables that lead from one back to itself, its name first and last.

    Empty where there is no such circle.
    """
    before: dict[str, str] = {}
    left = [name]
    while left:
        holder = left.pop()
        value = variables.get(holder, "")
        for inner in () if isinstance(value, Literal) else variable_names(value):
            if inner == name:
                circle = [name]
                while holder != name:
                    circle.append(holder)
                    holder = before[holder]
                return (name, *reversed(circle))
            if inner not in before:
                before[inner] = holder
                left.append(inner)
    return ()


SANDBOX = Environment(marked("Sandbox (this computer)"), colour="sandbox", is_sandbox=True)
"""Its base URLs are known only while the sandbox runs."""
SANDBOX_SERVICES = frozenset(
    {
        "archon",
        "code-lab",
        "developer",
        "directory",
        "gateway",
        "kahla-server",
        "kahla-v2",
        "observer",
        "probe",
        "stargate",
        "stargate-2023",
        "status",
        "wrapgate",
    }
)
"""Ids of the services of the sandbox. This list is needed before the sandbox runs."""
_SIGN_IN_PAGES = ("authorize", "authorizeconfirm", "recoverycodeauth", "register", "secondauth")
SANDBOX_PARTS: Mapping[str, frozenset[str]] = {
    "directory": frozenset(
        {
            "directory.account.codetoopenid",
            "directory.account.userinfo",
            "directory.apps.accesstoken",
            "directory.apps.appinfo",
            "directory.apps.isvalidapp",
            "directory.home.index",
            *(f"directory.oauth.{page}" for page in _SIGN_IN_PAGES),
            *(f"directory.oauth.{page}submit" for page in _SIGN_IN_PAGES),
        }
    ),
    "kahla-server": frozenset(
        {
            "kahla-server.auth.authresult",
            "kahla-server.auth.initpusher",
            "kahla-server.auth.logoff",
            "kahla-server.auth.oauth",
            "kahla-server.auth.signinstatus",
            "kahla-server.devices.pushtestmessage",
            "kahla-server.home.index",
        }
    ),
    "kahla-v2": frozenset(
        {
            "kahla-v2.auth.me",
            "kahla-v2.auth.register",
            "kahla-v2.auth.signin",
            "kahla-v2.auth.signoutuser",
            "kahla-v2.home.index",
            "kahla-v2.messages.initwebsocket",
            "kahla-v2.messages.initwebsocketforthread",
            "kahla-v2.messages.websocket",
            "kahla-v2.messages.websocketforthread",
        }
    ),
}
"""Service id → its endpoints in the sandbox, where it has only those that signing in needs, or
events."""
PRODUCTION_2020 = Environment(
    marked("Production 2020"), colour="production_2020", generations=("2020-09", "2018-12")
)
PRODUCTION = Environment(
    marked("Production"), colour="production", generations=("2023-2025", "2024-2026")
)
CUSTOM_URLS = Environment(marked("Own addresses"))
"""Every service at its own base URL. The command line uses it if no environment is named."""
BUILT_IN = (SANDBOX, replace(CUSTOM_URLS, set_option=""), PRODUCTION_2020, PRODUCTION)
"""In the order of the chooser. The first one is the default."""


_TRANSLATED = frozenset({marked("Sandbox"), *(environment.name for environment in BUILT_IN)})
"""Names that no environment of a person can have."""


def shown_name(name: str) -> str:
    """Return what the window calls an environment; a person's own keeps its name."""
    return tr(name) if name in _TRANSLATED else name


def environment_named(name: str) -> Environment:
    """Return the built-in environment of that name, or the first one."""
    return next((environment for environment in BUILT_IN if environment.name == name), BUILT_IN[0])


def is_in_sandbox(endpoint: "Endpoint") -> bool:
    """Tell whether the sandbox has an endpoint of one of its services."""
    ids = SANDBOX_PARTS.get(endpoint.service_id)
    return ids is None or endpoint.id in ids
