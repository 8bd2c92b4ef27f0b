"""Tests and captures of responses and frames, carried out."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import aiurdesk.services.expectations.evaluated_tests
else:
    __getattr__ = late(__name__)
