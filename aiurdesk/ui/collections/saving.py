"""Saves open requests into collections."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace
from PySide6.QtCore import QDir, QObject, Signal
from PySide6.QtWidgets import (
    QWidget,
)

from aiurdesk.core.collection.collection_request import CollectionRequest
from aiurdesk.core.collection.file_name import (
    REQUEST_SUFFIX,
    file_name,
    folded_name,
    free_name,
    readable_name,
)
from aiurdesk.core.collection.literal_secrets import LiteralSecret
from aiurdesk.core.collection.moved_secrets import secret_at, suggested_name, with_reference
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.request.request import Request
from aiurdesk.core.translation import tr, trn, truncate
from aiurdesk.services.collections.collections import SERVICE_SAVED, carry_service
from aiurdesk.services.collections.saved_files import (
    ChangedOutside,
    SecretsFound,
    entries_of,
    make_folder,
    save_copy,
)
from aiurdesk.services.credentials.accounts import Accounts
from aiurdesk.services.sending.kept_secrets import keep_secret
from aiurdesk.ui.collections.collections_controller import CollectionsController
from aiurdesk.ui.collections.folder_settings import FolderSettingsEditing
from aiurdesk.ui.collections.save_dialog import NewPlace, SaveDialog
from aiurdesk.ui.environments.secrets_dialog import SecretsDialog
from aiurdesk.ui.request.tab_titles import short_title
from aiurdesk.ui.request.workbench import OpenRequest
from aiurdesk.ui.tasks import TaskScope
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.dialog import answer_of
from aiurdesk.ui.widgets.file_dialog import LAST_FOLDER
from aiurdesk.ui.widgets.question import choose
from aiurdesk.ui.window.messages import Message

_SAVE_ALL = tr("save all requests")
_KEEP_MINE, _USE_FILE = tr("Keep my edits"), tr("Use the file")
_LONGEST_NAME = 60
"""Characters of a name that is suggested."""


class SavedWork(NamedTuple):
    """The collections with what saves into them, which are made together."""

    collections: CollectionsController
    saving: "SavingController"
    folder_settings: FolderSettingsEditing


class SavingController(QObject):
    """Saves requests, and asks where only the person can decide."""

    told = Signal(Message)
    """Emitted with what could not be saved, and with what can be taken back."""
    secrets_kept = Signal()
    """Emitted when secrets were moved to the keyring, so that there are more credentials."""
    saved = Signal(str)
    """Emitted with the name of a request that was saved."""

    def __init__(
        self,
        theme: Theme,
        parent: QWidget,
        scope: TaskScope,
        collections: CollectionsController,
        accounts: Accounts,
        environment_name: Callable[[], str],
    ) -> None:
        """Prepare.

        Args:
            theme: Of its dialogs.
            parent: Of its dialogs.
            environment_name: Returns the name of the environment of a new collection.
        """
        super().__init__()
        self._theme = theme
        self._parent = parent
        self._scope = scope
        self._bench = collections.bench
        self._library = collections.library
        self._collections = collections
        self._accounts = accounts
        self._environment_name = environment_name

    def save(self, key: int | None = None) -> None:
        """Save a request, by default the one in front, and ask where if it has no file."""
        self._start(key, is_asked=False)

    def save_as(self, key: int | None = None, folder: str = "") -> None:
        """Save a request under another name or in another folder.

        Args:
            folder: Where it goes, under a name that is free there; empty asks for both.
        """
        self._start(key, is_asked=True, folder=folder)

    def _start(self, key: int | None, *, is_asked: bool, folder: str = "") -> None:
        opened = self._bench.current if key is None else self._bench.opened(key)
        # Starting it again would cancel the one that runs, and with it the dialog that it shows.
        if opened is not None and not self._scope.is_busy(task := f"save {opened.key}"):
            is_asked = is_asked or opened.copy is None
            self._scope.start(task, self._save, opened.key, is_asked, folder)

    def save_all(self) -> None:
        """Save all requests that have a file and were edited."""
        if not self._scope.is_busy(_SAVE_ALL):
            self._scope.start(_SAVE_ALL, self._save_all)

    def revert(self, key: int | None = None) -> None:
        """Show what the file holds, and offer to take that back."""
        opened = self._bench.current if key is None else self._bench.opened(key)
        if opened is None or opened.copy is None or opened.copy.opened is None:
            return
        edited, copy = opened.request, opened.copy
        self._bench.replace_request(opened.key, opened.copy.opened, copy)

        def take_back() -> None:
            # The tab may be closed by now, or its file saved in another place.
            now = self._bench.opened(opened.key)
            if now is not None:
                self._bench.replace_request(now.key, edited, now.copy)

        self.told.emit(
            Message(tr("Reverted {name}.").format(name=copy.name), "notice", tr("Undo"), take_back)
        )

    async def _save_all(self) -> None:
        # As it is now; the keys are looked up again, as each save may wait for an answer.
        unsaved = [o for o in self._bench.open_requests if o.is_edited]
        for opened in unsaved:
            if opened.copy is not None:
                await self._save(opened.key, False)
        new = sum(opened.copy is None for opened in unsaved)
        if new:
            words = trn(
                "{count} request has no file yet. Save each of them to choose one.",
                "{count} requests have no file yet. Save each of them to choose one.",
                new,
            )
            self.told.emit(Message(words.format(count=new)))

    async def _save(self, key: int, is_asked: bool, folder: str = "") -> None:
        opened = self._bench.opened(key)
        if opened is None:
            return
        copy = opened.copy
        path, version = ("", "") if copy is None else (copy.path, copy.version)
        try:
            if folder:
                path, version = self._path_in(folder, opened), ""
            elif is_asked:
                path, version = await self._ask_path(opened), ""
            if path:
                await self._save_to(key, path, version, is_asked)
        except ProblemError as error:
            self.told.emit(Message(str(error), "input"))

    async def _save_to(self, key: int, path: str, version: str, is_new: bool) -> None:
        # Once more after each answer: while the person thinks, the file may change again.
        while (opened := self._bench.opened(key)) is not None:
            async with self._collections.changing() as note_own_change:
                result = await save_copy(
                    Path(path),
                    opened.request,
                    self._library.with_code_lab,
                    self._collections.trust,
                    version,
                    self._environment_name(),
                )
                if isinstance(result, CollectionRequest):
                    note_own_change()
            if isinstance(result, CollectionRequest):
                self._bench.take_copy(key, result)
                self.saved.emit(result.name)
                await self._carry_service(opened.request, Path(path))
                await self._collections.note_saved(path)
                return
            if isinstance(result, SecretsFound):
                if not await self._settle_secrets(key, opened.request, result.literals):
                    return
            elif not await self._settle_conflict(key, path, result, is_new=is_new):
                return
            else:
                # The person keeps this version, and the tab knows now what the file holds.
                current = self._bench.opened(key)
                version = current.copy.version if current and current.copy else version

    async def _carry_service(self, request: Request, file: Path) -> None:
        service = await carry_service(self._library.own, request, file)
        if service:
            words = SERVICE_SAVED.format(service=truncate(service, _LONGEST_NAME))
            self.told.emit(Message(words, "success"))

    async def _settle_conflict(
        self, key: int, path: str, conflict: ChangedOutside, *, is_new: bool
    ) -> bool:
        """Ask which version stays, and return whether the one in the tab is to be saved now."""
        name = Path(path).name
        # A name that was just chosen must not overwrite a file that it does not know.
        if is_new:
            text = tr("There is a file {name} already. Choose another name.").format(name=name)
            self.told.emit(Message(text, "input"))
            return False
        theirs = conflict.current
        if not isinstance(theirs, CollectionRequest):
            sentence = self._collections.tabs.problem(path, theirs).sentence
            text = tr("{sentence} Use Save as to save your request.").format(sentence=sentence)
            self.told.emit(Message(text, "input"))
            return False
        words = tr(
            "{name} was changed outside aiurdesk while you edited it.\n\nWhich version "
            "is to stay? The other one opens in a tab of its own, so none is lost."
        ).format(name=theirs.name)
        answers = (_KEEP_MINE, _USE_FILE)
        answer = await choose(self._theme, self._parent, tr("Changed outside"), words, answers)
        if answer not in answers:
            return False
        self._collections.tabs.resolve(key, theirs, is_mine_kept=answer == _KEEP_MINE)
        return answer == _KEEP_MINE

    async def _settle_secrets(
        self, key: int, request: Request, literals: Sequence[LiteralSecret]
    ) -> bool:
        """Ask what becomes of secrets; return whether the request can be saved now."""
        names = {
            literal: secret_at(request, literal.location)
            and suggested_name(request, literal.location)
            for literal in literals
        }
        dialog = SecretsDialog(self._theme, self._parent, names)
        choice = await answer_of(dialog, dialog.choice)
        if choice is None:
            return False
        changed = replace(request, not_secret=(*request.not_secret, *choice.not_secret))
        for location, name in choice.moved:
            secret = Secret(secret_at(changed, location))
            await keep_secret(self._accounts, name, secret, self._bench.sending.plan(changed))
            changed = with_reference(changed, location, name)
        if choice.moved:
            self.secrets_kept.emit()
        opened = self._bench.opened(key)
        if opened is None:
            return False
        # Not ``changed``: while the keyring was unlocked, the person may have typed on.
        now = opened.request
        now = replace(now, not_secret=(*now.not_secret, *choice.not_secret))
        for location, name in choice.moved:
            # Where another secret was typed meanwhile, the next save asks about that one.
            if secret_at(now, location) == secret_at(request, location):
                now = with_reference(now, location, name)
        self._bench.replace_request(key, now, opened.copy)
        return True

    async def _ask_path(self, opened: OpenRequest) -> str:
        folders = [
            folder for opened in self._collections.collections for folder in opened.folders()
        ]
        first = self._collections.folder_for_new()
        # The suggested one to the top; the sort leaves the others in their order.
        folders.sort(key=lambda folder: folder[1] != first)
        name = opened.name or _suggested_name(opened.request)
        if opened.copy is not None:
            # Saved as something else: two requests of one name in a folder are refused.
            name = tr("{name} copy").format(name=opened.copy.name)
        folder = Path(LAST_FOLDER.path or QDir.homePath())
        place = NewPlace(folder, await entries_of(folder))
        dialog = SaveDialog(self._theme, self._parent, name, folders, self._is_taken, place)
        path = await answer_of(dialog, dialog.path) or ""
        if path and dialog.is_new:
            await make_folder(Path(path).parent)
        return path

    def _path_in(self, folder: str, opened: OpenRequest) -> str:
        """Return a file in a folder for a request, under a name that no other one has."""
        name = opened.copy.name if opened.copy else opened.name
        name = free_name(name or _suggested_name(opened.request), self._names_in(folder))
        return f"{folder}/{file_name(name)}{REQUEST_SUFFIX}"

    def _is_taken(self, folder: str, name: str) -> bool:
        return folded_name(name) in map(folded_name, self._names_in(folder))

    def _names_in(self, folder: str) -> list[str]:
        """Return the names of the requests of a folder."""
        roots = [one.collection.root for one in self._collections.collections if one.collection]
        inner = (inner for root in roots for inner in root.with_inner() if inner.path == folder)
        return [request.name for match in inner for request in match.requests]


def _suggested_name(request: Request) -> str:
    """Return the title of an endpoint, or the path of a typed address, as a name of a file."""
    title = short_title(request.endpoint)
    method, space, rest = title.partition(" ")
    # Endpoints without a title are called by method and path.
    title = rest if space and method == request.sent_method else title
    return truncate(readable_name(title), _LONGEST_NAME)
