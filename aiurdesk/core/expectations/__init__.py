"""Tests and captures of responses and frames."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import aiurdesk.core.expectations.captures
    import aiurdesk.core.expectations.response_tests
    import aiurdesk.core.expectations.typed_tests
else:
    __getattr__ = late(__name__)
