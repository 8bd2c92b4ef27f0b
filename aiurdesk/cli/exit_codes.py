"""What the command line tells the shell."""

from enum import IntEnum

from aiurdesk.core.verdict.verdict import Severity, Verdict, VerdictKind


class ExitCode(IntEnum):
    """Exit statuses; scripts build on the numbers."""

    SUCCESS = 0
    """The verdict is a success."""
    REFUSED = 1
    """The service said otherwise."""
    USAGE = 2
    """Wrong usage or input; nothing was sent."""
    NO_RESPONSE = 3
    NO_ENVELOPE = 4
    """A response without the envelope that was promised, or with an unexpected code."""
    MISTAKE = 70
    """The program itself is wrong; 70 is EX_SOFTWARE of sysexits.h."""


def exit_code(verdict: Verdict) -> ExitCode:
    """Return the exit status that a verdict asks for."""
    if verdict.kind is VerdictKind.NO_ANSWER:
        return ExitCode.NO_RESPONSE
    is_by_status = verdict.kind is VerdictKind.BARE_STATUS and not verdict.is_envelope_expected
    if verdict.kind is not VerdictKind.ENVELOPE and not is_by_status:
        return ExitCode.NO_ENVELOPE
    return ExitCode.SUCCESS if verdict.severity is Severity.SUCCESS else ExitCode.REFUSED
