"""Asks whether a folder is to be trusted, once for each folder while the window is open."""

import asyncio

from PySide6.QtWidgets import QWidget

from aiurdesk.core.errors import StorageError
from aiurdesk.core.translation import tr
from aiurdesk.core.wording import printable
from aiurdesk.services.sending.reach import collection_reach
from aiurdesk.services.sending.trust import NotTrusted, Reach, Trust, TrustQuestion
from aiurdesk.ui.dialogs.question import choose
from aiurdesk.ui.theme.theme import Theme

TRUST = tr("Trust this folder")
_NOT_NOW = tr("Not now")
_WAY = tr("choose {trust} in the menu of its collection").format(trust=TRUST)


class TrustQuestions:
    """Asks in a dialog that names what all requests of the folder use."""

    def __init__(self, theme: Theme, parent: QWidget, trust: Trust) -> None:
        self._theme = theme
        self._parent = parent
        self._trust = trust
        self._declined: set[str] = set()

    async def ask_trust(self, question: TrustQuestion) -> bool:
        """Ask whether a folder is to be trusted, and trust it.

        Raises:
            NotTrusted: The person did not want to before.
            StorageError: It cannot be written down.
        """
        if question.folder in self._declined:
            raise NotTrusted(question, _WAY)
        reach = (await _reach(question.folder)).joined(question.reach)
        words = tr(
            "Do you trust the folder {folder}?\n\nIts requests use {words}. They may "
            "send it to any address. Trust the folder if you wrote them, or know who "
            "did."
        ).format(folder=printable(question.folder), words=reach.words)
        title = tr("Trust a folder")
        answer = await choose(self._theme, self._parent, title, words, (TRUST,), _NOT_NOW)
        if answer != TRUST:
            self._declined.add(question.folder)
            return False
        await asyncio.to_thread(self._trust.add, question.folder)
        return True


async def _reach(folder: str) -> Reach:
    try:
        return await asyncio.to_thread(collection_reach, folder)
    except StorageError:
        return Reach()  # what the request itself uses is known
