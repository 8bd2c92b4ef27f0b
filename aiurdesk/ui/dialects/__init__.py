"""Teaching dialects, and choosing which of them judges a response."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import aiurdesk.ui.dialects.dialect_controller
    import aiurdesk.ui.dialects.dialect_watch
else:
    __getattr__ = late(__name__)
