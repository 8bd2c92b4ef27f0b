"""What was sent, in the sidebar, and the comparison of two exchanges."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import aiurdesk.ui.history.compare_dialog
    import aiurdesk.ui.history.history_panel
    import aiurdesk.ui.history.history_section
    import aiurdesk.ui.history.response_comparisons
else:
    __getattr__ = late(__name__)
