"""What the exit statuses of commands mean: the one list of help texts and of the manual."""

from collections.abc import Mapping

from aiurdesk.core.translation import tr
from aiurdesk.core.verdict.verdict import ExitCode

EXIT_STATUSES: Mapping[ExitCode, str] = {
    ExitCode.SUCCESS: tr("everything passed, or what was asked for was done"),
    ExitCode.REFUSED: tr("a service reported an error, or something was found"),
    ExitCode.USAGE: tr("wrong usage or input, or a request that could not be sent"),
    ExitCode.NO_RESPONSE: tr("no response, or stopped"),
    ExitCode.NO_ENVELOPE: tr("no envelope, or a code that is not known"),
    ExitCode.TEST_FAILED: tr("a test failed, or a run differs from the one it is compared with"),
    ExitCode.MISTAKE: tr("an error in aiurdesk itself"),
    ExitCode.SYSTEM: tr("the system refused, such as a full disk"),
}
"""A command whose statuses say more than that has them in its own help."""


def epilog() -> str:
    """Return the list as it stands below a help text."""
    rows = "".join(f"  {status:>2} {words}\n" for status, words in EXIT_STATUSES.items())
    return f"{tr('exit status:')}\n{rows}"
