"""The command palette: one line that finds what can be gone to and what can be done."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import aiurdesk.ui.palette.palette_controller
    import aiurdesk.ui.palette.source
else:
    __getattr__ = late(__name__)
