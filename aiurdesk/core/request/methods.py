"""What is known of HTTP methods by their names."""

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def may_write(method: str) -> bool:
    """Tell whether a request with this method may change something at the service.

    Source: RFC 9110 section 9.2.1, without TRACE, which servers rarely know.
    """
    return method.upper() not in _SAFE
