"""Filters, tables and parts of bodies, made in a helper process."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import aiurdesk.services.body_views.body_levels
    import aiurdesk.services.body_views.body_parts
    import aiurdesk.services.body_views.body_values
    import aiurdesk.services.body_views.file_bodies
else:
    __getattr__ = late(__name__)
