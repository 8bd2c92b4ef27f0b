"""The collections with what saves into them, which are made together."""

from typing import NamedTuple

from aiurdesk.ui.collections.collections_controller import CollectionsController
from aiurdesk.ui.collections.folder_settings import FolderSettingsEditing
from aiurdesk.ui.collections.saving import Saving


class SavedWork(NamedTuple):
    """What the window does with collections."""

    collections: CollectionsController
    saving: Saving
    folder_settings: FolderSettingsEditing
