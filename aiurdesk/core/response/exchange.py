"""A request, its outcome and everything that was made of it."""

from datetime import datetime

import msgspec

from aiurdesk.core.request.request import PreparedRequest, Request
from aiurdesk.core.response.response import Outcome
from aiurdesk.core.verdict.envelope import Envelope, NotAnEnvelope
from aiurdesk.core.verdict.verdict import Verdict


class Exchange(msgspec.Struct, frozen=True):
    """One trip down the street."""

    request: Request
    prepared: PreparedRequest
    outcome: Outcome
    envelope: Envelope | NotAnEnvelope | None
    """None where there is no answer to read."""
    verdict: Verdict
    started_at: datetime
    """Timezone-aware."""
