"""The answers that a mock has for an endpoint: saved, documented and made ones."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from http import HTTPStatus
from typing import Any

from aiurdesk.core.api.endpoint import (
    OWN_GENERATION,
    ApiDescription,
    CodeCase,
    DocumentedResponse,
    Endpoint,
)
from aiurdesk.core.translation import tr
from aiurdesk.core.verdict.dialect import CodeRow, Dialect
from aiurdesk.core.verdict.verdict import Severity
from aiurdesk.sandbox.aspnet.response import HTML, JSON, Response, json_response
from aiurdesk.sandbox.mock.failure_bodies import failure_body, problem_response
from aiurdesk.sandbox.mock.made_values import ValueMaker
from aiurdesk.sandbox.mock.request_check import Refusal, challenges
from aiurdesk.sandbox.mock.wishes import Wish

_STATUS = re.compile(r"[1-5][0-9][0-9]")
_MOST_NAMED = 10
_NO_BODY = (204, 304)
_MADE = tr("made of the schema")
_UNAUTHORIZED = ("401", "4XX", "default")
_REFUSED = ("422", "400", "4XX", "default")


@dataclass(frozen=True, slots=True)
class SavedAnswer:
    """An example of a response that a person saved."""

    name: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    code: str = ""
    values: frozenset[tuple[str, str]] = frozenset()
    """What its request sent, to find the one that fits best."""


@dataclass(frozen=True)
class MockedService:
    """A service that is mocked, with all that its answers are made of."""

    description: ApiDescription
    schemas: Mapping[str, Any] = field(default_factory=dict)
    saved: Mapping[str, tuple[SavedAnswer, ...]] = field(default_factory=dict)
    """By the id of the endpoint."""
    dialect: Dialect | None = None
    prefix: str = ""
    """The path of its address, with which its paths are found as well."""

    @property
    def is_built_in(self) -> bool:
        """Whether it is one of those whose protocol the sandbox speaks."""
        return self.description.service.generation != OWN_GENERATION


@dataclass(frozen=True, slots=True)
class Answer:
    """A response and where it comes from."""

    response: Response
    source: str
    """In words, such as ``saved example "Kitchen"``."""


class NoSuchAnswerError(Exception):
    """The mock has no answer like the one that was asked for; the text says which ones it has."""


class Answers:
    """Chooses and makes the answers of one service."""

    def __init__(self, service: MockedService, seed: int) -> None:
        self._service = service
        self._maker = ValueMaker(service.schemas, seed)

    def saved(
        self, endpoint: Endpoint, wish: Wish, sent: frozenset[tuple[str, str]] = frozenset()
    ) -> Answer | None:
        """Return the saved example that a wish means, or that fits a request best; else None."""
        candidates = self._service.saved.get(endpoint.id, ())
        if wish.example:
            folded = wish.example.casefold()
            candidates = tuple(one for one in candidates if one.name.casefold() == folded)
        if wish.code:
            candidates = tuple(c for c in candidates if wish.code in (c.code, str(c.status)))
        if not candidates or wish.is_made:
            return None

        def rank(one: SavedAnswer) -> tuple[int, bool]:
            return len(one.values & sent), one.status < 300 and not one.code.startswith("-")

        best = max(candidates, key=rank)
        response = Response(best.status or 200, best.body, None, best.headers)
        return Answer(response, tr('saved example "{name}"').format(name=best.name))

    def named(self, endpoint: Endpoint, wish: Wish) -> Answer:
        """Return the documented answer that a wish names by its code or its example.

        Raises:
            NoSuchAnswerError: There is none.
        """
        if wish.example:
            return self._example(endpoint, wish)
        responses = _of_status(endpoint, wish.code)
        if responses:
            return self._documented(endpoint, responses[0], wish)
        codes = {str(case.code): case for case in endpoint.code_cases}
        if case := codes.get(wish.code):
            return self._coded(endpoint, case)
        if self._service.dialect is not None:
            row = next(
                (r for c, r in self._service.dialect.codes.items() if str(c) == wish.code), None
            )
            if row is not None:
                code = next(c for c in row.codes if str(c) == wish.code)
                return self._coded(endpoint, CodeCase(code, row.meaning, row.status))
        if _STATUS.fullmatch(wish.code):
            status = int(wish.code)
            phrase = tr("The description says nothing of this status.")
            return Answer(
                problem_response(status, phrase), tr("status {status}").format(status=status)
            )
        named = (*dict.fromkeys(r.status for r in endpoint.responses), *codes)
        text = tr("This endpoint has no response with code {code}; it has: {codes}.")
        raise NoSuchAnswerError(text.format(code=wish.code, codes=_listed(named)))

    def usual(self, endpoint: Endpoint, wish: Wish, accept: str = "", salt: str = "") -> Answer:
        """Return the answer of an endpoint where all goes well."""
        successes = sorted(one.status for one in endpoint.responses if one.status[:1] == "2")
        status = next(iter(successes), "default" if _of_status(endpoint, "") else "")
        status = status or next((one.status for one in endpoint.responses), "")
        responses = [one for one in endpoint.responses if one.status == status]
        if not responses:
            return Answer(
                Response(200, omits_security_headers=True), tr("no response is described")
            )
        response = next((r for r in responses if _accepts(accept, r.content_type)), responses[0])
        return self._documented(endpoint, response, wish, salt)

    def unauthorized(self, endpoint: Endpoint, words: str) -> Answer:
        """Return what the service answers to a request without a credential."""
        row = self._row_of_credentials
        if row is None or any(one.status in _UNAUTHORIZED for one in endpoint.responses):
            answer = self.refused(endpoint, (("", words),), _UNAUTHORIZED)
        else:
            status = row.status or 401
            said = failure_body({}, words, status, code=row.codes[0], dialect=self._service.dialect)
            answer = Answer(_json(said, status, JSON), "")
        head = replace(answer.response, headers=(*answer.response.headers, *challenges(endpoint)))
        return Answer(head, tr("credential missing"))

    @cached_property
    def _row_of_credentials(self) -> CodeRow | None:
        """How the service says that a credential is missing; None where that is not known."""
        rows = self._service.dialect.rows if self._service.dialect else ()
        return next((r for r in rows if r.severity is Severity.CREDENTIAL and r.codes), None)

    def refused(
        self,
        endpoint: Endpoint,
        refusals: tuple[Refusal, ...],
        statuses: tuple[str, ...] = _REFUSED,
    ) -> Answer:
        """Return what the service answers to a wrong request, in its own shape if that is known.

        Args:
            endpoint: What was called.
            refusals: What is wrong.
            statuses: The documented ones of which the first is taken.
        """
        words = " ".join(f"{name}: {why}" if name else why for name, why in refusals)
        usual = 401 if statuses is _UNAUTHORIZED else 400
        for status in statuses:
            for one in endpoint.responses:
                if one.status != status:
                    continue
                answer = self._documented(endpoint, one, Wish())
                number = _number(status) if status.isdigit() else usual
                value = _json_of(answer.response)
                if isinstance(value, dict):
                    known = {case.code for case in endpoint.code_cases}
                    is_number = type(value.get("code")) is int and answer.source == _MADE
                    if is_number and value["code"] not in known:
                        # A made number would mean something else, or nothing.
                        value["code"] = number
                    said = failure_body(value, words, number, refusals)
                    return Answer(_json(said, number, one.content_type), tr("request refused"))
                if one.content_type == "":
                    return Answer(
                        Response(number, omits_security_headers=True), tr("request refused")
                    )
        return Answer(problem_response(usual, words, refusals), tr("request refused"))

    def options(self, endpoint: Endpoint) -> Iterator[tuple[str, str]]:
        """Yield what can be asked for at an endpoint: the header Prefer of each, and its words."""
        for saved in self._service.saved.get(endpoint.id, ()):
            yield f'example="{saved.name}"', tr("Saved example {name}").format(name=saved.name)
        for status in dict.fromkeys(one.status for one in endpoint.responses):
            number = _number(status) if status != "default" else 0
            if number:
                yield f"code={number}", _words_of_status(endpoint, status)
        for one in endpoint.responses:
            for example in one.all_examples:
                title = example.title.replace('"', "'")
                words = tr("Example {name}").format(name=f"{one.status} {example.title}")
                yield f'example="{title}"', words
        for case in endpoint.code_cases:
            yield f"code={case.code}", f"{case.code} {case.when}".strip()

    def _example(self, endpoint: Endpoint, wish: Wish) -> Answer:
        folded = wish.example.casefold()
        names = [one.name for one in self._service.saved.get(endpoint.id, ())]
        for response in endpoint.responses:
            if wish.code and response not in _of_status(endpoint, wish.code):
                continue
            for example in response.all_examples:
                names.append(example.title)
                if example.title.replace('"', "'").casefold() == folded:
                    made = _text(example.value, _number(response.status), response.content_type)
                    return Answer(made, tr('example "{name}"').format(name=example.title))
        text = tr("This endpoint has no example {name}; it has: {names}.")
        raise NoSuchAnswerError(text.format(name=wish.example, names=_listed(names)))

    def _documented(
        self, endpoint: Endpoint, one: DocumentedResponse, wish: Wish, salt: str = ""
    ) -> Answer:
        status = int(wish.code) if _STATUS.fullmatch(wish.code) else _number(one.status)
        if status in _NO_BODY or not one.content_type:
            return Answer(
                Response(status, omits_security_headers=True),
                tr("status {status}").format(status=status),
            )
        examples = one.all_examples
        if examples and not (wish.is_made and one.schema):
            made = _text(examples[0].value, status, one.content_type)
            return Answer(made, tr('example "{name}"').format(name=examples[0].title))
        if one.schema:
            value = self._maker.value(one.schema, salt or endpoint.id)
            return Answer(_json(value, status, one.content_type), _MADE)
        return Answer(_text(_plain_text(one.content_type), status, one.content_type), tr("made up"))

    def _coded(self, endpoint: Endpoint, case: CodeCase) -> Answer:
        """Return an answer with a result code in its body."""
        words = case.when or tr("This is a sample.")
        status = case.status or 200
        for one in endpoint.responses:
            for example in one.all_examples:
                value = _json_value(example.value)
                if isinstance(value, dict) and str(value.get("code")) == str(case.code):
                    number = case.status or _number(one.status)
                    made = _text(example.value, number, one.content_type)
                    return Answer(made, tr('example "{name}"').format(name=example.title))
        documented = _of_status(endpoint, str(status))
        value = None
        if documented:
            value = _json_of(self._documented(endpoint, documented[0], Wish()).response)
        value = value if isinstance(value, dict) else {}
        said = failure_body(value, words, status, code=case.code, dialect=self._service.dialect)
        return Answer(_json(said, status, JSON), tr("code {code}").format(code=case.code))


def _of_status(endpoint: Endpoint, status: str) -> list[DocumentedResponse]:
    for name in (status, f"{status[:1]}XX", "default"):
        found = [one for one in endpoint.responses if one.status == name]
        # What is said of all others is said of no certain status, and of no code.
        if found and (name != "default" or status == ""):
            return found
    return []


def _number(status: str) -> int:
    digits = status.upper().replace("X", "0")
    return int(digits) if _STATUS.fullmatch(digits) else 200


def _words_of_status(endpoint: Endpoint, status: str) -> str:
    first = next(one for one in endpoint.responses if one.status == status)
    phrase = first.description.partition("\n")[0][:80]
    number = _number(status)
    known = {one.value: one.phrase for one in HTTPStatus}
    return f"{number} {phrase or known.get(number, '')}".strip()


def _accepts(accept: str, content_type: str) -> bool:
    wanted = [part.partition(";")[0].strip().casefold() for part in accept.split(",")]
    kind = content_type.partition(";")[0].strip().casefold()
    group = kind.partition("/")[0]
    return not accept or any(one in (kind, "*/*", f"{group}/*") for one in wanted)


def _json(value: Any, status: int, content_type: str) -> Response:
    kind = content_type if "*" not in content_type else JSON
    response = json_response(value, status=status, content_type=kind or JSON)
    return Response(status, response.body, response.content_type, omits_security_headers=True)


def _text(text: str, status: int, content_type: str) -> Response:
    kind = content_type if "*" not in content_type else "application/octet-stream"
    body = b"" if status in _NO_BODY else text.encode(errors="replace")
    return Response(status, body, kind, omits_security_headers=True)


def _plain_text(content_type: str) -> str:
    kind = content_type.partition(";")[0].strip().casefold()
    if kind == HTML.partition(";")[0]:
        return "<!DOCTYPE html><html><body><p>This is a sample.</p></body></html>"
    if kind.endswith("xml"):
        return "<sample/>"
    return "{}" if kind.endswith("json") else "This is a sample."


def _json_value(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _json_of(response: Response) -> Any:
    return _json_value(response.body.decode(errors="replace"))


def _listed(names: Any) -> str:
    shown = [str(name) for name in names]
    more = ", …" if len(shown) > _MOST_NAMED else ""
    return ", ".join(shown[:_MOST_NAMED]) + more if shown else tr("none")
