"""The endpoint tree of the sidebar and what it shows."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    from aiurdesk.ui.endpoints.docs_panel import DocsPanel as DocsPanel
    from aiurdesk.ui.endpoints.endpoints_panel import EndpointsPanel as EndpointsPanel
else:
    __getattr__ = late(__name__, "docs_panel.DocsPanel endpoints_panel.EndpointsPanel")
