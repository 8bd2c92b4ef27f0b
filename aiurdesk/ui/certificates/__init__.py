"""The certificates of servers, and those that a person adds for hosts."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import aiurdesk.ui.certificates.certificate_controller
else:
    __getattr__ = late(__name__)
