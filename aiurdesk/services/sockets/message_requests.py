"""Saved requests among the messages of a socket, which are sent by HTTP instead of a message.

Such a request makes the server push a frame: Stargate ignores what a client says over a socket, so
a run could not expect anything otherwise.
"""

from aiurdesk.core.collection.collection_request import CollectionRequest
from aiurdesk.core.exchange.exchange import Exchange, verdict_words
from aiurdesk.core.problem import Problem
from aiurdesk.core.response.examination import Finding
from aiurdesk.core.translation import tr
from aiurdesk.core.verdict.verdict import Severity
from aiurdesk.services.collections.saved_files import MissingFile, read_copy
from aiurdesk.services.library import Library
from aiurdesk.services.sockets.socket_messages import SavedRequestFile


async def read_message_request(
    file: SavedRequestFile, library: Library
) -> CollectionRequest | Problem:
    """Return a saved request with what its folders say, or why it cannot be sent."""
    copy = await read_copy(file.path, library.with_code_lab)
    match copy:
        case MissingFile():
            return Problem(tr("There is no saved request {path}.").format(path=file.path))
        case Problem():
            return copy
    assert copy.opened is not None, "it was read"
    if copy.opened.endpoint.is_websocket:
        words = tr("{name} is a WebSocket, which cannot be sent as a message.")
        return Problem(words.format(name=file.name))
    return copy


def request_finding(name: str, sent: Exchange | Problem) -> Finding:
    """Return the result of a sent request in the form of a test result.

    Without tests of its own, its verdict counts.

    Args:
        sent: What came of it, or why it was not sent.
    """
    title = tr("{name} is sent").format(name=name)
    if isinstance(sent, Problem):
        return Finding(title, False, sent.sentence or tr("It was not sent."))
    findings = () if sent.examination is None else sent.examination.all_findings
    failed = [f"{finding.title}: {finding.found}" for finding in findings if not finding.passed]
    passed = not failed if findings else sent.verdict.severity is Severity.SUCCESS
    return Finding(title, passed, "; ".join(failed) or verdict_words(sent))
