"""The saved examples of a request of Postman, as a part of its notes."""

import re
from collections.abc import Iterator

from aiurdesk.core.translation import trn
from aiurdesk.importers.item_reading import ItemReading
from aiurdesk.importers.json_document import JsonObject

_LONGEST = 4_000
_MOST = 10


def read_examples(item: JsonObject, reading: ItemReading) -> str:
    """Return the examples as Markdown; what they hold besides is noted.

    Args:
        item: The request.
        reading: The reading of the request.
    """
    examples = item.objects("response")
    texts = [text for example in examples[:_MOST] for text in _example(example)]
    for example in examples:
        example.take_unread()
    if not examples:
        item.count("response")
        return ""
    words = trn(
        "requests and headers of {count} saved example, whose answers stand in the notes, "
        "if they are short.",
        "requests and headers of {count} saved examples, whose answers stand in the notes, "
        "if they are short.",
        len(examples),
    )
    reading.note(words.format(count=len(examples)), item.pointer_to("response"))
    return "\n\n".join(texts)


def _example(example: JsonObject) -> Iterator[str]:
    name, body = example.text("name").strip() or "Example", example.text("body")
    status = " ".join(filter(None, (example.text("code"), example.text("status"))))
    heading = f"**{name}**" + (f": {status}" if status else "")
    if not body or len(body) > _LONGEST:
        yield heading
        return
    language = example.text("_postman_previewlanguage")
    # A fence that is longer than any in the text.
    fence = "`" * max([3, *(len(run) + 1 for run in re.findall("`+", body))])
    yield f"{heading}\n\n{fence}{language if language.isalnum() else ''}\n{body}\n{fence}"
