"""What events of language models add to an answer."""

import pytest

from aiurdesk.core.sockets.frame import MOST_CHARACTERS, text_piece


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ('{"choices": [{"index": 0, "delta": {"content": "Hi "}}]}', "Hi "),
        ('{"choices": [{"index": 0, "delta": {"role": "assistant", "content": null}}]}', ""),
        ('{"choices": [{"text": "Hi"}]}', "Hi"),
        ('{"type": "response.output_text.delta", "delta": "Hi"}', "Hi"),
        ('{"type":"content_block_delta","delta":{"type":"text_delta","text":"Hi"}}', "Hi"),
        ('{"candidates":[{"content":{"parts":[{"text":"Hi"}],"role":"model"}}]}', "Hi"),
        ('{"model":"m","message":{"role":"assistant","content":"Hi"},"done":false}', "Hi"),
        ('{"model":"m","response":"Hi","done":false}', "Hi"),
        # What is not one of these.
        ('{"message": "Done.", "code": 0}', ""),
        ('{"choices": "many"}', ""),
        ('{"choices": []}', ""),
        ('{"tick": 1}', ""),
        ("[DONE]", ""),
        ("", ""),
        ('{"delta": "half', ""),
    ],
)
def test_a_piece_of_text_is_found_where_models_put_it(content, expected):
    assert text_piece(content) == expected


def test_a_long_event_is_not_looked_at():
    assert text_piece('{"delta": "%s"}' % ("x" * MOST_CHARACTERS)) == ""
