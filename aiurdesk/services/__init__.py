"""Use cases between the adapters and the window or command line."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import aiurdesk.services.exports
else:
    __getattr__ = late(__name__)
