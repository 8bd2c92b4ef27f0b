"""The endpoint tree of the sidebar and what it shows."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import aiurdesk.ui.endpoints.docs_panel
    import aiurdesk.ui.endpoints.services_section
else:
    __getattr__ = late(__name__)
