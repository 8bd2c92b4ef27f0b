"""The plan of a load, as the process that sends gets it over its standard input."""

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from aiurdesk.core.api.endpoint import Service
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.environments.environment import Environment
from aiurdesk.core.exchange.exchange_comparison import Compared
from aiurdesk.core.load.load_ticks import LoadTick
from aiurdesk.core.preparing.prepare import NO_AUTH_PARAMETERS, AuthParameters
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.limits import Limits
from aiurdesk.core.request.request import Request
from aiurdesk.core.verdict.dialect import Dialect

NOT_SENT = "not sent"
"""Label of a request that could not be sent, such as one whose variable was not captured."""


class LoadRole(StrEnum):
    """What a process does beside others."""

    ALONE = "alone"
    MASTER = "master"
    """Tells the workers when to begin, and adds up what they measured. It sends no request."""
    WORKER = "worker"


class LoadRequest(msgspec.Struct, frozen=True):
    """A request of a load, with all that is sent and judged with it."""

    name: str
    request: Request
    service: Service | None
    texts: tuple[str, ...]
    """All in which variables are resolved, those of its tests included."""
    environment: Environment
    """With the values that are the same for all users; without captured ones."""
    auth_parameters: AuthParameters = NO_AUTH_PARAMETERS
    row: tuple[tuple[str, str], ...] = ()
    """Variables that its case gives, as if a row of data did."""
    dialect: str = ""
    """The one that was chosen for it, its service or its host."""
    own_dialects: tuple[Dialect, ...] = ()
    """Those of its collection."""
    cookies: tuple[str, ...] = ()
    """What each user begins with, such as the session of a credential."""
    schemas: bytes = b""
    """The schemas of its service, where a test needs them."""
    files: Mapping[str, bytes | Problem] = {}
    """Path → content of a file in its body; name → content of a schema of its tests."""
    examples: Mapping[str, Compared | Problem] = {}
    """By name, those that its tests compare with."""


class TrustedHost(msgspec.Struct, frozen=True):
    """What is trusted and shown beside the certificates of the system at one host and port."""

    host: str
    port: int
    authorities: tuple[str, ...] = ()
    """In PEM."""
    client_pem: str = ""
    """The client certificate, with its key, which is encrypted."""
    passphrase: Secret = Secret("")
    addresses: tuple[str, ...] = ()
    """Connected to instead of those that the host has."""


class LoadPlan(msgspec.Struct, frozen=True):
    """All of it."""

    requests: tuple[LoadRequest, ...]
    users: int
    for_s: float
    spawn_per_s: float
    limits: Limits
    rows: tuple[Mapping[str, str], ...] = ({},)
    """Variables of each pass; users take them in turn."""
    given: Mapping[str, str] = {}
    """Variables that no capture and no row replaces."""
    hosts: tuple[str, ...] = ()
    """Where requests may go, beside this computer."""
    plain_hosts: tuple[str, ...] = ()
    """Those of them that may be reached without encryption."""
    trusted: tuple[TrustedHost, ...] = ()
    dialects: tuple[Dialect, ...] = ()
    """Those that may be chosen, with their tables."""
    role: LoadRole = LoadRole.ALONE
    master: str = "127.0.0.1"
    """Where the master is, or what a master listens at."""
    master_port: int = 5557
    workers: int = 1
    """How many a master waits for before it begins."""
    web_port: int | None = None
    """Where the page of Locust is served on this computer; None for none."""


class LoadStop(msgspec.Struct, frozen=True):
    """Sent to the process to end it."""


class LoadEnd(StrEnum):
    """What ends a load before its time, beside the person who began it."""

    PAGE = "page"
    """Stop on the page of Locust."""
    WORKERS = "workers"
    """The last worker of a master ended or does not respond any more."""


class LoadLine(msgspec.Struct, frozen=True):
    """One line that the process writes."""

    tick: LoadTick | None = None
    problem: str = ""
    """Why it ends; of Locust or the system."""
    workers: int | None = None
    """How many workers there are now."""
    web: str = ""
    """Address of the page of Locust."""
    end: LoadEnd | None = None
    """Why it ends early; the last ticks follow."""
