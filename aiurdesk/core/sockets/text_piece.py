"""The piece of text in an event of a language model, which stands deep in its JSON.

Source: the streaming responses of OpenAI (chat completions, completions, responses), Anthropic
(messages), Gemini (streamGenerateContent) and Ollama (chat, generate), as documented in 2026.
"""

import msgspec

MOST_CHARACTERS = 16 * 1024
"""A longer event is not looked at."""


class _Text(msgspec.Struct, gc=False):
    content: str | None = None
    text: str | None = None


class _Choice(msgspec.Struct):
    delta: _Text | None = None
    text: str | None = None


class _Parts(msgspec.Struct):
    parts: list[_Text] = []


class _Candidate(msgspec.Struct):
    content: _Parts | None = None


class _Event(msgspec.Struct):
    choices: list[_Choice] = []
    delta: _Text | str | None = None
    candidates: list[_Candidate] = []
    message: _Text | None = None
    response: str | None = None


_DECODER = msgspec.json.Decoder(_Event)


def text_piece(content: str) -> str:
    """Return the piece of text that an event adds to an answer; empty for any other event."""
    if len(content) > MOST_CHARACTERS or not content.startswith("{"):
        return ""
    try:
        event = _DECODER.decode(content)
    # Members of these names mean something else in most events.
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return ""
    if isinstance(event.delta, str):
        return event.delta
    texts = [event.delta, event.message]
    if event.choices:
        choice = event.choices[0]
        texts += [choice.delta, _Text(text=choice.text)]
    if event.candidates and event.candidates[0].content is not None:
        texts += event.candidates[0].content.parts[:1]
    pieces = (text.content or text.text for text in texts if text is not None)
    return next(filter(None, pieces), event.response or "")
