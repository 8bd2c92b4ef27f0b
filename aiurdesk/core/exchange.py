"""A request, its outcome and everything that was made of it."""

from dataclasses import dataclass
from datetime import datetime

from aiurdesk.core.envelope import Envelope, NotAnEnvelope
from aiurdesk.core.request import PreparedRequest, Request
from aiurdesk.core.response import Outcome
from aiurdesk.core.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Exchange:
    """One trip down the street."""

    request: Request
    prepared: PreparedRequest
    outcome: Outcome
    envelope: Envelope | NotAnEnvelope | None
    """None where there is no answer to read."""
    verdict: Verdict
    started_at: datetime
    """Timezone-aware."""
