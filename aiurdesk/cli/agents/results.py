"""What the tools return: structured values of a bounded size, and how to get the rest."""

from collections.abc import Iterable
from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import Meta

from aiurdesk.core.translation import printable, tr, truncate
from aiurdesk.services.sending.exchange_record import VerdictMembers

MOST_BYTES = 20_000
"""Bytes of a whole result."""
_PAGE_BYTES = 12_000
"""Bytes of the part that is cut into pages."""
_TEXT_BYTES = 3_000
"""Bytes of the text beside the structured content."""
_LONGEST_TEXT = 1_500
"""Characters of a single text within a result."""
_LONGEST_NAME = 60
_MOST_MEMBERS = 40
_T = TypeVar("_T")
NextOffset = Annotated[
    int | None, Meta(description="Give it as `offset` to get what follows; null at the end.")
]


class Result(msgspec.Struct, frozen=True):
    """The result of a tool."""

    @property
    def text(self) -> str:
        """The result in a few lines, for clients that show no structured content."""
        return ""


class Page(msgspec.Struct, frozen=True):
    """A part of a long text."""

    text: str
    next_offset: int | None


def page_of(text: str, offset: int, most_bytes: int = _PAGE_BYTES) -> Page:
    """Return the part of a text that begins at a character, as long as JSON has room for it."""
    part = text[offset : offset + most_bytes]
    while (size := len(msgspec.json.encode(part))) > most_bytes:
        part = part[: max(1, len(part) * most_bytes // size - 1)]
    end = offset + len(part)
    return Page(part, end if end < len(text) else None)


def items_of(
    items: Iterable[_T], offset: int, most_bytes: int = _PAGE_BYTES
) -> tuple[list[_T], int | None]:
    """Return the items from an offset on for which there is room, and where to go on."""
    page: list[_T] = []
    size = 0
    for number, item in enumerate(items):
        if number < offset:
            continue
        size += len(msgspec.json.encode(item)) + 1
        # At least one, so that a caller who goes on comes to the end.
        if page and size > most_bytes:
            return page, number
        page.append(item)
    return page, None


def capped(result: Result) -> tuple[dict[str, Any], str]:
    """Return a result as members of JSON with its text, both together short enough."""
    text = truncate(printable_lines(result.text), _TEXT_BYTES // 2)
    while len(text.encode()) > _TEXT_BYTES:
        text = text[: len(text) * 3 // 4]
    members = msgspec.to_builtins(result)
    most, longest, count = MOST_BYTES - len(msgspec.json.encode(text)) - 500, 6_000, 400
    while len(msgspec.json.encode(members)) > most and longest > 1:
        # What is paged was cut before; what is left is a stranger's long texts and lists.
        members = _shortened(members, longest, count)
        longest, count = longest // 2, max(1, count // 2)
    return members, text


def _shortened(value: Any, most_chars: int, most_items: int) -> Any:
    match value:
        case str():
            return truncate(value, most_chars) if len(value) > most_chars else value
        case list():
            return [_shortened(item, most_chars, most_items) for item in value[:most_items]]
        case dict():
            kept = list(value.items())
            # Members of the shape stay; only what a stranger named is many.
            kept = kept[: max(most_items, _MOST_MEMBERS)]
            return {
                truncate(key, _LONGEST_NAME): _shortened(item, most_chars, most_items)
                for key, item in kept
            }
    return value


def printable_lines(text: str) -> str:
    """Return a text whose lines hold no control characters."""
    return "\n".join(printable(line) for line in text.split("\n"))


def schema_of(shape: Any) -> dict[str, Any]:
    """Return the JSON schema of a struct, whose root is an object as the protocol wants it."""
    schema: dict[str, Any] = msgspec.json.schema(shape)
    definitions = schema.pop("$defs", {})
    root = definitions.pop(schema["$ref"].rpartition("/")[2])
    return {**root, **({"$defs": definitions} if definitions else {})}


class Found(msgspec.Struct, frozen=True):
    """Something that matches."""

    kind: str
    name: str
    title: str = ""
    method: str = ""
    target: str = ""
    """The path of an endpoint, where a saved request goes, or the hosts of a credential."""
    folder: str = ""


class FindResult(Result, frozen=True):
    """What matches, the best first."""

    items: list[Found]
    total: int
    next_offset: NextOffset = None

    @property
    def text(self) -> str:
        """A line for each."""
        lines = [
            " ".join(filter(None, (one.kind, one.name, one.method, one.target)))
            for one in self.items
        ]
        return "\n".join([f"{self.total} found", *lines])


class ParameterFacts(msgspec.Struct, frozen=True):
    """An input of an endpoint."""

    name: str
    kind: str
    location: str
    required: bool
    description: str = ""
    default: str | None = None
    example: str = ""
    choices: list[str] = []


class CodeFacts(msgspec.Struct, frozen=True):
    """A code that an endpoint may answer with."""

    code: int | str
    when: str = ""
    headline: str = ""


class DescribeResult(Result, frozen=True):
    """Everything about one endpoint, saved request, service, environment or credential."""

    kind: str
    name: str
    title: str = ""
    description: str = ""
    method: str = ""
    target: str = ""
    may_write: bool = False
    """Whether sending it asks the person."""
    authentication: str = ""
    credential: str = ""
    dialect: str = ""
    file: str = ""
    parameters: list[ParameterFacts] = []
    codes: list[CodeFacts] = []
    values: dict[str, str] = {}
    """Of a saved request: its values. Secrets are dots."""
    body: str = ""
    variables: list[str] = []
    tests: list[str] = []
    cases: list[str] = []
    examples: list[str] = []
    others: list[str] = []
    """Endpoints of a service, or hosts of a credential."""
    next_offset: NextOffset = None

    @property
    def text(self) -> str:
        """The most important facts."""
        facts = [f"{self.kind} {self.name}", f"{self.method} {self.target}".strip()]
        if self.description:
            facts.append(self.description)
        facts += [
            f"{one.name}: {one.kind}{', required' if one.required else ''}"
            for one in self.parameters
        ]
        return "\n".join(filter(None, facts))


class ResponseFacts(msgspec.Struct, frozen=True):
    """What came back. Secrets are dots."""

    status: int
    content_type: str
    size_bytes: int
    headers: list[list[str]]
    body: str
    """A part of the body, or what `path` gives in it."""


class TestFacts(msgspec.Struct, frozen=True):
    """The result of one test."""

    title: str
    passed: bool
    found: str = ""


class SendResult(Result, frozen=True):
    """What came of a request. `verdict` says whether it worked: HTTP 200 does not."""

    verdict: VerdictMembers
    method: str
    url: str
    response: ResponseFacts | None
    failure: str = ""
    """Why there is no response."""
    tests: list[TestFacts] = []
    elapsed_ms: float = 0.0
    is_body_whole: bool = True
    """False where the body is too long to be kept here."""
    note: str = ""
    """Why a part of the body is not shown."""
    result: str = ""
    """Give it to `history` as `id` to read more of the body without sending again."""
    next_offset: NextOffset = None

    @property
    def text(self) -> str:
        """The verdict, what to do, and the beginning of the body."""
        said = self.verdict
        code = "" if said["code"] is None else f" {said['code']}"
        lines = [
            f"{said['severity']}{code}: {said['headline']}",
            said["message"],
            self.failure,
            self.note,
        ]
        lines += [f"- {fix['text']}" for fix in said["fixes"]]
        lines += [f"{name}: {' '.join(texts)}" for name, texts in said["field_errors"].items()]
        lines += [f"test failed: {one.title} {one.found}" for one in self.tests if not one.passed]
        if self.response is not None:
            lines.append(f"HTTP {self.response.status}, {self.response.size_bytes} bytes")
            lines.append(truncate(self.response.body, _LONGEST_TEXT // 2))
        return "\n".join(filter(None, lines))


class RunOne(msgspec.Struct, frozen=True):
    """What became of one request of a run."""

    title: str
    passed: bool
    severity: str
    headline: str
    exit_status: int
    failed_tests: list[str] = []
    result: str = ""
    """Give it to `history` as `id` to see the exchange."""


class RunResult(Result, frozen=True):
    """What became of a run; those that failed come first."""

    passed: int
    failed: int
    not_run: int
    environment: str
    results: list[RunOne]
    mistakes: list[str] = []
    left_out: int = 0
    """Results that found no room here; run fewer requests with `only`."""

    @property
    def text(self) -> str:
        """How many passed, and what failed."""
        lines = [f"{self.passed} passed, {self.failed} failed, {self.not_run} not run"]
        lines += [f"failed: {one.title}: {one.headline}" for one in self.results if not one.passed]
        return "\n".join(lines)


class Entry(msgspec.Struct, frozen=True):
    """What was sent once."""

    id: int
    started_at: str
    title: str
    method: str
    url: str
    environment: str
    severity: str
    code: int | str | None
    headline: str
    status: int | None
    by: str


class HistoryResult(Result, frozen=True):
    """Entries, the newest first, or one exchange."""

    entries: list[Entry] = []
    exchange: SendResult | None = None
    next_offset: NextOffset = None

    @property
    def text(self) -> str:
        """A line for each entry, or the exchange."""
        if self.exchange is not None:
            return self.exchange.text
        return "\n".join(
            f"{one.id} {one.severity} {one.method} {one.title} {one.headline}"
            for one in self.entries
        )


class Explained(msgspec.Struct, frozen=True):
    """What a code means in one dialect."""

    dialect: str
    code: int | str | None
    name: str
    headline: str
    severity: str
    status: int | None
    meaning: str
    fixes: list[str]


class ExplainResult(Result, frozen=True):
    """What a code means, in each dialect that has it."""

    codes: list[Explained]
    next_offset: NextOffset = None

    @property
    def text(self) -> str:
        """The meaning and what to do."""
        lines: list[str] = []
        for one in self.codes:
            lines.append(f"{one.dialect} {one.code} {one.name}: {one.headline} {one.meaning}")
            lines += [f"- {fix}" for fix in one.fixes]
        return "\n".join(lines) or tr("No table has this code.")


class RunningFacts(msgspec.Struct, frozen=True):
    """A mock that answers."""

    name: str
    url: str
    environment: str
    """Name to `send` and `run` with."""
    endpoints: int


class AnswerFacts(msgspec.Struct, frozen=True):
    """An answer of an endpoint."""

    endpoint: str
    prefer: str
    title: str


class MockResult(Result, frozen=True):
    """The mocks that run in this session; they end with it."""

    mocks: list[RunningFacts]
    answers: list[AnswerFacts] = []
    next_offset: NextOffset = None

    @property
    def text(self) -> str:
        """A line for each."""
        lines = [f"{one.name} at {one.url}, environment {one.environment}" for one in self.mocks]
        lines += [f"{one.endpoint} {one.prefer} {one.title}" for one in self.answers]
        return "\n".join(lines)
