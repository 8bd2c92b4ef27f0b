"""Signs in place of characters that are not seen, or that change the direction of a text.

A text that is read must not look like another one: an override of direction turns the letters
behind it around, and what has no width hides within a word. What many texts need is left: joiners
within scripts and emoji, and the marks of a direction beside letters that go from right to left.
Source: Unicode Standard Annex 9, revision 50, section 2; Technical Report 36, section 2.
"""

import re
import unicodedata
from collections import Counter

from aiurdesk.core.translation import listed, tr

TO_RIGHT, TO_LEFT, FIRST_STRONG, END, NO_WIDTH = "▶", "◀", "◇", "◆", "▯"
_CONTROLS = {number: 0x2400 + number for number in range(32) if number not in (9, 10)}
# To Qt these end a block, or stand for something else than a character.
_CONTROLS |= {0x7F: 0x2421, 0x2028: 0x2424, 0x2029: 0x2424, 0xFDD0: 0xFFFD, 0xFDD1: 0xFFFD}
_DIRECTIONS = {
    **dict.fromkeys("\u200e\u202a\u202d\u2066", TO_RIGHT),
    **dict.fromkeys("\u061c\u200f\u202b\u202e\u2067", TO_LEFT),
    **dict.fromkeys("\u202c\u2069", END),
    "\u2068": FIRST_STRONG,
}
_LEFTWARD = (
    r"\u0590-\u061b\u061d-\u08ff\ufb1d-\ufdcf\ufe70-\ufefc"
    r"\U00010800-\U00010fff\U0001e800-\U0001efff"
)
_JOINED = (
    r"\u0600-\u109f\u1700-\u1cff\u2190-\u2bff\ua800-\uabff\ufb50-\ufdcf\ufe0f\ufe70-\ufefc"
    r"\U00010a00-\U00011fff\U0001f000-\U0001faff"
)
"""Scripts and emoji whose characters are joined, or kept apart, by one without width."""
_UNSEEN = re.compile(
    r"[\u202a-\u202e\u2066-\u206f\xad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180e\u2060-\u2065\u3164"
    r"\ufeff\uffa0\ufff9-\ufffb]"
    rf"|(?<![{_JOINED}])[\u200b-\u200d]"
    # One chooses between two looks of a character; more of them, or behind a letter, hide data.
    r"|(?<=[a-zA-Z\s\ufe00-\ufe0f\U000e0100-\U000e01ef])[\ufe00-\ufe0f\U000e0100-\U000e01ef]"
    r"|(?<!\U0001f3f4)(?<![\U000e0020-\U000e007e])[\U000e0000-\U000e007f]+"
)
_PERHAPS = re.compile(
    r"[\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    r"\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e01ef]"
)
"""All of them, for a quick look."""
_MARKS = re.compile(r"[\u061c\u200e\u200f]")
_HAS_LEFTWARD = re.compile(f"[{_LEFTWARD}]")
_MOST_NAMED = 4
_EXPLAINED = 256 * 1024
"""Characters of a text that are looked through; more would hold up the window."""


def shown(text: str) -> str:
    """Return a line as it is drawn; it has as many UTF-16 units, but for a CR at its end."""
    if text.isascii():
        return text if text.isprintable() else text.removesuffix("\r").translate(_CONTROLS)
    text = text.removesuffix("\r").translate(_CONTROLS)
    if not _PERHAPS.search(text):
        return text
    text = _UNSEEN.sub(_sign, text)
    return text if _HAS_LEFTWARD.search(text) else _MARKS.sub(_sign, text)


def signs_note(text: str) -> str:
    """Return a sentence that explains the signs of a text; empty where it has none."""
    text = text[:_EXPLAINED]
    if text.isascii() or not _PERHAPS.search(text):
        return ""
    found = Counter(sign for match in _UNSEEN.finditer(text) for sign in match[0])
    if not _HAS_LEFTWARD.search(text):
        found.update(match[0] for match in _MARKS.finditer(text))
    if not found:
        return ""
    # What ends a direction says no more than what began it.
    named = [one for one, _ in found.most_common() if _DIRECTIONS.get(one) != END] or [*found]
    names = [*map(_named, named[:_MOST_NAMED])]
    if len(named) > _MOST_NAMED:
        names.append("…")
    text = tr("Characters that cannot be seen have signs: {names}. Copying keeps them.")
    return text.format(names=listed(names))


def _named(character: str) -> str:
    name = unicodedata.name(character, "").lower()
    # The sign stays on the line of its name.
    return f"{_sign_of(character)}\N{NO-BREAK SPACE}U+{ord(character):04X} {name}".rstrip()


def _sign_of(character: str) -> str:
    # Of two UTF-16 units there are two, so that places in the text stay.
    sign = _DIRECTIONS.get(character, NO_WIDTH)
    return sign if character <= "\uffff" else sign * 2


def _sign(match: re.Match[str]) -> str:
    return "".join(map(_sign_of, match[0]))
