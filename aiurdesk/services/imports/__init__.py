"""Exports of other programs become collections."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import aiurdesk.services.imports.importing
else:
    __getattr__ = late(__name__)
