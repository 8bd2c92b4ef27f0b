"""Lets a person change the settings of a collection or a folder."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from aiurdesk.core.collection.environment_file import BASES
from aiurdesk.core.errors import AiurdeskError
from aiurdesk.core.translation import tr
from aiurdesk.services.collections.collection_plans import ChangeSettings
from aiurdesk.services.collections.folder_files import read_settings
from aiurdesk.services.services import Services
from aiurdesk.ui.collections.collections_controller import CollectionsController
from aiurdesk.ui.dialogs.ask import answer_of
from aiurdesk.ui.tasks import TaskScope
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.window.messages import Message

if TYPE_CHECKING:
    from aiurdesk.ui.collections.folder_settings_dialog import FolderSettingsDialog

_CHANGE = tr("change the settings of a folder")


class FolderSettingsEditing(QObject):
    """Asks for the settings of a folder, and lets the collections write them."""

    def __init__(
        self,
        theme: Theme,
        parent: QWidget,
        scope: TaskScope,
        collections: CollectionsController,
        services: Services,
        dialog_class: "Callable[[], type[FolderSettingsDialog]]",
    ) -> None:
        """Prepare.

        Args:
            dialog_class: Loads the dialog when it is first wanted.
        """
        super().__init__()
        self._theme = theme
        self._parent = parent
        self._scope = scope
        self._collections = collections
        self._credentials = services.credentials
        self._environments = services.environments
        self._dialog_class = dialog_class
        collections.settings_wanted.connect(self._on_wanted)

    def _on_wanted(self, path: str) -> None:
        # Starting it again would close the open dialog, with what is typed in it.
        if not self._scope.is_busy(_CHANGE):
            self._scope.start(_CHANGE, self._change, path)

    async def _change(self, path: str) -> None:
        try:
            in_file = await read_settings(Path(path))
        except AiurdeskError as error:
            self._collections.told.emit(Message(str(error), "input"))
            return
        credentials = [credential.name for credential in self._credentials.all]
        environments = (*BASES, *self._environments.last_read.by_name)
        dialog = self._dialog_class()(self._theme, self._parent, in_file, credentials, environments)
        settings = await answer_of(dialog, dialog.settings)
        if settings is not None and settings != in_file.settings:
            self._collections.carry_out(ChangeSettings(path, in_file.settings, settings))
