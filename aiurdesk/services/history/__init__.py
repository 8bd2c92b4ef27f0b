"""The history of requests and responses: recording, search and deletion."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import aiurdesk.services.history.comparing
    import aiurdesk.services.history.history_records
else:
    __getattr__ = late(__name__)
