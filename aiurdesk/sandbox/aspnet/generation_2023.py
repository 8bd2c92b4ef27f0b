"""How the services since 2023 answer: the status follows the code, and the protocol is named.

Source:
    AiursoftWeb/AiurProtocol 0e379e02, StatusCodeTranslator.cs; recorded/infrastructures-2025-*.
"""

from collections.abc import Mapping

from aiurdesk.sandbox.aspnet.response import Response, json_response

PROTOCOL_VERSION = "10.0.31.0"
HEADERS = (("x-frame-options", "SAMEORIGIN"), ("content-security-policy", "frame-ancestors 'self'"))
"""Of every answer but a crash."""
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
        version: None outside of the controllers, as in a crash.
    """
    end = {"code": code, "message": message, "protocolVersion": version}
    return json_response({**(members or {}), **end}, status=_STATUSES[code])
