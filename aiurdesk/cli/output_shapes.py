"""The shapes of what commands print as JSON; scripts and agents depend on them."""

from collections.abc import Mapping
from typing import Any, NotRequired, TypedDict

import msgspec

from aiurdesk.core.api.endpoint import Endpoint
from aiurdesk.services.api_services.service_changes import ChangedEndpoint
from aiurdesk.services.fuzzing.findings import Finding
from aiurdesk.services.runs.run_drift import Drift
from aiurdesk.services.sending.exchange_record import (
    ExchangeMembers,
    FindingMembers,
    NamedErrorMembers,
    VerdictMembers,
)


class SavedRequest(TypedDict):
    """A saved request, which 'aiurdesk send FILE' sends."""

    name: str
    file: str
    method: str
    target: str
    notes: str
    credential: str | None
    variables: list[str]
    tests: int
    cases: list[str]
    examples: list[str]


class HistoryEntry(TypedDict):
    """What was sent once."""

    id: int
    started_at: str
    endpoint: str | None
    method: str
    url: str
    environment: str
    by: str | None
    table: str | None
    code: int | str | None
    name: str
    severity: str
    headline: str
    message: str
    status: int | None
    elapsed_ms: float
    size_bytes: int | None


# Words of Python cannot be names in a class.
_Range = TypedDict("_Range", {"from": NotRequired[int], "to": NotRequired[int | None]})
_Pass = TypedDict("_Pass", {"pass": int})
_From = TypedDict("_From", {"from": str})


class Code(_Range):
    """What a result code means. Without a code, it is a prefix or a range of codes."""

    code: int | str | None
    name: str
    headline: str
    severity: str | None
    status: int | None
    meaning: str
    fixes: list[dict[str, str | None]]
    says: NotRequired[list[str]]
    prefix: NotRequired[str]


class Table(TypedDict):
    """The result codes of a service."""

    name: str
    title: str
    period: str
    source: str
    codes: list[Code]


class Dialect(Table):
    """How a service says whether a request worked."""

    hosts: list[str]
    content_types: list[str]
    paths: list[str]
    shape: str
    sure: bool
    reader: str
    read: dict[str, list[str]]


class Trial(TypedDict):
    """What a dialect makes of a body."""

    dialect: str | None
    why: str
    looks_like: list[str]
    outcome: str
    verdict: VerdictMembers
    field_errors: list[NamedErrorMembers]
    warning: str | None
    items: list[dict[str, str | bool]]
    retry_after_s: float | None
    request_id: str | None
    nothing_at: dict[str, list[str]]


class Environment(TypedDict):
    """Variables and addresses. A built-in one has only a name."""

    name: str
    is_built_in: bool
    file: NotRequired[str]
    based_on: NotRequired[str]
    is_careful: NotRequired[bool]
    variables: NotRequired[dict[str, str]]
    asked: NotRequired[list[str]]
    addresses: NotRequired[dict[str, str]]


class Credential(TypedDict):
    """An account, without its secrets."""

    name: str
    scheme: str
    values: dict[str, str]
    origins: list[str]
    sources: NotRequired[dict[str, str]]


class Certificate(TypedDict):
    """A certificate that is kept for a host."""

    host: str
    port: int | None
    kind: str
    name: str
    sha256: str
    valid_until: str


class Service(TypedDict):
    """A service that was made of a description."""

    name: str
    title: str
    endpoints: int
    folder: str
    source: str


class AddedService(TypedDict):
    """A service that was added."""

    name: str
    endpoints: int
    left_out: list[str]


class RemovedService(TypedDict):
    """A service that was removed."""

    name: str


class UpdatedService(AddedService):
    """A service that was read again, and what is otherwise in it."""

    added: list[str]
    removed: list[str]
    changed: list[ChangedEndpoint]
    kept: list[str]
    touched: list[str]
    """Saved requests that use what was changed."""


class Fault(TypedDict):
    """What is wrong with a certificate, which is counted from 1."""

    certificate: int
    text: str


