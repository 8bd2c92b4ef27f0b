"""Schemas of GraphQL: fetching, keeping, and checking documents by them."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import aiurdesk.services.graphql.schemas
else:
    __getattr__ = late(__name__)
