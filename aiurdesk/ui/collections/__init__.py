"""The collections of the sidebar, and what saves requests into them."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import aiurdesk.ui.collections.collection_export
    import aiurdesk.ui.collections.collection_import
    import aiurdesk.ui.collections.collections_controller
    import aiurdesk.ui.collections.collections_section
    import aiurdesk.ui.collections.examples
    import aiurdesk.ui.collections.folder_settings
    import aiurdesk.ui.collections.outline
    import aiurdesk.ui.collections.saving
    import aiurdesk.ui.collections.trust_questions
else:
    __getattr__ = late(__name__)