class ChainLink(TypedDict):
    """A certificate that a server sends."""

    subject: str
    issuer: str
    names: list[str]
    valid_from: str
    valid_until: str
    days_left: int
    sha256: str
    self_signed: bool
    authority: bool
    pem: str


class Chain(TypedDict):
    """The certificates that a server sends."""

    host: str
    port: int
    trusted: bool
    refusal: str | None
    faults: list[Fault]
    certificates: list[ChainLink]
    sent: int
    can_be_trusted: str | None
    notes: list[str]


class Frame(TypedDict):
    """A frame of a socket or an event of a stream; each is a line of JSON."""

    at: str
    direction: str
    kind: str
    size_bytes: int
    text: NotRequired[str]
    base64: NotRequired[str]
    name: NotRequired[str]
    id: NotRequired[str]
    is_cut: NotRequired[bool]
    code: NotRequired[int | None]
    reason: NotRequired[str]
    verdict: NotRequired[dict[str, int | str | None]]
    event: NotRequired[dict[str, str]]


class FuzzReport(TypedDict):
    """What is wrong with the responses of a service."""

    sent: int
    endpoints_left_out: int
    findings: list[Finding]


class ImportReport(TypedDict):
    """What was imported, and what was not."""

    requests: int
    environments: int
    summary: list[str]
    left_out: list[dict[str, str | int]]
    secrets: dict[str, list[str]]


class NotRun(_Pass):
    """A request that a run has not reached."""

    title: str


class RunCapture(_From):
    """A variable that a capture gave, as dots where it is secret."""

    variable: str
    value: str


class RunResult(_Pass):
    """What became of one request. ``pass`` is the number of the repetition."""

    title: str
    target: str
    passed: bool
    severity: str
    exit_status: int
    headline: str
    tests: list[FindingMembers]
    captured: list[RunCapture]
    exchange: ExchangeMembers | None


class RunReport(TypedDict):
    """A whole run, with secrets as dots."""

    name: str
    environment: str
    started_at: str
    elapsed_ms: float
    is_stopped: bool
    passed: int
    failed: int
    not_run: list[NotRun]
    mistakes: list[str]
    results: list[RunResult]
    coverage: NotRequired[dict[str, Any]]
    against: NotRequired[dict[str, Any]]
    drift: NotRequired[list[Drift]]


class LoadedRequest(TypedDict):
    """What became of one request of a load, or of all."""

    request: NotRequired[str]
    sent: int
    ok: int
    failed: int
    failed_under_200: int
    p50_ms: int
    p95_ms: int
    p99_ms: int
    outcomes: list[dict[str, Any]]


class LoadMembers(TypedDict):
    """The report over a load."""

    name: str
    environment: str
    started_at: str
    duration_s: float
    users: int
    is_stopped: bool
    requests_per_second: float
    limits: dict[str, float | None]
    exceeded: list[str]
    total: LoadedRequest
    requests: list[LoadedRequest]
    points: list[dict[str, Any]]


SHAPES: Mapping[str, Mapping[str, Any]] = {
    "send": {"--show json": ExchangeMembers},
    "listen": {"--json": Frame},
    "run": {"--json": RunReport},
    "load": {"--json": LoadMembers},
    "requests": {"--json": list[SavedRequest]},
    "import": {"--json": ImportReport},
    "history": {"--json": list[HistoryEntry], "--show ID --json": ExchangeMembers},
    "endpoints": {"--json": list[Endpoint]},
    "services": {
        "list --json": list[Service],
        "add --json": AddedService,
        "update --json": UpdatedService,
        "remove --json": RemovedService,
    },
    "dialects": {"--json": list[Dialect], "try --json": Trial},
    "codes": {"--json": list[Table]},
    "credentials": {"list --json": list[Credential]},
    "environments": {"list --json": list[Environment]},
    "certificates": {"list --json": list[Certificate], "show --json": Chain},
    "fuzz": {"--json": FuzzReport},
}
"""Command → what lets it print JSON → what that is."""


def schema_of(shape: Any) -> dict[str, Any]:
    """Return the JSON schema of an output."""
    return msgspec.json.schema(shape)
