"""The main window and what belongs to it as a whole."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import aiurdesk.ui.window.go_to_field
    import aiurdesk.ui.window.help_dialogs
    import aiurdesk.ui.window.message_bar
    import aiurdesk.ui.window.settings_dialog
else:
    __getattr__ = late(__name__)
