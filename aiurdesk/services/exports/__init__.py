"""Collections, services and the history in formats that others read."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import aiurdesk.services.exports.exporting
else:
    __getattr__ = late(__name__)
