"""The dialects of services: their files, which one judges a response, and what it reads."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import aiurdesk.services.dialects.dialect_changes
else:
    __getattr__ = late(__name__)
