"""The exit statuses of the command line."""

from enum import IntEnum

from aiurdesk.core.verdict.verdict import Severity, Verdict, VerdictKind


class ExitCode(IntEnum):
    """Exit statuses; scripts depend on the numbers."""

    SUCCESS = 0
    """The verdict is a success."""
    REFUSED = 1
    """The service reports anything else, or an unknown host sends a status other than 2xx."""
    USAGE = 2
    """Wrong usage or input; nothing was sent."""
    NO_RESPONSE = 3
    NO_ENVELOPE = 4
    """A response without the expected envelope, or with an unexpected code."""
    TEST_FAILED = 5
    """A test of a saved request did not pass."""
    MISTAKE = 70
    """The program itself is wrong; 70 is EX_SOFTWARE of sysexits.h."""
    SYSTEM = 71
    """The system refused, such as a full disk; 71 is EX_OSERR of sysexits.h."""


def exit_code(verdict: Verdict) -> ExitCode:
    """Return the exit status of a verdict."""
    if verdict.kind is VerdictKind.NO_ANSWER:
        return ExitCode.NO_RESPONSE
    # A known service owes an envelope, so its bare status is not a success; another host owes none.
    is_by_status = verdict.kind is VerdictKind.BARE_STATUS and not verdict.is_envelope_expected
    if verdict.kind is not VerdictKind.ENVELOPE and not is_by_status:
        return ExitCode.NO_ENVELOPE
    return ExitCode.SUCCESS if verdict.severity is Severity.SUCCESS else ExitCode.REFUSED
