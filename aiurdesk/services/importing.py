"""Reads what other programs write as requests."""

from aiurdesk.importers.curl import is_curl, parse_curl
from aiurdesk.importers.imported_request import ImportedRequest as ImportedRequest
from aiurdesk.importers.imported_request import ImportMistake as ImportMistake


def import_text(text: str) -> ImportedRequest | ImportMistake | None:
    """Return the request that a text holds; None where it is of no known format."""
    return parse_curl(text) if is_curl(text) else None


def import_words(imported: ImportedRequest) -> str:
    """Return what is said of an imported request: what it lacks, line by line."""
    if not imported.not_carried_over:
        return ""
    return "\n".join(("Not everything was taken over:", *imported.not_carried_over))
