"""Messages of the program that need no dialog, as values."""

import logging
from collections.abc import Callable

import msgspec

from aiurdesk.core.problem import Fix, FixAction, Problem
from aiurdesk.core.translation import tr

_log = logging.getLogger(__name__)
_PASSING = frozenset({"notice", "success"})
"""Severities of what needs no answer."""


class Message(msgspec.Struct, frozen=True):
    """One or two sentences: what happened, then what to do."""

    text: str
    severity: str = "notice"
    """A ``core.verdict.Severity``; decides the colour and the icon."""
    action: str = ""
    """Text of a button, such as ``Undo``; empty for none."""
    on_action: Callable[[], object] | None = None
    """Called when the button is pressed."""
    also: str = ""
    """Text of a second button; only beside the first one."""
    on_also: Callable[[], object] | None = None
    fix: Fix | None = None
    """What the button does instead of calling something; it bears the text of the fix."""
    stays: bool = False
    """Whether it is shown until it is withdrawn, as what it tells of still goes on."""

    @property
    def button(self) -> str:
        """Text of its first button; empty without one."""
        return self.action or ("" if self.fix is None else self.fix.text.replace("&", "&&"))

    @property
    def is_passing(self) -> bool:
        """Whether it can go soon: it offers nothing, and nothing failed."""
        return not self.button and self.severity in _PASSING


WITHOUT_REQUEST = frozenset(
    {
        FixAction.MAKE_CREDENTIAL,
        FixAction.REPLACE_SECRET,
        FixAction.ADD_ENVIRONMENT,
        FixAction.ADD_SERVICE,
        FixAction.TRUST_CERTIFICATE,
    }
)
"""Fixes that can be done wherever a problem is told."""


def fix_of(problem: Problem) -> Fix | None:
    """Return the first fix of a problem that needs no request; None without one."""
    return next((fix for fix in problem.fixes if fix.action in WITHOUT_REQUEST), None)


def problem_message(problem: Problem, severity: str = "input") -> Message:
    """Return a problem as a message, whose button does the first thing that helps, if any."""
    return Message(problem.sentence, severity, fix=fix_of(problem))


def mishap(error: BaseException, doing: str, log_file: str) -> Message:
    """Log an unexpected error, and return the words for it.

    Args:
        doing: When it happened, as in "While sending".
        log_file: Name of the log file, which holds the details.
    """
    _log.error("%s", doing, exc_info=error)
    return Message(
        tr(
            "{doing}: an error in aiurdesk itself. The details are in {log_file}. "
            "Please attach that file when you report it."
        ).format(doing=doing, log_file=log_file),
        severity="server",
    )
