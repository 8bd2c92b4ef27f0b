"""The encodings of a secret that are searched as they are."""

import base64
import json
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any
from urllib.parse import quote, quote_plus

import msgspec

from aiurdesk.core.credentials.secret import Secret

SHORT = 4
"""A secret of fewer characters is only found as a whole word. If every "a" of a text was replaced,
the dots would show where the letter stands and hide nothing."""
SHORT_IN_BASE64 = 8
"""A secret of fewer characters is not searched in base64 or in another case, where it would match
by chance."""

_BETWEEN_BYTES = ("", ":", "-", ",", "0x", ",0x", "+", ",+")
"""What stands between the hexadecimal digits of two bytes, besides white space; in a form, + stands
for a space."""
_NO_SPACE = {code: None for code in range(128) if chr(code).isspace()}
_LOWER = bytes(range(256)).lower()
_NEITHER_LETTER_NOR_DIGIT = bytes(code for code in range(128) if not chr(code).isalnum())


class EncodedForms(msgspec.Struct, frozen=True):
    """The texts to search for."""

    texts: frozenset[str] = frozenset()
    """Those to search for in a text as it is."""
    in_hexadecimal: frozenset[str] = frozenset()
    """Those to search for in a text without its white space."""
    in_base64: frozenset[str] = frozenset()
    """More of these, without the characters at both ends that hold a part of the secret only."""
    skeletons: frozenset[bytes] = frozenset()
    """The ``skeleton`` of each of them. Many have the same one."""
    without_skeleton: frozenset[str] = frozenset()
    """Those whose skeleton would be in too many texts."""

    @property
    def packed(self) -> frozenset[str]:
        """The forms to search for in a text without its white space."""
        return self.in_hexadecimal | self.in_base64

    @property
    def longest(self) -> int:
        """How many characters of a text a secret takes, with white space between them."""
        return 2 * max(map(len, self.texts | self.packed), default=0)


def encoded_forms(secrets: Iterable[Secret]) -> EncodedForms:
    """Return the texts to search for."""
    all_forms = [_forms(secret) for secret in secrets]
    if len(all_forms) == 1:
        return all_forms[0]
    fields = EncodedForms.__struct_fields__
    return EncodedForms(
        *(frozenset[Any]().union(*(getattr(forms, name) for forms in all_forms)) for name in fields)
    )


def skeleton(text: str) -> bytes:
    """Return the letters and digits of ASCII in a text, in lower case.

    A text without the skeleton of a form does not hold the form. This is a fast search, because
    the forms of a secret differ in other characters.
    """
    if not text.isascii():
        # The Kelvin sign is a "k" in lower case.
        text = text.lower()
    return text.encode("ascii", "ignore").translate(_LOWER, _NEITHER_LETTER_NOR_DIGIT)


def without_space(text: str) -> str:
    """Return a text without its white space."""
    # The fast way is one for ASCII only.
    return text.translate(_NO_SPACE) if text.isascii() else "".join(text.split())


@lru_cache(maxsize=256)
def _forms(secret: Secret) -> EncodedForms:
    """Return all encoded forms. Cached, because each request needs them several times."""
    text = secret.reveal()
    texts = frozenset(filter(None, _encode(text)))
    in_hexadecimal = frozenset(_hexadecimal(text) if len(text) >= SHORT else ())
    in_base64 = frozenset(_base64(text) if len(text) >= SHORT_IN_BASE64 else ())
    skeletons = {form: skeleton(form) for form in texts | in_hexadecimal | in_base64}
    return EncodedForms(
        texts,
        in_hexadecimal,
        in_base64,
        frozenset(letters for letters in skeletons.values() if len(letters) >= SHORT),
        frozenset(form for form, letters in skeletons.items() if len(letters) < SHORT),
    )


def _encode(secret: str) -> Iterator[str]:
    yield secret
    if ";" in secret:
        # A server that repeats it in Set-Cookie cuts it there.
        yield from (part for part in secret.split(";") if len(part) >= SHORT_IN_BASE64)
    # Without the quotation marks; JSON writers may or may not escape characters beyond ASCII.
    yield json.dumps(secret)[1:-1]
    yield json.dumps(secret, ensure_ascii=False)[1:-1]
    yield from _percent_encode(secret)
    if not secret.isascii():
        # As Python writes bytes; an escape alone stands for a character of Latin-1.
        yield repr(_utf8(secret))[2:-1]


def _percent_encode(secret: str) -> Iterator[str]:
    for encoded in (
        quote(secret, safe="", errors="surrogatepass"),
        quote(secret, errors="surrogatepass"),
        quote_plus(secret, errors="surrogatepass"),
    ):
        yield encoded
        yield re.sub("%[0-9A-F]{2}", lambda match: match.group().lower(), encoded)


def _hexadecimal(secret: str) -> Iterator[str]:
    # In lower case only: texts of this length are found in both cases.
    for between in _BETWEEN_BYTES:
        yield between.join(f"{byte:02x}" for byte in _utf8(secret))


def _base64(secret: str) -> Iterator[str]:
    """Yield the secret in base64, also where it was encoded in a usual way before."""
    encodings = {
        secret,
        json.dumps(secret)[1:-1],
        json.dumps(secret).replace("/", "\\/")[1:-1],
        quote(secret, safe="", errors="surrogatepass"),
    }
    for encoding in encodings:
        yield from _inside_base64(_utf8(encoding))
    # Such as a header of the Basic scheme in a secret of Kubernetes.
    for encoded in set(_inside_base64(_utf8(secret))):
        yield from _inside_base64(encoded.encode())


def _inside_base64(data: bytes) -> Iterator[str]:
    """Yield bytes as they look inside base64, after 0, 1 or 2 other bytes of a group."""
    for before in range(3):
        encoded = base64.b64encode(b"\0" * before + data).decode()
        # The characters at both ends also depend on the neighbouring bytes and are left out.
        # A character of base64 holds 6 bits. RFC 4648 section 4.
        first = (before * 8 + 5) // 6
        last = (before + len(data)) * 8 // 6
        inner = encoded[first:last]
        yield inner
        yield inner.translate(str.maketrans("+/", "-_"))


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
