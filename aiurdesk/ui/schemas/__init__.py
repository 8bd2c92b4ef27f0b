"""Checks and completes documents of GraphQL by the schemas of their servers."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import aiurdesk.ui.schemas.schema_controller
else:
    __getattr__ = late(__name__)
