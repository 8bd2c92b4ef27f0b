"""The main window and what belongs to it as a whole."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import aiurdesk.ui.window.about_dialog
    import aiurdesk.ui.window.documentation_dialog
    import aiurdesk.ui.window.go_to_field
    import aiurdesk.ui.window.log_dialog
    import aiurdesk.ui.window.messages
    import aiurdesk.ui.window.report_dialog
    import aiurdesk.ui.window.settings_dialog
else:
    __getattr__ = late(__name__)
