"""Answers of the sandbox beside those that the real services since 2023 gave to such calls."""

from typing import Any

import httpx

from tests.recorded import checked_in
from tests.sandbox.replay import answer_shape

_UNCOUNTED = {"x-rate-limit-limit", "x-rate-limit-remaining"}
"""The sandbox does not count calls."""
_ALWAYS = {"date", "server", "content-length", "content-type"}


def recorded_shape(stem: str, name: str) -> dict[str, Any]:
    """Return the shape of a recorded answer."""
    facts = next(facts for facts in checked_in(stem) if facts["name"] == name)
    headers = [header for header in facts["further_headers"] if header not in _UNCOUNTED]
    return answer_shape({**facts, "further_headers": headers})


def shape_of(response: httpx.Response) -> dict[str, Any]:
    """Return the shape of an answer of the sandbox."""
    facts: dict[str, Any] = {
        "status": response.status_code,
        "content_type": response.headers.get("content-type"),
        "further_headers": sorted(set(response.headers) - _ALWAYS),
    }
    if "json" in response.headers.get("content-type", ""):
        return answer_shape({**facts, "json": response.json()})
    return answer_shape({**facts, "answer": response.text})
