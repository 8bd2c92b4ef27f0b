"""Finds secrets in texts, in every encoding in which programs write them.

There are two ways. Some encodings of a secret are searched as they are: they are few, and this is
fast. And the text is decoded, step by step, and searched after each step. This also finds
encodings of encodings, and those that differ in details: ``%2f`` and ``%2F``, or ``%`` before
characters that need none.
"""

import base64
import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator

from aiurdesk import libraries
from aiurdesk.core.credentials.encoded_forms import (
    SHORT,
    SHORT_IN_BASE64,
    EncodedForms,
    encoded_forms,
    skeleton,
    without_space,
)
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.translation import CUT

MAX_DECODED_CHARS = 128 * 1024
"""A longer text is not decoded, which would take too long. What people read is shorter."""
MAX_STEPS = 4
"""How often a text is decoded. Real programs encode two times at most."""
_MAX_UNPACKED = 2
"""How often base64 and hexadecimal digits are decoded."""
_MAX_CUTS = 500
"""How many ellipses are looked at, the last ones. Texts that are cut off are few."""

# The sign is apart from what follows, so that the search passes over all other characters at once.
_ESCAPE = re.compile(
    r"""
    [%\\&] (?:
      (?<=%) [0-9A-Fa-f]{2} (?:%[0-9A-Fa-f]{2})*                      # in URLs and forms
    | (?<=\\) (?:
        u[dD][89abAB][0-9A-Fa-f]{2}\\u[dD][c-fC-F][0-9A-Fa-f]{2}     # JSON, beyond 16 bits
      | u[0-9A-Fa-f]{4} | u\{[0-9A-Fa-f]{1,6}\} | x[0-9A-Fa-f]{2}     # JSON, JavaScript, Python
      | [0-3][0-7]{2} (?:\\[0-3][0-7]{2})*                            # C and shells
      | ["'/\\bfnrt] )
    | (?<=&) (?: \#[0-9]{1,7};? | \#[xX][0-9A-Fa-f]{1,6};? | [A-Za-z]{2,8}; ) ) # HTML and XML
    """,
    re.VERBOSE,
)
_LETTER_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_ASCII_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{6,}")
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2}){4,}")
_SHORTEST_IN_NAMES = 3
"""A secret of fewer characters is not searched in names of several words, which it would spoil."""
_JOINED_BEHIND = re.compile(r"[-_][A-Za-z]")
_JOINED_BEFORE = re.compile(r"[A-Za-z][-_]\Z")
_SPACE = re.compile(r"\s+")
# The end of a line may stand between.
_BEFORE_BASE64 = re.compile(r"[A-Za-z0-9+/_-](?:[ \t]*[\r\n]\s*+)?\Z")
_AFTER_BASE64 = re.compile(r"(?:(?:[ \t]*+[\r\n]\s*+)?[A-Za-z0-9+/_-])?=*")
_LONGEST_FOLD = 32
"""Characters that may stand between two lines of base64, with what the second is indented by."""

Span = tuple[int, int]


class _Decoded:
    """A text after some steps of decoding, which knows where its characters come from."""

    __slots__ = ("_encoded", "_encoded_places", "_places", "text")

    def __init__(
        self,
        text: str,
        encoded: "_Decoded | None" = None,
        places: tuple[list[int], list[int]] = ([0], [0]),
    ) -> None:
        """Keep a text.

        Args:
            text: The decoded text.
            encoded: The text before the last step; None for the original.
            places: Where each decoded character ends in the text, and where its encoded form ends
                in the text before. What lies between has not changed.
        """
        self.text = text
        self._encoded = encoded
        self._places, self._encoded_places = places

    def decode(self) -> "_Decoded | None":
        """Return the text after one more step, or None if nothing in it is encoded."""
        pieces: list[str] = []
        places, encoded_places = [0], [0]
        length = end = 0
        # What is between two escapes stays as it is, so only the places of escapes are kept.
        for match in _ESCAPE.finditer(self.text):
            pieces.append(self.text[end : match.start()])
            length += match.start() - end
            end = match.start()
            for character, width in _unescape(match.group()):
                pieces.append(character)
                length += 1
                end += width
                places.append(length)
                encoded_places.append(end)
        if len(places) == 1:
            return None
        pieces.append(self.text[end:])
        return _Decoded("".join(pieces), self, (places, encoded_places))

    def origin(self, position: int) -> int:
        """Return the position in the original that belongs to one between two characters."""
        if self._encoded is None:
            return position
        # The nearest escape before the position; from there on both texts run in parallel.
        index = bisect_right(self._places, position) - 1
        return self._encoded.origin(self._encoded_places[index] + position - self._places[index])


