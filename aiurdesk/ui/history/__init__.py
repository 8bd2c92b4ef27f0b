"""The tab of the sidebar with what was sent, and the comparison of two exchanges."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import aiurdesk.ui.history.compare_dialog
    import aiurdesk.ui.history.history_panel
else:
    __getattr__ = late(__name__)
