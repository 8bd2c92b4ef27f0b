"""Services that a person adds: the dialogs that show what a description becomes."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import aiurdesk.ui.api_services.mock_actions
    import aiurdesk.ui.api_services.service_actions
else:
    __getattr__ = late(__name__)
