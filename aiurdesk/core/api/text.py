"""Texts and items of lists: which of them servers receive unchanged.

Source: echo of a server built on AiurProtocol, library of 2026-08: ``tests/data/binding.tsv``.
"""

import re

from aiurdesk.core.api.constraints import Constraints, Refusal
from aiurdesk.core.translation import tr
from aiurdesk.core.utf16 import units

_NOT_BLANK_IN_DOTNET = "\x1c\x1d\x1e\x1f"
"""Python counts these separators as white space; .NET does not, and keeps a text of them."""


def surrogate_refusal(text: str) -> Refusal | None:
    """Refuse half of a character (a lone surrogate), which no encoding can carry."""
    # Much faster than a pattern; the form asks this of all values at each key that is pressed.
    try:
        text.encode()
    except UnicodeEncodeError as error:
        return Refusal(
            tr(
                "This contains half of a character (U+{ord:04X}), which cannot be sent. "
                "Delete it and type the character again, such as 😀."
            ).format(ord=ord(text[error.start]))
        )
    return None


def is_blank(text: str) -> bool:
    """Return whether servers read a text as null: it contains only white space."""
    return not text or (text.isspace() and not any(c in _NOT_BLANK_IN_DOTNET for c in text))


def write_text(constraints: Constraints, text: str, example: str) -> str | Refusal:
    """Return a text as it is; an empty one may be sent, one of spaces may not."""
    # Empty and absent text are both null to the server, but not the same on the wire.
    if text == "":
        return text
    if is_blank(text):
        return Refusal(
            tr(
                "Servers ignore text that contains only spaces. Enter text such as "
                "{example}, or leave it out."
            ).format(example=example)
        )
    return _length_refusal(constraints, text) or _pattern_refusal(constraints, text) or text


def write_item(constraints: Constraints, text: str, example: str) -> str | Refusal:
    """Return one item of a list as it is."""
    if is_blank(text):
        return Refusal(
            tr(
                "Servers read an empty item of a list as null. Enter text in every item, "
                "such as first, or remove the item."
            )
        )
    return _pattern_refusal(constraints, text) or text


def _length_refusal(constraints: Constraints, text: str) -> Refusal | None:
    least, most = constraints.min_length or 0, constraints.max_length
    if not least and most is None:
        return None
    length = units(text)  # as .NET counts, and with it the servers
    if length >= least and (most is None or length <= most):
        return None
    if most is None:
        length_words = tr("at least {least} characters").format(least=least)
    elif least:
        length_words = tr("{least} to {most} characters").format(least=least, most=most)
    else:
        length_words = tr("at most {most} characters").format(most=most)
    return Refusal(
        tr("Enter {length_words}{such_as}; this has {length}.").format(
            length_words=length_words, such_as=_such_as(constraints), length=length
        )
    )


def _pattern_refusal(constraints: Constraints, text: str) -> Refusal | None:
    # .NET's attribute wants the whole text to match, as ``fullmatch`` does.
    if constraints.pattern is None or re.fullmatch(constraints.pattern, text):
        return None
    hint = constraints.pattern_hint or tr("text that matches {pattern}").format(
        pattern=constraints.pattern
    )
    return Refusal(tr("Enter {hint}{such_as}.").format(hint=hint, such_as=_such_as(constraints)))


def _such_as(constraints: Constraints) -> str:
    # The example of the kind may break the limits of this parameter, so only its own is named.
    return (
        tr(", such as {example}").format(example=constraints.example) if constraints.example else ""
    )
