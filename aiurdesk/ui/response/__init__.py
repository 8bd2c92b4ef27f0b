"""The response pane: verdict, tree, text, headers and timing of an exchange."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import aiurdesk.ui.response.beginning_view
    import aiurdesk.ui.response.verdict_banner
    import aiurdesk.ui.response.views
else:
    __getattr__ = late(__name__)
