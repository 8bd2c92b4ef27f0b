"""Fills a request from what another program wrote, such as a command line of curl."""

from collections.abc import Callable

import msgspec
from PySide6.QtGui import QGuiApplication

from aiurdesk.core.exporters.code_request import code_request, placeholders
from aiurdesk.core.exporters.curl import write_curl
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.request import PreparedRequest
from aiurdesk.core.translation import joined_sentences, tr
from aiurdesk.services.imports.importing import (
    ImportedRequest,
    import_request,
    import_words,
    is_short,
    read_request,
)
from aiurdesk.ui.tasks import TaskScope
from aiurdesk.ui.window.message_bar import MessageBar
from aiurdesk.ui.window.messages import Message

_TASK = "read pasted text"
_CANCEL = tr("Cancel reading")
_COPY = tr("Copy text")


class TextImport(msgspec.Struct, frozen=True):
    """A text that is to become a request, and what is done with it."""

    text: str
    fill_in: Callable[[ImportedRequest], bool]
    """Fills the request in front, and returns False where that is not a custom URL, or where no
    request is open. A new one is opened then."""
    open_request: Callable[[ImportedRequest], object]
    unknown: str
    """What is said of a text of no known format."""


def import_text(pasted: TextImport, scope: TaskScope, messages: MessageBar) -> None:
    """Take a text into the request in front, or into a new one, and say what is not in it.

    A long one is read in a process of its own. It is offered to be copied again where it cannot be
    read: by then something else may be in the clipboard.
    """
    if is_short(pasted.text):
        _take(import_request(pasted.text), pasted, messages)
    else:
        scope.start(_TASK, _read, pasted, scope, messages)


async def _read(pasted: TextImport, scope: TaskScope, messages: MessageBar) -> None:
    def cancel() -> None:
        scope.cancel(_TASK)
        messages.tell(_kept(tr("Reading the text was cancelled."), "notice", pasted.text))

    words = tr("Reading a text of {count:,} characters…").format(count=len(pasted.text))
    running = Message(words, action=_CANCEL, on_action=cancel, stays=True)
    messages.tell(running)
    try:
        imported = await read_request(pasted.text)
    finally:
        messages.withdraw(running)
    _take(imported, pasted, messages)


def _take(
    imported: ImportedRequest | Problem | None, pasted: TextImport, messages: MessageBar
) -> None:
    if isinstance(imported, ImportedRequest):
        if not pasted.fill_in(imported):
            pasted.open_request(imported)
        if words := import_words(imported):
            messages.tell(Message(words))
        return
    words = pasted.unknown if imported is None else imported.sentence
    is_kept = imported is not None and not is_short(pasted.text)
    messages.tell(_kept(words, "input", pasted.text) if is_kept else Message(words, "input"))


def _kept(words: str, severity: str, text: str) -> Message:
    return Message(words, severity, _COPY, lambda: QGuiApplication.clipboard().setText(text))


_NO_ADDRESS = tr("The request was not copied: it has no address before the sandbox has started.")


def copy_as_curl(prepared: PreparedRequest | tuple[Problem, ...] | None) -> Message:
    """Copy a request; secrets become variables of the shell.

    Args:
        prepared: What would be sent, or why it cannot be; None until its address is known.

    Returns:
        What to tell the person.
    """
    if not isinstance(prepared, PreparedRequest):
        problems = joined_sentences(error.sentence for error in prepared or ())
        return Message(
            tr("The request was not copied. {problems}").format(problems=problems)
            if problems
            else _NO_ADDRESS
        )
    request = code_request(prepared)
    QGuiApplication.clipboard().setText(write_curl(request))
    names = ", ".join(f"${name}" for name in placeholders(request))
    secrets = tr(" Give {names} a value before you run it.").format(names=names) if names else ""
    return Message(tr("Copied as curl.{secrets}").format(secrets=secrets), "notice")
