"""Formats in which requests leave the program; each is a file here and a line below."""

from aiurdesk.core.exporters.code_request import CodeFormat
from aiurdesk.core.exporters.csharp import CSHARP
from aiurdesk.core.exporters.curl import CURL
from aiurdesk.core.exporters.exported import CollectionFormat
from aiurdesk.core.exporters.go import GO
from aiurdesk.core.exporters.har import HAR
from aiurdesk.core.exporters.http_file import HTTP_COLLECTION, HTTP_FILE
from aiurdesk.core.exporters.httpie import HTTPIE
from aiurdesk.core.exporters.javascript import JAVASCRIPT
from aiurdesk.core.exporters.markdown import MARKDOWN
from aiurdesk.core.exporters.openapi import OPENAPI
from aiurdesk.core.exporters.postman import POSTMAN
from aiurdesk.core.exporters.powershell import POWERSHELL
from aiurdesk.core.exporters.python import PYTHON_HTTPX, PYTHON_REQUESTS

CODE_FORMATS: tuple[CodeFormat, ...] = (
    CURL,
    HTTPIE,
    PYTHON_HTTPX,
    PYTHON_REQUESTS,
    JAVASCRIPT,
    CSHARP,
    GO,
    POWERSHELL,
    HTTP_FILE,
)
"""In the order of menus."""
COLLECTION_FORMATS: tuple[CollectionFormat, ...] = (
    POSTMAN,
    OPENAPI,
    HAR,
    HTTP_COLLECTION,
    MARKDOWN,
)