def _unescape(escape: str) -> list[tuple[str, int]]:
    """Return the characters that an escape stands for, each with the length of its form."""
    if escape[0] == "%":
        return _characters(bytes.fromhex(escape.replace("%", "")), 3)
    if escape[1] in "0123":
        return _characters(bytes(int(digits, 8) for digits in escape[1:].split("\\")), 4)
    character = libraries.html.unescape(escape) if escape[0] == "&" else _unescape_json(escape)
    return [(character, len(escape))] if len(character) == 1 else []


def _characters(data: bytes, width: int) -> list[tuple[str, int]]:
    """Return the characters of a run of escaped bytes, each taking ``width`` characters."""
    # The bytes of a run together: a character beyond ASCII takes several of them.
    text = data.decode("utf-8", "surrogateescape")
    return [(char, width * len(char.encode("utf-8", "surrogateescape"))) for char in text]


def _unescape_json(escape: str) -> str:
    kind, digits = escape[1], escape[2:].strip("{}")
    if kind not in "ux" or not digits:
        return _LETTER_ESCAPES.get(kind, kind)
    if len(escape) == len("\\ud83d\\ude00"):
        # The two halves make one character. RFC 8259 section 7.
        pair = (int(escape[2:6], 16), int(escape[8:12], 16))
        return chr(0x10000 + ((pair[0] & 0x3FF) << 10 | pair[1] & 0x3FF))
    number = int(digits, 16)
    return chr(number) if number < 0x110000 else ""


def _steps(text: str) -> Iterator[_Decoded]:
    """Yield a text as it is and after each step of decoding."""
    decoded: _Decoded | None = _Decoded(text)
    for _ in range(MAX_STEPS + 1):
        if decoded is None:
            return
        yield decoded
        may_decode = len(text) <= MAX_DECODED_CHARS and _needs_decoding(decoded.text)
        decoded = decoded.decode() if may_decode else None


def _needs_decoding(text: str) -> bool:
    # Nearly no text has these signs, and this is found out much faster than by the pattern.
    if "%" in text or "\\" in text or "&" in text:
        return len(text) > MAX_DECODED_CHARS or _ESCAPE.search(text) is not None
    return False


def is_plainly_absent(text: str, forms: EncodedForms) -> bool:
    """Tell whether a text holds no secret, nor anything encoded or cut off that might be one.

    Nearly all texts are like this, and a plain search is several times as fast.
    """
    if _needs_decoding(text) or CUT in text:
        return False
    searched = skeleton(text)
    if any(form in searched for form in forms.skeletons):
        return False
    if not forms.without_skeleton:
        return True
    lowered = _lower(text)
    # The case of some letters depends on what stands beside them, so these are searched twice.
    return not any(form in text or _lower(form) in lowered for form in forms.without_skeleton)


def find_secrets(text: str, forms: EncodedForms) -> list[Span]:
    """Return where secrets start and end, in order and without overlaps.

    The beginning of a secret that ``truncate`` has cut off is found by the ellipsis after it.

    Base64 and hexadecimal digits are searched, and not decoded as ``contains_secret`` does: for a
    body of some megabytes that takes seconds. So what was encoded before is only found in base64,
    and only in the encodings that ``EncodedForms.in_base64`` has.
    """
    if is_plainly_absent(text, forms):
        return []
    spans = []
    for step in _steps(text):
        inner = (*_find(step.text, forms.texts), *_find_packed(step.text, forms))
        spans += [(step.origin(start), step.origin(end)) for start, end in inner]
    return _merge(spans)


def contains_secret(text: str, secrets: Iterable[Secret]) -> bool:
    """Tell whether a text contains a secret, also inside base64 and hexadecimal digits.

    Here a short secret does not have to be a whole word.
    """
    forms = encoded_forms(secret for secret in secrets if secret.reveal())
    texts = [step.text for step in _steps(text)] if forms.texts else []
    # In forms, a plus sign stands for a space.
    texts += [seen.replace("+", " ") for seen in texts if "+" in seen]
    # From the fast ways to the slow ones.
    packed = forms.packed
    if any(_holds(seen, forms.texts) or _holds(without_space(seen), packed) for seen in texts):
        return True
    long_forms = {form for form in forms.texts | packed if len(form) >= SHORT}
    # Such as the Basic scheme, which is base64 of name and password. RFC 7617 section 2.
    for _ in range(_MAX_UNPACKED):
        if len(text) > MAX_DECODED_CHARS:
            return False
        unpacked = [inner for seen in texts for inner in _unpack(seen)]
        texts = [step.text for inner in unpacked for step in _steps(inner)]
        if any(form in seen for seen in texts for form in long_forms):
            return True
    return False


def _holds(text: str, forms: Collection[str]) -> bool:
    if any(form in text for form in forms):
        return True
    # Host names have no case.
    folded = text.casefold()
    return any(form.casefold() in folded for form in forms if len(form) >= SHORT_IN_BASE64)


