"""Mocks: what they answer with, and the servers of them."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import aiurdesk.services.mocks.mock_host
else:
    __getattr__ = late(__name__)
