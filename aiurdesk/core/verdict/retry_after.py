"""The wait that a server asks for with Retry-After, and the button that waits that long."""

from email.utils import parsedate_to_datetime

from aiurdesk.core.response.response import Response
from aiurdesk.core.translation import tr
from aiurdesk.core.verdict.verdict import Fix, FixAction
from aiurdesk.core.wording import format_duration

_MINUTE_S = 60
_LONGEST_COUNTDOWN_S = 3600


def retry_after_s(response: Response) -> int | None:
    """Return how many seconds the server asks to wait, or None where it says nothing usable.

    A date counts from the Date header, so that a wrong clock of this computer does not matter.

    Source: RFC 9110, section 10.2.3.
    """
    # Seconds or a date.
    text = (response.header("Retry-After") or "").strip()
    # ``isdigit`` alone accepts other digits too, some of which ``int`` refuses, such as "²".
    if text.isascii() and text.isdigit():
        # More digits than any wait has, and Python refuses to read thousands of them.
        return int(text) if len(text) < 10 else None
    try:
        until = parsedate_to_datetime(text)
        now = parsedate_to_datetime(response.header("Date") or "")
        return max(0, round((until - now).total_seconds()))
    except (ValueError, TypeError):
        return None


def resend_after(seconds: int) -> tuple[Fix, ...]:
    """Return the button that waits and resends, unless the wait is longer than anybody watches."""
    if seconds > _LONGEST_COUNTDOWN_S:
        return ()
    if not seconds:
        return (Fix(tr("Resend"), FixAction.RESEND),)
    text = tr("Resend in {wait_in_words}").format(wait_in_words=wait_in_words(seconds))
    return (Fix(text, FixAction.WAIT_AND_RESEND, str(seconds)),)


def wait_in_words(seconds: int) -> str:
    """Return a wait as ``90 s``, or in minutes and hours where it is long."""
    return f"{seconds} s" if seconds <= 2 * _MINUTE_S else format_duration(seconds * 1000)
