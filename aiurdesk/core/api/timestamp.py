"""Timestamps as servers read them: ISO 8601 with a zone, sent in UTC.

Source: echo of a server built on AiurProtocol, library of 2026-08: ``tests/data/binding.tsv``.
"""

import re
from datetime import UTC, datetime, timedelta, timezone

from aiurdesk.core.api.constraints import Constraints, Refusal
from aiurdesk.core.translation import tr

_DECIMALS = 7
"""Of a second; servers round what goes beyond."""
_TIMESTAMP = (
    r"(?ia)([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2})(?::([0-9]{2})(?:\.([0-9]+))?)?"
    r"(?:(Z)|([+-])([0-9]{2}):([0-9]{2}))"
)
# What .NET makes of other notations, as recorded in ``binding.tsv``.
_MISREADINGS = (
    (r"[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?", tr("Servers read a time alone as that time of today. ")),
    (
        r"[0-9]{1,2}[/-][0-9]{1,2}[/-][0-9]{4}.*",
        tr("Servers read such a date as month, day, year: 11/12/2026 is 12 November. "),
    ),
    (
        r"[0-9]{4}-[0-9]{2}-[0-9]{2}",
        tr("Servers read a date alone as midnight UTC, which may be another day where you are. "),
    ),
    (
        r"[0-9]{4}[/-][0-9]{1,2}[/-][0-9]{1,2}([T ][0-9:.]+)?|[0-9]{1,2} [A-Za-z]+ [0-9]{4}.*",
        tr("Servers read a date without a zone as UTC. "),
    ),
)
_WANTED = tr(
    "Enter date, time and zone, such as 2026-11-24T10:11:12Z or 2026-11-24T12:11:12+02:00."
)


def write_timestamp(constraints: Constraints, text: str, example: str) -> str | Refusal:
    """Return a timestamp in UTC with ``Z``, such as ``2026-11-24T10:11:12.5Z``."""
    stripped = text.strip()
    match = re.fullmatch(_TIMESTAMP, stripped)
    if match is None:
        misread = (words for pattern, words in _MISREADINGS if re.fullmatch(pattern, stripped))
        return Refusal(next(misread, "") + _WANTED)
    day, clock, seconds, fraction, _, sign, hours, minutes = match.groups()
    # .NET counts in ticks of 100 nanoseconds.
    if fraction is not None and len(fraction) > _DECIMALS:
        return Refusal(
            tr("Servers store {decimals} decimals of a second and round the rest. {wanted}").format(
                decimals=_DECIMALS, wanted=_WANTED
            )
        )
    try:
        # Written in UTC, because the "+" of an offset arrives as a space where it is not escaped.
        offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
        zone = timezone(-offset if sign == "-" else offset)
        local = datetime.fromisoformat(f"{day}T{clock}:{seconds or '00'}").replace(tzinfo=zone)
        utc = local.astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return Refusal(tr("There is no such date, time or zone. {wanted}").format(wanted=_WANTED))
    return utc.isoformat(timespec="seconds") + (f".{fraction}" if fraction else "") + "Z"
