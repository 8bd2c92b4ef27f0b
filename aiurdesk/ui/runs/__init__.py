"""Runs collections in the window."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import aiurdesk.ui.runs.load_controller
    import aiurdesk.ui.runs.run_controller
else:
    __getattr__ = late(__name__)
