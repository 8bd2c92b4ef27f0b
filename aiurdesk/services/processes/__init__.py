"""Processes beside the program, and what they are for; ``HelperProcesses`` owns all of them."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import aiurdesk.services.processes.body_texts
else:
    __getattr__ = late(__name__)
