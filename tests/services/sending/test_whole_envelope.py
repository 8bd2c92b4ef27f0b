"""Long bodies are read from memory and from files."""

from aiurdesk.core.verdict import body_kind
from aiurdesk.core.verdict.envelope import Envelope, NotAnEnvelope, NotAnEnvelopeReason
from aiurdesk.services.sending import whole_envelope
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


def test_of_a_body_that_is_too_long_only_the_beginning_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(body_kind, "MOST_BYTES", len(BODY))
    monkeypatch.setattr(whole_envelope, "MOST_VALUES", len(BODY))
    path = tmp_path / "body"
    path.write_bytes(BODY)
    assert parse_whole(str(path), None) == Envelope(-3, "At last.")
    path.write_bytes(BODY[:-1] + b" " * 9 + b"}")
    assert parse_whole(str(path), None) == NotAnEnvelope(NotAnEnvelopeReason.UNREAD)
    # What its beginning shows is still told, also where a character is cut off.
    for data, reason in {
        b"<html>" + bytes(99): NotAnEnvelopeReason.HTML,
        b"\xff\x00" * 99: NotAnEnvelopeReason.BINARY,
        b"a" + "ä".encode() * 99: NotAnEnvelopeReason.NOT_JSON,
    }.items():
        path.write_bytes(data)
        envelope = parse_whole(str(path), None)
        assert isinstance(envelope, NotAnEnvelope)
        assert envelope.reason is reason
