"""Credentials as plain values for a file; never a secret."""

from typing import Any

from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.schema import Schema, records, some_text, take, text_pairs, texts

_CREDENTIAL = Schema(
    {
        "id": some_text,
        "name": some_text,
        "scheme": some_text,
        "origins": texts,
        "values": text_pairs,
    },
    required=frozenset({"id", "name", "scheme"}),
)
_UNKNOWN = " is not known here"


def credential_record(credential: Credential) -> dict[str, Any]:
    """Return a credential as plain values."""
    return {
        "id": credential.id,
        "name": credential.name,
        "scheme": credential.scheme,
        "origins": list(credential.origins),
        "values": dict(credential.values),
    }


def parse_credentials(raw: Any) -> tuple[tuple[Credential, ...], tuple[str, ...]]:
    """Return the credentials that a record holds and a phrase for each mistake in it.

    Members that are not known belong to a later version of the program: they are no mistake.
    """
    values, problems = take(raw, Schema({"credentials": records}))
    mistakes = [*_without_unknown(problems)]
    found: dict[str, Credential] = {}
    for number, entry in enumerate((values or {}).get("credentials", ()), start=1):
        place = _place(entry, number)
        taken, problems = take(entry, _CREDENTIAL)
        mistakes += [f"{place}: {problem}" for problem in _without_unknown(problems)]
        if taken is None:
            continue
        credential = Credential(**taken)
        if found.setdefault(credential.id, credential) is not credential:
            mistakes.append(f"{place}: its id stands there twice; the first counts")
    return tuple(found.values()), tuple(mistakes)


def _without_unknown(problems: tuple[str, ...]) -> list[str]:
    return [problem for problem in problems if not problem.endswith(_UNKNOWN)]


def _place(entry: Any, number: int) -> str:
    name = entry.get("name") if isinstance(entry, dict) else None
    return f"credential {name}" if isinstance(name, str) and name else f"credential {number}"
