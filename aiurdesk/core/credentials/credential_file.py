"""Credentials as plain values for a file; never a secret."""

from typing import Any

from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.schema import Schema, any_list, some_text, text_pairs, texts, validate

# The file of a later version may say more; an earlier version must not call that a mistake.
_FILE = Schema({"credentials": any_list}, ignores_unknown=True)
_CREDENTIAL = Schema(
    {
        "id": some_text,
        "name": some_text,
        "scheme": some_text,
        "origins": texts,
        "values": text_pairs,
    },
    required=frozenset({"id", "name", "scheme"}),
    ignores_unknown=True,
)


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
    """Return the credentials of a file's content and a phrase for each mistake in it."""
    # One wrong entry costs only itself; the others can be used.
    content, problems = validate(raw, _FILE)
    mistakes = [*problems]
    found: dict[str, Credential] = {}
    for number, entry in enumerate((content or {}).get("credentials", ()), start=1):
        place = _place(entry, number)
        values, problems = validate(entry, _CREDENTIAL)
        mistakes += [f"{place}: {problem}" for problem in problems]
        if values is None:
            continue
        credential = Credential(**values)
        # Two entries of one id would share their secrets.
        if found.setdefault(credential.id, credential) is not credential:
            mistakes.append(f"{place}: its id appears twice; the first one is used")
    return tuple(found.values()), tuple(mistakes)


def _place(entry: Any, number: int) -> str:
    name = entry.get("name") if isinstance(entry, dict) else None
    return f"credential {name}" if isinstance(name, str) and name else f"credential {number}"
