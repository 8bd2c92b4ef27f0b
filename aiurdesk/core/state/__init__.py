"""What is kept between two starts: settings, the window and its open requests."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import aiurdesk.core.state.tab_state
else:
    __getattr__ = late(__name__)
