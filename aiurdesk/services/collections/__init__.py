"""Folders of saved requests: what is in them, and how it is changed."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import aiurdesk.services.collections.collection_folders
    import aiurdesk.services.collections.collections
    import aiurdesk.services.collections.examples
else:
    __getattr__ = late(__name__)
