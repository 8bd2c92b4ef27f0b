"""The history of sent exchanges: its entries, their records, and how they are searched."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import aiurdesk.core.history.history_filter
    import aiurdesk.core.history.recording
else:
    __getattr__ = late(__name__)
