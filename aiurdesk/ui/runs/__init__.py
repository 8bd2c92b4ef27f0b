"""Runs collections in the window."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    from aiurdesk.ui.runs.run_controller import RunController as RunController
else:
    __getattr__ = late(__name__, "run_controller.RunController")
