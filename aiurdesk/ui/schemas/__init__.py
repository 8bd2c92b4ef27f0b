"""Checks and completes documents of GraphQL by their schemas, and checks long texts of JSON."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import aiurdesk.ui.schemas.schema_controller
    import aiurdesk.ui.schemas.text_work
else:
    __getattr__ = late(__name__)
