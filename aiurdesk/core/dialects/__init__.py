"""Dialects: the ways in which services say whether a request worked, and what went wrong."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import aiurdesk.core.dialects.choosing
    import aiurdesk.core.dialects.dialect_file
    import aiurdesk.core.dialects.dialect_reading
else:
    __getattr__ = late(__name__)
