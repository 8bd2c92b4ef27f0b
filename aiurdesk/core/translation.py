"""The texts of the program in the language of the person, by the catalogues of gettext.

What a server sent, a person typed or a file holds is never translated, nor are codes and names.
Many texts are constants of their modules, so ``use`` has to come before these are imported.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

import msgspec


class Catalogue(Protocol):
    """Translations into one language, as ``gettext.NullTranslations`` has them."""

    def gettext(self, message: str) -> str:
        """Return the translation, or else the message itself."""
        ...

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Return the translation in the form that fits a number."""
        ...


_catalogue: Catalogue | None = None
_name = ""


def use(catalogue: Catalogue | None, name: str = "") -> None:
    """Translate by a catalogue from now on; None means English, which needs none.

    Args:
        name: Of the language, such as ``zh_CN``.
    """
    global _catalogue, _name  # noqa: PLW0603 - the language of a process, set once at its start
    _catalogue, _name = catalogue, name


def language() -> str:
    """Return the name of the language, empty for English."""
    return _name


def tr(text: str) -> str:
    """Return a text in the language of the person.

    Values are put in afterwards: ``tr("{count} rows").format(count=3)``.
    """
    # gettext translates the empty text into the head of its file.
    return _catalogue.gettext(text) if _catalogue is not None and text else text


def trn(one: str, many: str, count: int) -> str:
    """Return the form of a text that fits a number, which is put in afterwards."""
    if _catalogue is not None:
        return _catalogue.ngettext(one, many, count)
    return one if count == 1 else many


def marked(text: str) -> str:
    """Return a text as it is, and have it translated later, where it is shown, by ``tr``."""
    return text


class Phrase(msgspec.Struct, frozen=True):
    """A text that is kept, and translated when it is shown: ``str`` returns it with its values."""

    text: str
    """As ``marked`` returns it."""
    values: "Mapping[str, str | int | float | Phrase]" = msgspec.field(default_factory=dict)
    """Put in when it is shown; a phrase among them is translated then, too."""

    @classmethod
    def of(cls, sentence: str) -> "Phrase":
        """Return a sentence that stays as it is."""
        return cls("{sentence}", {"sentence": sentence})

    @classmethod
    def joined(cls, phrases: "Sequence[str | Phrase]", between: str = ", ") -> "Phrase":
        """Return phrases in a row, with a text between them that is the same in all languages."""
        names = [f"part_{number}" for number in range(len(phrases))]
        text = between.join(f"{{{name}}}" for name in names)
        return cls(text, dict(zip(names, phrases, strict=True)))

    def __str__(self) -> str:
        translated = tr(self.text)
        try:
            return translated.format(**self.values)
        except (LookupError, ValueError, AttributeError):
            # Kept by another version, whose text has other values.
            return self.text
