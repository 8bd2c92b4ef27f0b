"""Runs of collections, and their reports."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import aiurdesk.services.runs.run_data
else:
    __getattr__ = late(__name__)
