"""The protocol of the services since 2023 (AiurProtocol).

The HTTP status follows from the result code, and each envelope has a protocol version.

Source:
    AiursoftWeb/AiurProtocol 0e379e02, StatusCodeTranslator.cs; recorded/infrastructures-2025-*.
"""

from collections.abc import Mapping

from aiurdesk.sandbox.aspnet.response import Response, json_response

PROTOCOL_VERSION = "10.0.31.0"
HEADERS = (("x-frame-options", "SAMEORIGIN"), ("content-security-policy", "frame-ancestors 'self'"))
"""Headers of every response, except the one after an unhandled exception."""
_STATUSES = {
    0: 200,
    1: 202,
    2: 201,
    -1: 401,
    -4: 404,
    -5: 500,
    -7: 409,
    -8: 401,
    -10: 400,
    -11: 429,
}


def envelope_2023(
    code: int,
    message: str,
    members: Mapping[str, object] | None = None,
    *,
    version: str | None = PROTOCOL_VERSION,
) -> Response:
    """Return an envelope of 2023.

    Args:
        version: None for envelopes that no controller writes, as after an unhandled exception.
    """
    end = {"code": code, "message": message, "protocolVersion": version}
    return json_response({**(members or {}), **end}, status=_STATUSES[code])
