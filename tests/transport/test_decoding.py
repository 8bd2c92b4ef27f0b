import gzip
import sys
import zlib
from collections.abc import Callable

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.response.response import FailureKind
from aiurdesk.transport import decoding
from aiurdesk.transport.decoding import MAX_MEMBERS, MAX_PIECE_BYTES, decoder_for
from aiurdesk.transport.transport import SendFailure

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

SKIPPABLE_FRAME = b"\x50\x2a\x4d\x18" + bytes(4)
"""A frame of zstd without content. Source: RFC 8878 section 3.1.2."""


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


def packed(data: bytes) -> bytes:
    """Return gzip without a timestamp, because the names of the tests contain the bytes."""
    return gzip.compress(data, mtime=0)


PACK: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstd.compress,
}


def zstd_with(option: zstd.CompressionParameter, value: int, data: bytes) -> bytes:
    packed: bytes = zstd.compress(data, options={option: value})
    return packed


def unpack(encodings: str, data: bytes, step: int = 1000) -> bytes:
    decoder = decoder_for(encodings)
    assert decoder is not None
    chunks = [data[start : start + step] for start in range(0, len(data), step)]
    decoded = b"".join(piece for chunk in chunks for piece in decoder.decode(chunk))
    decoder.finish()
    return decoded


@given(st.binary(max_size=5000), st.sampled_from(sorted(PACK)), st.integers(1, 300))
def test_compressed_data_is_decoded_for_any_size_of_chunks(data, encoding, step):
    assert unpack(encoding, PACK[encoding](data), step) == data


@given(st.binary(max_size=500), st.integers(1, 50))
def test_deflate_without_the_zlib_header_is_decoded(data, step):
    assert unpack("deflate", raw_deflate(data), step) == data


def test_several_encodings_are_decoded_in_reverse_order():
    assert unpack("deflate, GZIP", gzip.compress(zlib.compress(b"hello"))) == b"hello"


def test_several_gzip_members_are_one_body():
    assert unpack("gzip", packed(b"one ") + gzip.compress(b"two")) == b"one two"


@pytest.mark.parametrize("step", [1, 7, 1000])
def test_several_zstd_frames_are_one_body(step):
    data = zstd.compress(b"one ") + SKIPPABLE_FRAME + zstd.compress(b"two")
    assert unpack("zstd", data, step) == b"one two"


def test_no_encoding_needs_no_decoder():
    assert decoder_for("") is None
    assert decoder_for("identity, ") is None


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd"])
def test_pieces_stay_small_however_much_is_compressed(encoding):
    decoder = decoder_for(encoding)
    assert decoder is not None
    sizes = [len(piece) for piece in decoder.decode(PACK[encoding](bytes(10_000_000)))]
    decoder.finish()
    assert sum(sizes) == 10_000_000
    assert max(sizes) <= MAX_PIECE_BYTES


@pytest.mark.parametrize(("encoding", "empty"), [("gzip", packed(b"")), ("zstd", SKIPPABLE_FRAME)])
def test_the_number_of_empty_members_is_limited(encoding, empty):
    assert unpack(encoding, empty * MAX_MEMBERS) == b""
    with pytest.raises(SendFailure, match=f"more than {MAX_MEMBERS} members"):
        unpack(encoding, empty * (MAX_MEMBERS + 1))


def test_what_one_encoding_leaves_for_the_next_is_limited(monkeypatch):
    monkeypatch.setattr(decoding, "MAX_BYTES_BETWEEN", 100_000)
    # A skippable frame has no content, of any length.
    frame = SKIPPABLE_FRAME[:4] + (100_000).to_bytes(4, "little") + bytes(100_000)
    with pytest.raises(SendFailure, match="between its encodings") as end:
        unpack("zstd, br", brotli.compress(frame))
    assert end.value.kind is FailureKind.TOO_LARGE


@pytest.mark.parametrize("encoding", sorted(PACK))
def test_an_empty_body_is_valid_in_each_encoding(encoding):
    decoder = decoder_for(encoding)
    assert decoder is not None
    decoder.finish()


@pytest.mark.parametrize(
    ("encodings", "data"),
    [
        ("gzip", b"no gzip at all"),
        ("gzip", packed(b"x" * 1000)[:-9]),
        ("gzip", packed(b"x")[:-8] + bytes(8)),
        ("gzip", packed(b"x") + b"rubbish"),
        ("deflate", b"\x00"),
        ("deflate", zlib.compress(b"x" * 1000)[:-1]),
        ("deflate", zlib.compress(b"x") + b"more"),
        ("br", brotli.compress(b"x" * 1000)[:-1]),
        ("zstd", zstd.compress(b"x" * 1000)[:-1]),
        ("compress", b""),
        ("gzip, compress", b""),
        ("gzip, gzip, gzip, gzip", b""),
    ],
)
def test_data_that_cannot_be_decoded_is_bad_encoding(encodings, data):
    with pytest.raises(SendFailure) as end:
        unpack(encodings, data)
    assert end.value.kind is FailureKind.BAD_ENCODING


@pytest.mark.parametrize(
    ("encodings", "data", "words"),
    [
        ("gzip", b"no gzip at all", "the body contains bytes that are not gzip"),
        ("gzip", packed(b"x") + b"rubbish", "the body contains bytes that are not gzip"),
        ("gzip", packed(b"x")[:-8] + bytes(8), "the checksum of the gzip data"),
        ("gzip", packed(b"x")[:-4] + bytes(4), "the length of the gzip data"),
        ("gzip", packed(b"x")[:10] + b"\xff" * 9, "the gzip data is damaged"),
        ("deflate", b"\xff" * 9, "the deflate data is damaged"),
        ("br", b"no brotli at all", "the brotli data is damaged"),
        ("br", brotli.compress(b"x" * 99)[:-1], "the brotli data is incomplete"),
        ("zstd", b"no zstd at all", "the body contains bytes that are not zstd data"),
        ("zstd", zstd.compress(b"x") + b"rubbish", "the body contains bytes that are not zstd"),
        ("zstd", zstd.compress(b"x" * 99)[:-1], "the zstd data is incomplete"),
        (
            "zstd",
            zstd_with(zstd.CompressionParameter.checksum_flag, 1, b"x" * 99)[:-4] + bytes(4),
            "the checksum of the zstd data does not match",
        ),
        (
            "zstd",
            zstd_with(zstd.CompressionParameter.window_log, 24, bytes(2**25)),
            "the zstd data needs more than 8 MB",
        ),
    ],
)
def test_the_detail_says_what_is_wrong_with_the_data(encodings, data, words):
    with pytest.raises(SendFailure) as end:
        unpack(encodings, data)
    assert end.value.detail.startswith(words)
    assert "rror" not in end.value.detail


@pytest.mark.parametrize("step", [3, 1000])
def test_bytes_after_the_end_of_brotli_are_refused(step):
    with pytest.raises(SendFailure, match="brotli data"):
        unpack("br", brotli.compress(b"x" * 99) + b"more", step)
