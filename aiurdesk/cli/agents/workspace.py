"""What the tools of one session work with: trusted folders, mocks, and what was sent last."""

import asyncio
import os
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path

import msgspec
from msgspec.structs import replace

from aiurdesk.cli.environments import environment_named
from aiurdesk.core.collection.collection_request import CollectionRequest
from aiurdesk.core.environments.environment import Environment
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.request.limits import Limits
from aiurdesk.core.translation import listed, printable, tr
from aiurdesk.services.collections.collections import Selection, open_selection
from aiurdesk.services.mocks.mock_host import MockHost, RunningMock
from aiurdesk.services.sending.trust import is_within
from aiurdesk.services.services import Services

_MOST_KEPT = 20
"""Exchanges whose bodies can still be read."""
_MOST_S = 120.0
_MEMORY_BYTES = 4 * 1024 * 1024
_LARGEST_BODY_BYTES = 64 * 1024 * 1024


class Kept(msgspec.Struct, frozen=True):
    """An exchange of this session, without secrets."""

    exchange: Exchange
    is_body_whole: bool


class Workspace:
    """The folders that a person named, and everything that lasts as long as the session."""

    def __init__(self, services: Services, folders: Sequence[Path], limits: Limits) -> None:
        """Prepare; nothing is read or sent.

        Args:
            services: The use cases.
            folders: Folders of collections, all of which are trusted.
            limits: Of the settings.
        """
        self.services = services
        self.folders = tuple(folders)
        self.limits = replace(
            limits,
            total_s=min(limits.total_s, _MOST_S),
            memory_bytes=min(limits.memory_bytes, _MEMORY_BYTES),
            body_bytes=min(limits.body_bytes, _LARGEST_BODY_BYTES),
        )
        self.mocks: dict[str, tuple[RunningMock, MockHost]] = {}
        """By the names of their environments."""
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._count = 0

    def keep(self, exchange: Exchange, *, is_body_whole: bool) -> str:
        """Keep an exchange that holds no secret, and return the name to ask for it."""
        self._count += 1
        name = f"result-{self._count}"
        self._kept[name] = Kept(exchange, is_body_whole)
        while len(self._kept) > _MOST_KEPT:
            self._kept.popitem(last=False)
        return name

    def kept(self, name: str) -> Kept:
        """Return an exchange that was kept.

        Raises:
            ProblemError: It is not kept any more.
        """
        if name not in self._kept:
            text = tr(
                "{name} is not kept any more. The last {count} results are; find older ones in "
                "the history."
            )
            raise ProblemError(text.format(name=printable(name), count=_MOST_KEPT))
        return self._kept[name]

    def path_in(self, name: str) -> Path:
        """Return a file or folder that lies in a folder of the session, without links.

        Raises:
            ProblemError: It lies elsewhere.
        """
        if "\0" not in name:
            candidates = [Path(name)] if os.path.isabs(name) else []
            if not candidates:
                candidates = [folder / name for folder in self.folders]
                candidates += [f.parent / name for f in self.folders]
            for candidate in candidates:
                real = os.path.realpath(candidate)
                if os.path.exists(real) and any(is_within(real, str(f)) for f in self.folders):
                    return Path(real)
        text = tr(
            "{name} is in none of the folders of this server. Its folders are: {folders}. Start it "
            "as 'aiurdesk mcp FOLDER' to add one."
        )
        folders = listed(map(str, self.folders)) or tr("none")
        raise ProblemError(text.format(name=printable(name), folders=folders))

    async def selections(self) -> list[Selection]:
        """Return the saved requests of all folders, as they are now."""
        return [await open_selection(folder) for folder in self.folders]

    async def request_named(self, name: str) -> tuple[Selection, CollectionRequest] | None:
        """Return a saved request by its file, or by its name with its folders or without.

        Raises:
            ProblemError: Several have the name, or the file lies elsewhere.
        """
        if name.endswith(".request.toml"):
            selection = await open_selection(self.path_in(name))
            if not selection.requests:
                raise ProblemError("\n".join(map(str, selection.mistakes)))
            return selection, selection.requests[0]
        found = [
            (selection, request)
            for selection in await self.selections()
            for request in selection.requests
            if name in (request.title, request.name)
        ]
        if len(found) > 1:
            text = tr("Several requests are called {name}. Give the file of one: {files}.")
            files = listed([request.path for _, request in found[:5]])
            raise ProblemError(text.format(name=printable(name), files=files))
        return found[0] if found else None

    async def environment(self, name: str) -> Environment:
        """Return an environment by its name, also that of a mock of this session.

        Raises:
            ProblemError: There is none.
        """
        for own, (mock, _) in self.mocks.items():
            if own.casefold() == name.casefold():
                return mock.environment
        return await environment_named(name or None, self.services)

    async def aclose(self) -> None:
        """Stop the mocks."""
        mocks, self.mocks = self.mocks, {}
        await asyncio.gather(*(host.aclose() for _, host in mocks.values()))
