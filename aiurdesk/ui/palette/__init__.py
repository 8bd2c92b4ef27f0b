"""The command palette: one line that finds what can be gone to and what can be done."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import aiurdesk.ui.palette.palette
    import aiurdesk.ui.palette.source
    import aiurdesk.ui.palette.sources
else:
    __getattr__ = late(__name__)
