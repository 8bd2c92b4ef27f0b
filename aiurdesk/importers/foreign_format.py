"""Formats that are known, but of which no collection is made."""

import re

from aiurdesk.core.problem import Problem
from aiurdesk.core.translation import tr

_SERVICE = tr(
    "This is an API description, not a collection. Add it as a service "
    "instead: aiurdesk services add FILE."
)
_WSDL = tr(
    "This is a WSDL description of a SOAP service, which cannot be imported. "
    "Make a request with POST, and paste the XML into its body."
)
_SOAP_UI = tr("This is a project of SoapUI. Export its requests as HAR, or its API as OpenAPI.")
_GRPC = tr("This is a description for gRPC, which cannot be used.")
_ZIP = tr("This is a ZIP archive. Unpack it, and import the folder or the files.")
_SENTENCES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.MULTILINE), sentence)
    for pattern, sentence in (
        (r"""\A\W{0,9}(?:openapi|swagger)\W{1,5}[123]\.|"(?:openapi|swagger)"\s*:\s*"[123]\.""",
         _SERVICE),
        (r"^(?:openapi|swagger)\s*:\s*['\"]?[123]\.", _SERVICE),
        (r"<(?:\w+:)?(?:definitions|description)\b[^>]*schemas\.xmlsoap\.org/wsdl|<(?:\w+:)?"
         r"(?:definitions|description)\b[^>]*www\.w3\.org/ns/wsdl",
         _WSDL),
        (r"^#%RAML", tr("This is a RAML description. Convert it to OpenAPI first.")),
        (r"^FORMAT: 1A", tr("This is an API Blueprint. Convert it to OpenAPI first.")),
        (r"^asyncapi\s*:|\"asyncapi\"\s*:",
         tr("This is an AsyncAPI description, which cannot be imported.")),
        (r"<con:soapui-project",
         _SOAP_UI),
        (r"<jmeterTestPlan", tr("This is a test plan of JMeter, which cannot be imported.")),
        (r"\"_type\"\s*:\s*\"export\"", tr("This export is of a version that cannot be imported.")),
        (r"\A\s*syntax\s*=\s*[\"']proto", _GRPC),
        (r"\APK\x03\x04", _ZIP),
        (r"\A\x1f", tr("This is a compressed file. Unpack it first.")),
    )
)  # fmt: skip
_LOOKED_AT = 20_000


def is_foreign(text: str) -> bool:
    """Tell whether a text is of one of these formats."""
    return bool(_sentence(text))


def parse_foreign(text: str) -> Problem:
    """Say what the text is, and what to do."""
    return Problem(_sentence(text))


def _sentence(text: str) -> str:
    start = text.lstrip("\ufeff")[:_LOOKED_AT]
    return next((sentence for pattern, sentence in _SENTENCES if pattern.search(start)), "")
