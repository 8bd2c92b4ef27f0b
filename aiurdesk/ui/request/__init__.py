"""Open requests: tabs, pages, address row and sending."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import aiurdesk.ui.request.notes_panel
    import aiurdesk.ui.request.send_options_dialog
    import aiurdesk.ui.request.strips
    import aiurdesk.ui.request.text_import
else:
    __getattr__ = late(__name__)
