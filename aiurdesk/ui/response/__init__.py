"""The response pane: verdict, tree, text, headers and timing of an exchange."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    from aiurdesk.ui.response.verdict_banner import VerdictBanner as VerdictBanner
    from aiurdesk.ui.response.views import ResponseViews as ResponseViews
else:
    __getattr__ = late(__name__, "verdict_banner.VerdictBanner views.ResponseViews")
