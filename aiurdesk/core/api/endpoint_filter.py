"""Find the endpoints that match a filter."""

import re
from functools import lru_cache

from aiurdesk.core.api.endpoint import Endpoint, Service

# With a hyphen, as it is typed, or with the minus sign that the window shows.
_CODE = r"[-\u2212]\d+"


def searchable_text(endpoint: Endpoint, service: Service) -> str:
    """Return the text that a filter searches, ready for ``matches``.

    It holds the service, group, title, names, path and description, the names of the parameters,
    and the documented result codes, whichever table they belong to.
    """
    words = (
        service.name,
        endpoint.id,
        endpoint.title,
        endpoint.group,
        endpoint.name,
        f"{endpoint.shown_method} {endpoint.path}",
        endpoint.description,
        *(parameter.name for parameter in endpoint.parameters),
        *sorted({code_word(case.code) for case in endpoint.code_cases}),
    )
    return "\n".join(words).casefold()


def matches(needle: str, text: str) -> bool:
    """Return whether all words of a filter occur in a text of ``searchable_text``.

    Upper and lower case do not matter. A word such as ``-7`` means that result code and
    nothing else, not ``-70`` and no part of a hyphenated word.
    """
    return all(word in text for word in filter_words(needle))


@lru_cache(maxsize=16)
def filter_words(needle: str) -> tuple[str, ...]:
    """Return the words of a filter as they stand in a text of ``searchable_text``."""
    return tuple(
        _marked(word.replace("\u2212", "-")) if re.fullmatch(_CODE, word) else word
        for word in needle.casefold().split()
    )


def code_word(code: int | str) -> str:
    """Return a result code as it stands in a text of ``searchable_text``."""
    return code if isinstance(code, str) else _marked(str(code))


def _marked(code: str) -> str:
    """Return a code between marks that a person never types, so that −7 does not find −70."""
    return f"\x1f{code}\x1f"
