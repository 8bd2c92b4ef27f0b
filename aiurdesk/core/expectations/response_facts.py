"""Values of an exchange that tests and captures read."""

import json
from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from aiurdesk.core import exchange as core_exchange
from aiurdesk.core import response as core_response
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.expectations.expressions import is_plain_path, require_permission, value_at
from aiurdesk.core.problem import Problem
from aiurdesk.core.response.response import Response, ResponseBody
from aiurdesk.core.translation import tr
from aiurdesk.core.verdict.verdict import Verdict

if TYPE_CHECKING:
    from aiurdesk.core.exchange.exchange_comparison import Compared


class Facts(ABC):
    """Values that tests can read both from a response and from a frame."""

    @property
    @abstractmethod
    def verdict(self) -> Verdict | None:
        """What the program makes of it; None for a frame without an envelope."""

    @property
    @abstractmethod
    def body(self) -> Any | Problem:
        """The value that its JSON stands for."""

    def value(self, path: str) -> Any | Problem:
        """Return the value at a path of the body, or None.

        Args:
            path: An expression of JMESPath, such as ``items[0].name``.

        Raises:
            NotAllowedHere: It is more than a plain path, and this process cannot be killed.
        """
        if not is_plain_path(path):
            require_permission()
        body = self.body
        if isinstance(body, Problem):
            return body
        return value_at(path, body)

    def __getstate__(self) -> dict[str, Any]:
        # What was read from the JSON takes longer to be handed over than to be read again.
        return {name: value for name, value in vars(self).items() if name != "body"}


class ResponseFacts(Facts):
    """The parts of an exchange, each worked out when a test asks for it."""

    def __init__(
        self,
        exchange: Exchange,
        read_body: Callable[[ResponseBody], bytes],
        read_schema: Callable[[str], Any | Problem],
        read_example: "Callable[[str], Compared | Problem] | None" = None,
        read_schemas: Callable[[], bytes] = bytes,
    ) -> None:
        """Take an exchange.

        Args:
            exchange: What the tests are about.
            read_body: Returns the whole body, which may be in a temporary file.
            read_schema: Returns the content of the file of a JSON schema, by its name.
            read_example: Returns an example that is saved beside the request, by its name; None
                where the request is not saved.
            read_schemas: Returns all schemas of its service, as JSON.
        """
        # No more of the exchange: another process may get this.
        self._outcome, self._verdict = exchange.outcome, exchange.verdict
        self._read_body = read_body
        self.read_schema = read_schema
        self._read_example = read_example
        self.read_schemas = read_schemas
        self.endpoint = exchange.request.endpoint

    def example(self, name: str) -> "Compared | Problem":
        """Return an example that is saved beside the request."""
        if self._read_example is None:
            text = tr("the example {name} is looked for beside the request, which is not saved yet")
            return Problem(text.format(name=name))
        return self._read_example(name)

    @property
    def beside_example(self) -> "Compared":
        """The response as it is compared with an example."""
        outcome, verdict = self._outcome, self._verdict
        response = outcome if isinstance(outcome, Response) else None
        side = core_exchange.exchange_comparison.example_side(
            verdict.code, verdict.message, response
        )
        return side if response is None else replace(side, body=self._read_body(response.body))

    @property
    def verdict(self) -> Verdict:
        """The verdict on the outcome."""
        return self._verdict

    @property
    def elapsed_ms(self) -> float:
        """Duration of the request, redirects included."""
        return self._outcome.timing.total_ms

    @property
    def status(self) -> int | None:
        """The HTTP status; None if there was no response."""
        outcome = self._outcome
        return outcome.status if isinstance(outcome, Response) else None

    @property
    def content_type(self) -> str:
        """The content type, as the header says it; empty without one."""
        return ", ".join(self.headers("Content-Type")[:1])

    @property
    def has_body(self) -> bool:
        """Whether a byte of a body came."""
        return isinstance(self._outcome, Response) and self._outcome.body.size_bytes > 0

    def headers(self, name: str) -> tuple[str, ...]:
        """Return the values of a header, in their order."""
        outcome = self._outcome
        if not isinstance(outcome, Response):
            return ()
        folded = name.casefold()
        return tuple(h.value for h in outcome.headers if h.name.casefold() == folded)

    @cached_property
    def body(self) -> Any | Problem:
        """The body as the value that its JSON stands for."""
        outcome = self._outcome
        if not isinstance(outcome, Response):
            return Problem(tr("there is no response"))
        data = core_response.body_format.json_of(
            self._read_body(outcome.body), core_response.body_format.format_of(outcome)
        )
        if isinstance(data, Problem):
            return data
        try:
            return read_json(data)
        # A body of 100,000 brackets is JSON, but deeper than Python reads.
        except (ValueError, RecursionError):
            return Problem(tr("the body is not JSON"))


def read_json(data: str | bytes) -> Any:
    """Return the value that JSON stands for.

    Raises:
        ValueError: It is not JSON. Python alone would accept ``NaN`` and ``Infinity``.
        RecursionError: It is nested too deeply.
    """
    return _DECODER.decode(as_text(data) if isinstance(data, bytes) else data)


def as_text(data: bytes) -> str:
    """Return the text of JSON, in the encoding that its first bytes show.

    Raises:
        ValueError: It is not text.
    """
    return data.decode(json.detect_encoding(data), "surrogatepass")


def _refuse(name: str) -> None:
    raise ValueError(name)


_DECODER = json.JSONDecoder(parse_constant=_refuse)
