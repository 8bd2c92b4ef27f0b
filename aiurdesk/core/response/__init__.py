"""Responses and failures, their times, and what tests found in them."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import aiurdesk.core.response.body_format
else:
    __getattr__ = late(__name__)
