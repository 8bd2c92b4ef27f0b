"""Credentials: their secrets, signing in, and tokens that are held in memory."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import aiurdesk.services.credentials.binding
    import aiurdesk.services.credentials.credentials
else:
    __getattr__ = late(__name__)
