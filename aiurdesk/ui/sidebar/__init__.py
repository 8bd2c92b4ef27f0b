"""The sidebar: one tree with the sections Collections, Services and History, and one filter."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import aiurdesk.ui.sidebar.sections_page
else:
    __getattr__ = late(__name__)
