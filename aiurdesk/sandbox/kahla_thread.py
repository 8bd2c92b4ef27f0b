"""A thread of Kahla v2: its messages, and the sockets of those who talk in it.

Source:
    reference/aiursoft-api.md section 6; recorded/kahla-2026.jsonl, websocket-thread.
"""

import json
from typing import Any
from uuid import UUID

from aiurdesk.sandbox.aspnet.json_serializer import to_json
from aiurdesk.sandbox.aspnet.response import WebSocket
from aiurdesk.sandbox.clock import Clock

LONGEST_FRAME = 65_535
"""Characters. A longer frame of a client is ignored."""
_PREVIEW_BYTES = 50

Commit = dict[str, Any]
"""A message: ``id``, ``item`` (``content``, ``preview``, ``ats``, ``senderId``), ``commitTime``."""


class Thread:
    """The messages of one thread, in their order."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._commits: list[Commit] = []
        self._sockets: list[WebSocket] = []

    async def talk(self, socket: WebSocket, user_id: str, start: int) -> None:
        """Send what is stored and what comes; take what the client sends, until one of them leaves.

        Args:
            socket: The socket of the user.
            user_id: Becomes the sender of all that comes from this socket.
            start: Number of the stored message to begin with.
        """
        position = max(start, 0)
        # Others may talk while it is being sent.
        while stored := self._commits[position:]:
            position += len(stored)
            await socket.send(to_json(stored))
        self._sockets.append(socket)
        try:
            while (content := await socket.receive()) is not None:
                if len(content) > LONGEST_FRAME:
                    continue
                commits = self._commits_in(content, user_id)
                if commits is None:
                    # The real server closes at what it cannot read.
                    return
                self._commits += commits
                for listener in tuple(self._sockets):
                    await listener.send(to_json(commits))
        finally:
            self._sockets.remove(socket)

    def _commits_in(self, content: str | bytes, user_id: str) -> list[Commit] | None:
        """Return the messages in a frame, or None where it holds anything else."""
        now = self._clock()
        try:
            sent_commits = json.loads(content)
            if not isinstance(sent_commits, list):
                return None
            return [
                {
                    "id": str(UUID(sent["id"])),
                    "item": {
                        "content": sent["item"]["content"],
                        "preview": _cut(sent["item"]["preview"]),
                        "ats": sent["item"]["ats"],
                        # Not what the client says: it could be anybody.
                        "senderId": user_id,
                    },
                    "commitTime": now,
                }
                for sent in sent_commits
            ]
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None


def _cut(preview: str) -> str:
    return preview.encode()[:_PREVIEW_BYTES].decode(errors="ignore")
