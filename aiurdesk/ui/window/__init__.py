"""The main window and what belongs to it as a whole."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    from aiurdesk.ui.window.about_dialog import AboutDialog as AboutDialog
    from aiurdesk.ui.window.documentation_dialog import DocumentationDialog as DocumentationDialog
    from aiurdesk.ui.window.go_to_field import GoToField as GoToField
    from aiurdesk.ui.window.messages import MessageBar as MessageBar
    from aiurdesk.ui.window.settings_dialog import SettingsDialog as SettingsDialog
else:
    __getattr__ = late(
        __name__,
        """
        about_dialog.AboutDialog documentation_dialog.DocumentationDialog
        go_to_field.GoToField messages.MessageBar settings_dialog.SettingsDialog
        """,
    )
