"""Long bodies are read from memory and from files."""

from aiurdesk.core.verdict.envelope import Envelope, NotAnEnvelope, NotAnEnvelopeReason
from aiurdesk.services.sending.whole_envelope import parse_whole

BODY = b'{"code": -3, "message": "At last."}'


def test_bytes_and_files_are_read(tmp_path):
    path = tmp_path / "body"
    path.write_bytes(BODY)
    assert parse_whole(BODY, None) == parse_whole(str(path), None) == Envelope(-3, "At last.")


def test_a_missing_file_is_said(tmp_path):
    envelope = parse_whole(str(tmp_path / "gone"), None)
    assert isinstance(envelope, NotAnEnvelope)
    assert envelope.reason is NotAnEnvelopeReason.UNREAD
    assert str(envelope.detail) == "its temporary file: No such file or directory"
