"""Rules for the keys of an action: fields, lists and menus need some themselves."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence

from aiurdesk.core.formats.schema import quoted
from aiurdesk.core.formats.setting import KeyChoices
from aiurdesk.core.problem import Problem
from aiurdesk.core.translation import tr
from aiurdesk.ui.keys.action_keys import KeyRow, Menu, native

_PORTABLE = QKeySequence.SequenceFormat.PortableText
_STANDARD = QKeySequence.StandardKey
_OF_TEXT_FIELDS = (
    _STANDARD.Undo,
    _STANDARD.Redo,
    _STANDARD.Cut,
    _STANDARD.Copy,
    _STANDARD.Paste,
    _STANDARD.SelectAll,
    _STANDARD.MoveToNextWord,
    _STANDARD.MoveToPreviousWord,
    _STANDARD.MoveToStartOfDocument,
    _STANDARD.MoveToEndOfDocument,
    _STANDARD.SelectNextWord,
    _STANDARD.SelectPreviousWord,
    _STANDARD.SelectStartOfDocument,
    _STANDARD.SelectEndOfDocument,
    _STANDARD.DeleteStartOfWord,
    _STANDARD.DeleteEndOfWord,
)
"""Others, such as that for the end of a line, have further keys, and actions use them on Linux."""
_OF_PARTS = {
    "Alt+C": tr("goes to the credential"),
    "Alt+N": tr("goes to the environment"),
    "Alt+T": tr("goes to the credential of a request"),
    "Alt+Up": tr("moves a row up"),
    "Alt+Down": tr("moves a row down"),
    "Ctrl+Up": tr("shows earlier messages of a socket"),
    "Ctrl+Down": tr("shows later messages of a socket"),
    "Ctrl+Shift+C": tr("copies the path of a value in a response"),
    "Shift+F10": tr("opens the menu of what has the keyboard"),
    **{f"Alt+{number}": tr("sends a saved message of a socket") for number in range(1, 10)},
}
_WITH_MODIFIER = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)
_SAME_KEY = {Qt.Key.Key_Enter: Qt.Key.Key_Return, Qt.Key.Key_Backtab: Qt.Key.Key_Tab}


def usable_keys(chosen: KeyChoices, rows: Iterable[KeyRow]) -> tuple[KeyChoices, list[str]]:
    """Return what of the choices in a file can be used, and a sentence for each other one.

    Choices for unknown actions stay as they are: a later version has made them.
    """
    usable: dict[str, tuple[str, ...]] = dict(chosen)
    mistakes: list[str] = []
    used: dict[str, str] = {}
    for row in rows:
        if row.id in chosen:
            kept, refusals = _usable(chosen[row.id], row, used)
            mistakes += refusals
            # With nothing of it left it is a mistake as a whole, and the default is better.
            usable[row.id] = kept
            if row.is_fixed or (refusals and not kept):
                del usable[row.id]
    return usable, mistakes


def spelled(key: str) -> str:
    """Return the one spelling of a key; empty if it is not one key."""
    sequence = QKeySequence.fromString(key, _PORTABLE)
    return spelled_sequence(sequence) if sequence.count() == 1 else ""


def spelled_sequence(sequence: QKeySequence) -> str:
    """Return the spelling of a key; the key pad's are the same keys."""
    combination = sequence[0]  # type: ignore[index]  # missing in the stubs of PySide6
    key = _SAME_KEY.get(combination.key(), combination.key())
    modifiers = combination.keyboardModifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return QKeySequence(modifiers.value | key.value).toString(_PORTABLE)


def key_problem(key: str, row: KeyRow) -> Problem | None:
    """Return why an action cannot have a key; None where it can.

    Args:
        key: As ``spelled`` returns it.
    """
    if key in row.keys:
        return None
    combination = QKeySequence(key)[0]  # type: ignore[index]  # missing in the stubs of PySide6
    is_function_key = Qt.Key.Key_F1 <= combination.key() <= Qt.Key.Key_F35
    name = native(key)
    if not combination.keyboardModifiers() & _WITH_MODIFIER and not is_function_key:
        text = tr("Fields and lists need {name}. Add Ctrl or Alt, or choose a function key.")
        return Problem(text.format(name=name))
    if any(QKeySequence(key) in QKeySequence.keyBindings(standard) for standard in _OF_TEXT_FIELDS):
        return Problem(tr("Text fields need {name}. Choose another key.").format(name=name))
    if key in _OF_PARTS:
        text = tr("{name} {value}. Choose another key.")
        return Problem(text.format(name=name, value=_OF_PARTS[key]))
    for menu in Menu:
        if QKeySequence.mnemonic(menu) == QKeySequence(key):
            text = tr("{name} opens the menu {replace}. Choose another key.")
            return Problem(text.format(name=name, replace=menu.replace("&", "")))
    return None


def _usable(
    keys: Sequence[str], row: KeyRow, used: dict[str, str]
) -> tuple[tuple[str, ...], list[str]]:
    """Return the usable keys of an action, and a sentence for each other one.

    Args:
        used: Key → name of the action before it that was given it; added to.
    """
    kept: list[str] = []
    mistakes = []
    for typed in keys:
        key = spelled(typed)
        problem: Problem | None = None
        if row.is_fixed:
            problem = Problem(tr("Its keys cannot be changed."))
        elif not key:
            problem = Problem(tr("It is not a key."))
        elif key in used:
            words = tr("It is the key of {value}.").format(value=used[key])
            problem = None if key in kept else Problem(words)
        else:
            problem = key_problem(key, row)
        if problem is not None:
            mistakes.append(
                tr("{typed} for {name} in the settings is ignored. {problem}").format(
                    typed=quoted(typed), name=row.name, problem=problem.sentence
                )
            )
        elif key not in kept:
            used[key] = row.name
            kept.append(key)
    return tuple(kept), mistakes
