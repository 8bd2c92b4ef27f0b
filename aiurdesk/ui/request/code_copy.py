"""Copies a request as a command of curl."""

from PySide6.QtGui import QGuiApplication

from aiurdesk.core.exporters.code_request import code_request
from aiurdesk.core.exporters.curl import write_curl
from aiurdesk.core.request.request import FieldError, PreparedRequest
from aiurdesk.core.translation import tr
from aiurdesk.ui.window.messages import Message

_NO_ADDRESS = tr("The request was not copied: it has no address before the sandbox has started.")


def copy_as_curl(prepared: PreparedRequest | tuple[FieldError, ...] | None) -> Message:
    """Copy a request; secrets become variables of the shell.

    Args:
        prepared: What would be sent, or why it cannot be; None until its address is known.

    Returns:
        What to tell the person.
    """
    if not isinstance(prepared, PreparedRequest):
        problems = " ".join(error.text for error in prepared or ())
        return Message(
            tr("The request was not copied. {problems}").format(problems=problems)
            if problems
            else _NO_ADDRESS
        )
    request = code_request(prepared)
    QGuiApplication.clipboard().setText(write_curl(request))
    names = ", ".join(f"${name}" for name in request.placeholders)
    secrets = tr(" Give {names} a value before you run it.").format(names=names) if names else ""
    return Message(tr("Copied as curl.{secrets}").format(secrets=secrets), "notice")
