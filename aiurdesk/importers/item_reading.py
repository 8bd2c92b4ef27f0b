"""One request or folder of any program: what is noted of it, and its texts."""

import re
from collections.abc import Callable

from aiurdesk.core.translation import tr
from aiurdesk.core.variables.dynamic_variables import DYNAMIC
from aiurdesk.importers.json_document import JsonObject
from aiurdesk.importers.left_out import LeftOutList

_DYNAMIC = re.compile(r"\{\{\s*(\$[A-Za-z]+)\s*\}\}")
_SAME = {"$guid": "$uuid", "$randomUUID": "$uuid"}
"""Dynamic variables of other programs that have another name here."""


class ItemReading:
    """What is made of a request or folder beside its own fields: sentences and notes."""

    def __init__(
        self, title: str, left_out: LeftOutList, rewrite: Callable[[str], str] = str
    ) -> None:
        """Begin with an item.

        Args:
            title: The item with the folders that it lies in, such as ``Users/Get a user``.
            left_out: Takes what cannot be taken over.
            rewrite: Returns a text of the program with variables as they are written here.
        """
        self.title = title
        self._left_out = left_out
        self._rewrite = rewrite
        self._described: dict[str, list[str]] = {}

    def note(self, words: str, source: str) -> None:
        """Note what is left out; the arguments are fields of ``LeftOut``."""
        self._left_out.add(words, self.title, source)

    def note_unread(self, item: JsonObject) -> None:
        """Note all that nothing has read of an object and those in it."""
        for pointer in item.take_unread():
            name = pointer.removeprefix(f"{item.pointer}/")
            self.note(tr('"{name}", which has no counterpart here.').format(name=name), pointer)

    def note_repeated(self, whole: JsonObject) -> None:
        """Note the members of a document that stand twice in one object."""
        for name in whole.repeated:
            self.note(
                tr('an earlier "{name}" of an object that has it twice.').format(name=name), ""
            )

    def value(self, text: str, source: str) -> str:
        """Return a text with variables as they are written here."""

        def renamed(match: re.Match[str]) -> str:
            variable = _SAME.get(match.group(1), match.group(1))
            if variable not in DYNAMIC:
                self.note(
                    tr("there is no variable {variable}. Write a value.").format(variable=variable),
                    source,
                )
            return "{{" + variable + "}}"

        text = self._rewrite(text)
        return _DYNAMIC.sub(renamed, text) if "{{" in text else text

    def describe(self, heading: str, name: str, row: JsonObject) -> None:
        """Keep the description of a row for the notes of the request.

        Args:
            heading: What kind of row it is, such as ``Query``.
            name: The name of the row.
            row: The row.
        """
        if words := description_of(row):
            # Further lines belong to the same entry of the list.
            lines = words.replace("\n", "\n  ")
            self._described.setdefault(heading, []).append(f"- `{name}`: {lines}")

    def notes(self, *descriptions: str) -> str:
        """Return the descriptions of a request and of its rows, as Markdown."""
        lists = (
            f"**{heading}**\n\n" + "\n".join(rows) for heading, rows in self._described.items()
        )
        return "\n\n".join(dict.fromkeys(filter(None, (*descriptions, *lists))))


def description_of(holder: JsonObject) -> str:
    """Return the description of anything; it is a text, or an object with its format."""
    inner = holder.inner("description")
    inner.pass_over("type")
    return (holder.text("description") or inner.text("content")).strip()


def is_off(row: JsonObject) -> bool:
    """Tell whether a row is switched off, in the words of any program."""
    # All of them, so that each one counts as read.
    off = [row.is_true(name) for name in ("disabled", "isDisabled")]
    off += [row.is_false(name) for name in ("enabled", "active")]
    return any(off)
