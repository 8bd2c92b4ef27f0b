import gzip
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.response.response import FailureKind
from aiurdesk.transport.decoding import MAX_PIECE_BYTES, decoder_for
from aiurdesk.transport.send_failure import SendFailure


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
}


def unpack(encodings: str, data: bytes, step: int = 1000) -> bytes:
    decoder = decoder_for(encodings)
    assert decoder is not None
    chunks = [data[start : start + step] for start in range(0, len(data), step)]
    found = b"".join(piece for chunk in chunks for piece in decoder.decode(chunk))
    decoder.finish()
    return found


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


def test_no_encoding_needs_no_decoder():
    assert decoder_for("") is None
    assert decoder_for("identity, ") is None


def test_pieces_stay_small_however_much_is_compressed():
    decoder = decoder_for("gzip")
    assert decoder is not None
    sizes = [len(piece) for piece in decoder.decode(gzip.compress(bytes(10_000_000)))]
    assert sum(sizes) == 10_000_000
    assert max(sizes) <= MAX_PIECE_BYTES


def test_an_empty_body_is_valid_gzip():
    decoder = decoder_for("gzip")
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
        ("br", b""),
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
    ],
)
def test_the_detail_says_what_is_wrong_with_the_data(encodings, data, words):
    with pytest.raises(SendFailure) as end:
        unpack(encodings, data)
    assert end.value.detail.startswith(words)
    assert "rror" not in end.value.detail