def _find_packed(text: str, forms: EncodedForms) -> Iterator[Span]:
    """Yield where secrets are in base64 and hexadecimal digits, which may be folded into lines."""
    packed = without_space(text)
    in_hexadecimal = list(_find(packed, forms.in_hexadecimal))
    in_base64 = list(_find(packed, forms.in_base64))
    if in_hexadecimal or in_base64:
        yield from _unfolded(text, in_hexadecimal)
        for span in _unfolded(text, in_base64):
            yield _widened(text, *span)


def _unfolded(text: str, spans: Iterable[Span]) -> Iterator[Span]:
    """Yield where spans of a text without white space are in the text."""
    # Where the text goes on after white space, and how much of that there is up to there.
    starts, removed = [0], [0]
    for match in _SPACE.finditer(text):
        removed.append(removed[-1] + match.end() - match.start())
        starts.append(match.end() - removed[-1])
    for start, end in spans:
        # White space behind the last character is not a part of it.
        before, within = bisect_right(starts, start) - 1, bisect_right(starts, end - 1) - 1
        yield start + removed[before], end + removed[within]


def _find(text: str, forms: Collection[str]) -> Iterator[Span]:
    lowered = _lower(text)
    for form in forms:
        is_long = len(form) >= SHORT_IN_BASE64
        searched, needle = (lowered, _lower(form)) if is_long else (text, form)
        start = searched.find(needle)
        while start >= 0:
            end = start + len(form)
            # The whole secret.
            if len(form) >= SHORT or not _is_within(text, start, end):
                yield start, end
            start = searched.find(needle, end)
    # The part after the last ellipsis was not cut off.
    *before, rest = text.rsplit(CUT, _MAX_CUTS)
    end = len(text) - len(rest)
    for part in reversed(before):
        end -= len(CUT)
        stripped = part.rstrip()
        length = max((_overlap(stripped, form) for form in forms), default=0)
        if length:
            last = end - len(part) + len(stripped)
            yield last - length, last
        end -= len(part)


def _widened(text: str, start: int, end: int) -> Span:
    """Return a span in base64 with the characters beside it, which hold a part of the secret."""
    first = max(0, start - _LONGEST_FOLD)
    before = _BEFORE_BASE64.search(text[first:start])
    after = _AFTER_BASE64.match(text, end, end + _LONGEST_FOLD)
    return first + before.start() if before else start, after.end() if after else end


def _lower(text: str) -> str:
    """Return a text of the same length in lower case."""
    lowered = text.lower()
    # A few letters have no form of one character.
    return lowered if len(lowered) == len(text) else text.translate(_ASCII_LOWER)


def _is_within(text: str, start: int, end: int) -> bool:
    """Tell whether a short form is only a piece of a word, or of a name such as ``X-Token``."""
    if _is_inside_a_word(text, start, end):
        return True
    return end - start < _SHORTEST_IN_NAMES and (
        _JOINED_BEHIND.match(text, end) is not None
        or _JOINED_BEFORE.search(text[max(0, start - 2) : start]) is not None
    )


def _is_inside_a_word(text: str, start: int, end: int) -> bool:
    return any(
        char.isascii() and char.isalnum() for char in (text[start - 1 : start], text[end : end + 1])
    )


def _overlap(text: str, form: str) -> int:
    """Return how many characters of a secret a text ends with, or 0 if fewer than ``SHORT``."""
    head = form[:SHORT]
    # Only the last characters: a cut secret is shorter than the whole one.
    start = text.find(head, max(0, len(text) - len(form))) if len(head) == SHORT else -1
    while start >= 0 and not form.startswith(text[start:]):
        start = text.find(head, start + 1)
    return len(text) - start if start >= 0 else 0


def _merge(spans: list[Span]) -> list[Span]:
    """Join spans that overlap, such as where one secret contains another."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def _unpack(text: str) -> Iterator[str]:
    """Yield what base64 and hexadecimal digits in a text stand for.

    Where the digits begin is not known, because what stands before them may look like some of
    them. So each possible beginning of a group is tried.
    """
    text = re.sub(r"\s", "", text)
    for digits in _BASE64.findall(text):
        standard = digits.replace("-", "+").replace("_", "/")
        for skipped in range(4):
            group = standard[skipped:]
            # A group that is not complete is filled up.
            yield _as_text(base64.b64decode(group + "A" * (-len(group) % 4)))
    for digits in _HEX.findall(text):
        yield _as_text(bytes.fromhex(digits))
        # Shifted by one digit, because the character before the digits may be one of A to F.
        yield _as_text(bytes.fromhex(digits[1:-1]))


def _as_text(data: bytes) -> str:
    return data.decode("utf-8", "replace")
