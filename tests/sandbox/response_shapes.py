"""The shape of a response: what must be equal in a recorded and in a sandbox response.

A shape has status, content type, names of headers, and the structure of a JSON body. Texts, ids and
times differ between servers, so only their types are part of the shape.
"""

import re
from typing import Any

import httpx

from tests.recorded import checked_in, without_sentences

Facts = dict[str, Any]
"""Facts about one recorded exchange, as ``tests.recorded`` stores them."""

DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,7})?Z")

_RATE_LIMIT_HEADERS = {"x-rate-limit-limit", "x-rate-limit-remaining"}
_HEADERS_OF_EVERY_RESPONSE = {"date", "server", "content-length", "content-type"}


def value_shape(value: Any) -> Any:
    """Return the shape of a JSON value: its members with the types of their values."""
    if isinstance(value, dict):
        return {name: _member_shape(name, member) for name, member in value.items()}
    if isinstance(value, list):
        shapes: list[Any] = []
        for shape in map(value_shape, value):
            if shape not in shapes:
                shapes.append(shape)
        return {"list of": shapes}
    if isinstance(value, bool) or value is None:
        return type(value).__name__
    if isinstance(value, str):
        return "date" if DATE.fullmatch(value) else "text"
    return "number" if isinstance(value, float) else "integer"


def _member_shape(name: str, member: Any) -> Any:
    if name == "code":
        return member
    if name == "items" and isinstance(member, list) and all(isinstance(m, str) for m in member):
        # Clients read the validation errors of ASP.NET, so their text is part of the shape. Names
        # of parameters are the same in any case.
        return [str(without_sentences(text)).casefold() for text in member]
    return value_shape(member)


def response_shape(facts: Facts) -> Facts:
    """Return the shape of a response."""
    shape: Facts = {
        "status": facts["status"],
        "content_type": facts["content_type"],
        "further_headers": facts["further_headers"],
    }
    if "json" in facts:
        body = facts["json"]
        is_doc = isinstance(body, list) and all(isinstance(e, dict) and "routes" in e for e in body)
        shape["json"] = _doc_shape(body) if is_doc else value_shape(body)
    elif facts.get("answer", "").startswith("<"):
        shape["body"] = "HTML"
    else:
        has_body = facts.get("answer") or "answer_base64" in facts
        shape["body"] = "something" if has_body else ""
    return shape


def _doc_shape(entries: list[Facts]) -> list[Any]:
    """Return the routes of ``/doc``: the catalogue describes them in an order of its own."""
    paths = {(path.strip("/").casefold(), e["isPost"]) for e in entries for path in e["routes"]}
    return sorted(paths)


def recorded_shape(stem: str, name: str) -> Facts:
    """Return the shape of a recorded response of the services since 2023."""
    facts = next(facts for facts in checked_in(stem) if facts["name"] == name)
    # The sandbox has no rate limit for these services.
    headers = [name for name in facts["further_headers"] if name not in _RATE_LIMIT_HEADERS]
    return response_shape({**facts, "further_headers": headers})


def sandbox_shape(response: httpx.Response) -> Facts:
    """Return the shape of a response of the sandbox."""
    facts: Facts = {
        "status": response.status_code,
        "content_type": response.headers.get("content-type"),
        "further_headers": sorted(set(response.headers) - _HEADERS_OF_EVERY_RESPONSE),
    }
    if "json" in response.headers.get("content-type", ""):
        return response_shape({**facts, "json": response.json()})
    return response_shape({**facts, "answer": response.text})
