"""Compression with a limit for the message, and not for what goes over the wire.

``websockets`` compares a frame with the limit before it decompresses it. What has no pattern is
longer when it is compressed, so that a message just below the limit would be refused.
Source: RFC 7692.
"""

from collections.abc import Sequence

from websockets.exceptions import PayloadTooBig
from websockets.extensions.base import ClientExtensionFactory, Extension
from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory
from websockets.frames import Frame, Opcode
from websockets.typing import ExtensionName, ExtensionParameter

_OF_MESSAGES = frozenset({Opcode.TEXT, Opcode.BINARY, Opcode.CONT})


def wire_bytes(message_bytes: int) -> int:
    """Return how long a message may be as it comes, compressed.

    Source: ``deflateBound`` of zlib 1.3.1 adds less than a sixth, for any content.
    """
    return message_bytes + _spare(message_bytes)


class Compression(ClientExtensionFactory):
    """Offers permessage-deflate for messages up to a number of bytes."""

    def __init__(self, message_bytes: int) -> None:
        self._factory = ClientPerMessageDeflateFactory()
        self._spare_bytes = _spare(message_bytes)
        self.name = self._factory.name

    def get_request_params(self) -> Sequence[ExtensionParameter]:
        """Return what is offered."""
        return self._factory.get_request_params()

    def process_response_params(
        self, params: Sequence[ExtensionParameter], accepted_extensions: Sequence[Extension]
    ) -> Extension:
        """Return the extension as the server accepted it."""
        extension = self._factory.process_response_params(params, accepted_extensions)
        return _Limited(extension, self._spare_bytes)


class _Limited(Extension):
    """Counts a frame as it is after it was decompressed."""

    def __init__(self, extension: Extension, spare_bytes: int) -> None:
        self._extension = extension
        self._spare_bytes = spare_bytes
        self.name: ExtensionName = extension.name

    def decode(self, frame: Frame, *, max_size: int | None = None) -> Frame:
        """Decompress a frame.

        Args:
            max_size: How long it may be as it comes.

        Raises:
            PayloadTooBig: The message is longer than it may be.
        """
        most = (max_size or 0) - self._spare_bytes
        # To zlib, 0 stands for no limit.
        decoded = self._extension.decode(frame, max_size=max(most, 1))
        if len(decoded.data) > most and decoded.opcode in _OF_MESSAGES:
            raise PayloadTooBig(None, most)
        return decoded

    def encode(self, frame: Frame) -> Frame:
        """Compress a frame."""
        return self._extension.encode(frame)


def _spare(message_bytes: int) -> int:
    return message_bytes // 4 + 64
