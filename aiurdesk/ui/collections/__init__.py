"""The collections of the sidebar, and what saves requests into them."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    from aiurdesk.ui.collections.collection_import import CollectionImport as CollectionImport
    from aiurdesk.ui.collections.collections_controller import (
        CollectionsController as CollectionsController,
    )
    from aiurdesk.ui.collections.collections_panel import CollectionsPanel as CollectionsPanel
    from aiurdesk.ui.collections.folder_settings import (
        FolderSettingsEditing as FolderSettingsEditing,
    )
    from aiurdesk.ui.collections.folder_settings_dialog import (
        FolderSettingsDialog as FolderSettingsDialog,
    )
    from aiurdesk.ui.collections.saved_work import SavedWork as SavedWork
    from aiurdesk.ui.collections.saving import Saving as Saving
    from aiurdesk.ui.collections.trust_questions import TrustQuestions as TrustQuestions
else:
    __getattr__ = late(
        __name__,
        """
        collection_import.CollectionImport collections_controller.CollectionsController
        collections_panel.CollectionsPanel folder_settings.FolderSettingsEditing
        folder_settings_dialog.FolderSettingsDialog saved_work.SavedWork saving.Saving
        trust_questions.TrustQuestions
        """,
    )
