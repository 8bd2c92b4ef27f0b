"""Asks a person whether a credential may go to an address that it is not bound to."""

from PySide6.QtWidgets import QWidget

from aiurdesk.services.credentials import is_ready_made
from aiurdesk.services.send_pipeline import Consent, ConsentQuestion
from aiurdesk.ui.credentials.shown_credential import origin_words
from aiurdesk.ui.widgets.question import choose
from aiurdesk.ui.window.theme import Theme

_ALLOW, _WITHOUT = "Allow for this address", "Send without"


async def ask_consent(theme: Theme, parent: QWidget, question: ConsentQuestion) -> Consent:
    """Ask in a dialog; closing it means not to send.

    A credential of the sandbox cannot be bound to other addresses, so that is not offered.
    """
    answers = [_WITHOUT] if is_ready_made(question.credential) else [_ALLOW, _WITHOUT]
    words = question_words(question)
    answer = await choose(theme, parent, "Another address", words, answers)
    return {_ALLOW: Consent.ALLOW, _WITHOUT: Consent.WITHOUT}.get(answer, Consent.CANCEL)


def question_words(question: ConsentQuestion) -> str:
    """Return the question, with the exact origin in it."""
    credential, place = question.credential, question.origin
    if question.binding != question.origin:
        place = f"{origin_words(question.binding)} ({question.origin})"
    known = ", ".join(origin_words(each) for each in credential.origins) or "no address"
    return (
        f"Send {credential.name} to {place}?\n\nThe credential is bound to "
        f"{known}. It goes nowhere else unless you allow it."
    )
