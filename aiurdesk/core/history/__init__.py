"""What is kept of the exchanges that a person sent, and how it is found again."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import aiurdesk.core.history.history_filter
    import aiurdesk.core.history.recording
else:
    __getattr__ = late(__name__)
