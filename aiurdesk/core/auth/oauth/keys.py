"""Private keys that a person entered: PEM, as it is in a file or on one line."""

import re
from typing import TypeAlias

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.errors import AuthError
from aiurdesk.core.translation import Phrase, marked

PrivateKey: TypeAlias = PrivateKeyTypes
_PEM = re.compile(r"-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \1-----", re.DOTALL)
_LINE = 64


def pem_of(text: str) -> str:
    """Return a key in PEM with its lines, which a field or an environment variable may have lost.

    Empty where it is not PEM.
    """
    found = _PEM.search(text)
    if found is None:
        return ""
    # "\n" as two characters is what JSON files of services have.
    body = re.sub(r"\\[nr]|\s", "", found[2])
    lines = [body[at : at + _LINE] for at in range(0, len(body), _LINE)]
    return "\n".join((f"-----BEGIN {found[1]}-----", *lines, f"-----END {found[1]}-----", ""))


def private_key_of(secret: Secret, name: str) -> PrivateKey:
    """Return the private key that a text holds.

    Args:
        secret: The text.
        name: Of the credential, for a sentence.

    Raises:
        AuthError: It holds none, or one with a password.
    """
    pem = pem_of(secret.reveal())
    try:
        return load_pem_private_key(pem.encode(), None)
    except TypeError:
        words = marked(
            "The private key of {name} has a password. Enter it without one: "
            "'openssl pkey -in KEY.pem' writes it so."
        )
        raise AuthError(Phrase(words, {"name": name})) from None
    except (ValueError, UnsupportedAlgorithm):
        words = marked(
            "The private key of {name} cannot be read. Enter it in PEM, from "
            "-----BEGIN PRIVATE KEY----- to the end."
        )
        raise AuthError(Phrase(words, {"name": name})) from None
