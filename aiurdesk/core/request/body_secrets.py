"""Bodies without the secrets that were typed into them, to be kept over a restart."""

from functools import lru_cache

from msgspec.structs import replace

from aiurdesk.core.credentials.named_secrets import without_named_secrets
from aiurdesk.core.credentials.secret_names import is_secret_name
from aiurdesk.core.request.environment import variable_names
from aiurdesk.core.request.request import (
    Body,
    FileValue,
    FormBody,
    JsonBody,
    MultipartBody,
    Row,
    TextBody,
)


def body_without_secrets(
    body: Body | None, not_secret: frozenset[str] = frozenset()
) -> Body | None:
    """Return a body with empty text in the place of what is secret by its name.

    A reference such as ``{{env:TOKEN}}`` is no secret and stays.

    Args:
        not_secret: Names whose values are no secrets, whatever the names say.
    """
    match body:
        case FormBody() | MultipartBody():
            rows = (r if r.name in not_secret else _without_secret(r) for r in body.rows)
            return replace(body, rows=tuple(rows))
        case JsonBody() | TextBody():
            return replace(body, text=_without_named_secrets(body.text, not_secret))
    return body


# The state of the window is saved again and again, mostly with the same text.
@lru_cache(maxsize=2)
def _without_named_secrets(text: str, not_secret: frozenset[str]) -> str:
    return without_named_secrets(text, not_secret)


def _without_secret(row: Row) -> Row:
    if isinstance(row.value, FileValue) or not is_secret_name(row.name):
        return row
    is_reference = isinstance(row.value, str) and variable_names(row.value)
    return row if is_reference else replace(row, value="")
