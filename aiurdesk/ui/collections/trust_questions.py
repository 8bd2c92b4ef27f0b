"""Asks whether a folder is to be trusted, once for each folder while the window is open."""

import asyncio

import msgspec
from PySide6.QtWidgets import QWidget

from aiurdesk.core.errors import StorageError
from aiurdesk.core.translation import printable, tr
from aiurdesk.services.sending.reach import collection_reach_of
from aiurdesk.services.sending.trust import NotTrusted, Reach, Trust, TrustQuestion
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.question import choose

TRUST = tr("Trust this folder")
_NOT_NOW = tr("Not now")
_WAY = tr("choose {trust} in the menu of its collection").format(trust=TRUST)


class TrustQuestions(msgspec.Struct, frozen=True):
    """Asks in a dialog that names what all requests of the folder use."""

    theme: Theme
    parent: QWidget
    trust: Trust
    declined: set[str] = msgspec.field(default_factory=set)
    """The folders that the person did not want to trust."""

    async def ask_trust(self, question: TrustQuestion) -> bool:
        """Ask whether a folder is to be trusted, and trust it.

        Raises:
            NotTrusted: The person did not want to before.
            StorageError: It cannot be written down.
        """
        if question.folder in self.declined:
            raise NotTrusted(question, _WAY)
        reach = (await _reach(question.folder)).joined(question.reach)
        if question.is_new:
            # Not only what this request uses: the answer is kept for all of them.
            whole = await asyncio.to_thread(self.trust.question, (question.folder,), reach)
            words = tr(
                "The trusted folder {folder} was changed.\n\nIts requests newly use {words}. They "
                "may send it to any address. Allow it if you made this change, or know who did."
            ).format(folder=printable(question.folder), words=(whole or question).reach.words)
            return await self._is_answered(question, reach, words, tr("Allow"))
        words = tr(
            "Do you trust the folder {folder}?\n\nIts requests use {words}. They may "
            "send it to any address. Trust the folder if you wrote them, or know who "
            "did."
        ).format(folder=printable(question.folder), words=reach.words)
        return await self._is_answered(question, reach, words, TRUST)

    async def _is_answered(
        self, question: TrustQuestion, reach: Reach, words: str, yes: str
    ) -> bool:
        title = tr("Trust a folder")
        answer = await choose(self.theme, self.parent, title, words, (yes,), _NOT_NOW)
        if answer != yes:
            self.declined.add(question.folder)
            return False
        await asyncio.to_thread(self.trust.add, question.folder, reach)
        return True


async def _reach(folder: str) -> Reach:
    try:
        return await collection_reach_of(folder)
    except StorageError:
        return Reach()  # what the request itself uses is known
