"""A request with its outcome and what the program concluded from it."""

from datetime import datetime

import msgspec
from msgspec.structs import replace

from aiurdesk.core.request.request import PreparedRequest, Request
from aiurdesk.core.response.examination import Examination
from aiurdesk.core.response.response import Outcome, Response
from aiurdesk.core.translation import Phrase
from aiurdesk.core.verdict.envelope import Envelope, NotAnEnvelope
from aiurdesk.core.verdict.reading import Reading
from aiurdesk.core.verdict.verdict import Severity, Verdict


class Exchange(msgspec.Struct, frozen=True):
    """One sent request: everything about it, from the form to the verdict."""

    request: Request
    prepared: PreparedRequest
    outcome: Outcome
    envelope: Envelope | NotAnEnvelope | None
    """None if there was no response."""
    verdict: Verdict
    started_at: datetime
    """Timezone-aware."""
    examination: Examination | None = None
    """What its tests and captures found; None where the request has neither."""
    reading: Reading | None = None
    """What the body says, of which the verdict was made; None where that is not known."""
    remarks: tuple[Phrase, ...] = ()
    """What else is among the notes of the verdict, and does not follow from the reading."""

    @property
    def status(self) -> int | None:
        """The HTTP status; None where there was no response."""
        return self.outcome.status if isinstance(self.outcome, Response) else None

    @property
    def severity(self) -> Severity:
        """How bad it is: the verdict's severity, unless a test failed."""
        has_failed = self.examination is not None and bool(self.examination.failed)
        return Severity.TEST if has_failed else self.verdict.severity

    def with_note(self, note: Phrase) -> "Exchange":
        """Return the exchange with one more note to its verdict."""
        verdict = replace(self.verdict, notes=(*self.verdict.notes, str(note)))
        return replace(self, verdict=verdict, remarks=(*self.remarks, note))
