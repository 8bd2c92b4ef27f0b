"""Sends saved requests, one after the other, for one test."""

import asyncio
import difflib
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from msgspec.structs import replace

from aiurdesk.core.collection.collection_request import CollectionRequest
from aiurdesk.core.collection.file_name import REQUEST_SUFFIX
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.request.request import SavedRequest
from aiurdesk.testing.exchange import Exchange, NotSent
from aiurdesk.testing.given_values import GivenValues, Value
from aiurdesk.testing.redacted_text import redacted_text, secrets_of
from aiurdesk.testing.session import CollectionRun, Session, Variables


class Aiurdesk:
    """Sends saved requests for one test; what one captures, the next ones use.

    Args:
        session: Sends them.
        folder: The folder of the test. A request is looked for there, and in the folders above.
        top: The last folder in which one is looked for.
    """

    def __init__(self, session: Session, folder: Path, top: Path) -> None:
        self._session = session
        self._folder = folder
        self._top = top
        self._variables = Variables()
        self._exchanges: list[Exchange] = []
        self._secrets: dict[Secret, None] = {}

    @property
    def collection(self) -> Path | None:
        """The folder of the collection that was named for the run of pytest, if one was."""
        return self._session.options.collection

    @property
    def environment(self) -> str | None:
        """The environment that was named for the run of pytest; None means the collection's."""
        return self._session.options.environment

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """The exchanges of this test, in the order in which they were sent."""
        return tuple(self._exchanges)

    @property
    def captures(self) -> Mapping[str, str]:
        """The variables that were captured in this test so far."""
        return MappingProxyType(self._variables.captured)

    def redacted(self, text: str) -> str:
        """Return a text with dots for the secrets of what this test has sent and received."""
        return redacted_text(text, self._secrets)

    def set(self, **variables: str) -> None:
        """Give variables values for the rest of the test; no capture replaces them.

        The values are put in as they are: braces in them are not variables.
        """
        self._variables.given.update(variables)

    def secret(self, name: str, value: str, /, *hosts: str) -> None:
        """Give a credential, and ``{{secret:NAME}}``, a secret for the rest of the run of pytest.

        Args:
            name: Of the credential. One that nobody has is sent as a bearer token.
            value: The secret, such as one that a server has just given.
            *hosts: Where it may go, such as ``api.example.com``.

        Raises:
            NotSent: It cannot be given.
        """
        __tracebackhide__ = True
        secret = Secret(value)
        try:
            self._session.give_secret(name, secret, hosts)
        except ProblemError as error:
            raise NotSent(str(error)) from None
        self._secrets[secret] = None

    def send(self, request: str, /, **values: Value) -> Exchange:
        """Send a saved request, or a request to an endpoint.

        Args:
            request: The name of a saved request with its folders, such as ``checks/Create
                channel``, or the id of an endpoint, such as ``gateway.home.index``.
            **values: Values of parameters, instead of those that are saved. They are sent as they
                are: braces in them are not variables. None leaves a parameter out.

        Raises:
            NotSent: There is no such request, or something is missing.
        """
        __tracebackhide__ = True
        try:
            return self._sent(request, GivenValues(values))
        except ProblemError as error:
            raise NotSent(str(error)) from None

    def __repr__(self) -> str:
        return f"<Aiurdesk, exchanges: {len(self._exchanges)}>"

    def _sent(self, name: str, given: GivenValues) -> Exchange:
        if _is_in_a_loop():
            raise ProblemError(
                "This test runs in an event loop, which 'send' would block. "
                "Write: await asyncio.to_thread(aiurdesk.send, …)"
            )
        run, request = self._request_named(name)
        request = replace(request, saved=given.into(request.saved))
        self._variables.given.update(given.variables)
        result = self._session.send(run, request, self._variables)
        if result.exchange is None or result.errors:
            reasons = "\n".join(error.named_sentence for error in result.errors)
            raise ProblemError(f"{result.title} was not sent. {reasons}")
        self._secrets.update(dict.fromkeys(secrets_of(result.exchange)))
        exchange = Exchange(result, result.exchange)
        self._exchanges.append(exchange)
        return exchange

    def _request_named(self, name: str) -> tuple[CollectionRun, CollectionRequest]:
        """Return a request with its collection.

        Raises:
            ProblemError: There is none of this name, or its file is broken.
        """
        own = self._collection()
        for request in () if own is None else own.selection.requests:
            if request.title == name and own is not None:
                return own, request
        file = next(filter(Path.is_file, self._files(name)), None)
        if file is not None:
            run = self._session.collection_of(file)
            if mistakes := run.mistakes_of(file):
                raise ProblemError("\n".join(mistakes))
            return run, run.request_of(file)
        endpoint = self._session.services.library.endpoint(name)
        if endpoint is None:
            raise ProblemError(self._unknown(name))
        saved = SavedRequest(endpoint_id=endpoint.id)
        request = CollectionRequest(endpoint.id, "", saved)
        return own or self._session.without_collection(), request

    def _collection(self) -> CollectionRun | None:
        folder = self._session.options.collection
        if folder is None:
            return None
        if not folder.is_dir():
            raise ProblemError(
                f"There is no folder {folder}. Name the folder of a collection with "
                "--aiurdesk-collection, or as aiurdesk_collection in the settings of pytest."
            )
        return self._session.collection_of(folder)

    def _files(self, name: str) -> Iterator[Path]:
        """Yield where the file of a request may be, the nearest place first."""
        own = self._session.options.collection
        for folder in (*((own,) if own else ()), self._folder, *self._folder.parents):
            yield folder / f"{name.removesuffix(REQUEST_SUFFIX)}{REQUEST_SUFFIX}"
            if folder == self._top:
                return

    def _unknown(self, name: str) -> str:
        own = self._collection()
        names = [] if own is None else [request.title for request in own.selection.requests]
        ids = [endpoint.id for endpoint in self._session.services.library.with_code_lab.endpoints]
        near = difflib.get_close_matches(name, [*names, *ids], n=3)
        question = f" Did you mean {' or '.join(near)}?" if near else ""
        beside = f"{self._folder} and the folders above it up to {self._top}"
        places = beside if own is None else f"the collection {own.root}, {beside}"
        return f"There is no saved request {name} in {places}, and no such endpoint.{question}"


def _is_in_a_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
