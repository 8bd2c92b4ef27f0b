"""Services that a person adds: made of descriptions of APIs, updated and removed."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    from aiurdesk.services.api_services import api_services as api_services
else:
    __getattr__ = late(__name__)
