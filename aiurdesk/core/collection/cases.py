"""What the cases of a saved request send: the request with their values and tests."""

from collections.abc import Iterator

from msgspec.structs import replace

from aiurdesk.core.collection.collection_request import CollectionRequest
from aiurdesk.core.collection.saved_request import saved_texts, with_values
from aiurdesk.core.environments.environment import variable_names
from aiurdesk.core.request.request import Case, SavedRequest


def with_cases(request: CollectionRequest) -> Iterator[CollectionRequest]:
    """Yield a saved request, and what each of its cases sends."""
    yield request
    for case in request.saved.cases:
        yield _request_of(request, case)


def _request_of(request: CollectionRequest, case: Case) -> CollectionRequest:
    saved = request.saved
    if case.body is not None:
        saved = replace(saved, body=case.body)
    # A row of data for this request alone. What it does not use as a variable is a value.
    used = _variables_of(saved) if case.values else frozenset()
    row = tuple((n, value) for n, value in case.values if n in used and isinstance(value, str))
    variables = {name for name, _ in row}
    given = {name: (value,) for name, value in case.values if name not in variables}
    saved = with_values(saved, {**given, **dict.fromkeys(case.left_out, ())})
    tests = (*case.expected, *case.tests) or saved.tests
    # What its response has is not for the requests that follow: a case may be one that fails.
    saved = replace(saved, tests=tests, captures=(), cases=())
    return replace(request, saved=saved, case=case.name, row=row)


def _variables_of(saved: SavedRequest) -> frozenset[str]:
    texts = (text.text for text in saved_texts(saved) if text.is_sent)
    return frozenset(name for text in texts if "{{" in text for name in variable_names(text))
