"""Names of parameters and headers whose values are secret."""

import re

_WORD_START = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_ANYWHERE = re.compile(
    r"(access|refresh|id|auth|bearer|session|csrf|xsrf|client)token|passw(or)?d|passphrase|secret"
    r"|signature|credential|sess(ion)?id$"
    r"|(api|access|private|secret|shared|signing|master|account|subscription|encryption|auth)key"
)
"""Found in a name in lower case without separators."""
_WHOLE = frozenset(
    {"auth", "authorization", "bearer", "jwt", "openid", "otp", "pass", "pin", "pwd", "sid", "sig"}
)
_LAST_WORDS = frozenset({"token", "jwt", "pwd", "sig", "otp"})
_PAGING = frozenset({"page", "continuation", "next", "sync"})
"""A token of these says where a list goes on."""


def is_secret_name(name: str) -> bool:
    """Return whether the value of a parameter or header of this name is secret.

    ``authToken``, ``auth_token`` and ``AUTH-TOKEN`` are the same.
    """
    words = re.split(r"[^a-z0-9]+", _WORD_START.sub("_", name).lower())
    words = [word for word in words if word]
    bare = "".join(words)
    if bare in _WHOLE or _ANYWHERE.search(bare):
        return True
    return bool(words) and words[-1] in _LAST_WORDS and not _PAGING.intersection(words)
