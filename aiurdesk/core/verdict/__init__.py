"""Envelopes, result codes, and the verdict on an outcome."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import aiurdesk.core.verdict.dialect
    import aiurdesk.core.verdict.envelope
    import aiurdesk.core.verdict.envelope_reading
    import aiurdesk.core.verdict.failures
    import aiurdesk.core.verdict.judge
else:
    __getattr__ = late(__name__)
