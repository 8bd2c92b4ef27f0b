"""Replaces secrets in a text by dots."""

from collections.abc import Iterable

from aiurdesk.core.credentials.encoded_forms import encoded_forms
from aiurdesk.core.credentials.named_secrets import replaced
from aiurdesk.core.credentials.secret import DOTS, Secret
from aiurdesk.core.credentials.secret_search import find_secrets, is_plainly_absent


def redact_text(text: str, secrets: Iterable[Secret]) -> str:
    """Replace secrets by dots, in any encoding that they may have.

    A truncated secret is replaced too. It is found by the ellipsis that ``truncate`` writes.
    """
    forms = encoded_forms(secrets)
    # Most requests have no secrets, and most texts hold none.
    spans = find_secrets(text, forms) if forms.texts else ()
    return replaced(text, spans, DOTS) if spans else text


def is_clean(texts: Iterable[str], secrets: tuple[Secret, ...]) -> bool:
    """Tell whether texts hold no secret for sure; False where each has to be looked at."""
    return not secrets or is_plainly_absent("\n".join(texts), encoded_forms(secrets))
