"""Makes texts and codes of the values that a path gives, none of them too long to show."""

import re
from typing import Any

from aiurdesk.core.verdict.dialect import Code, Rules
from aiurdesk.core.verdict.envelope import LONGEST_TEXT_CODE, truncated
from aiurdesk.core.wording import truncate
from aiurdesk.core.xml.xml_tree import TEXT

_LONGEST_LIST = 1_000
_WHOLE_NUMBER = re.compile(r"-?\d{1,15}", re.ASCII)


def text_of(value: Any) -> str:
    """Return a value as a text; of a list, one line for each entry."""
    match value:
        case None:
            text = ""
        case str():
            text = value
        case bool():
            text = "true" if value else "false"
        case list():
            lines = (text_of(entry) for entry in value[:_LONGEST_LIST])
            text = "\n".join(dict.fromkeys(filter(None, lines)))
        case dict():
            # An object has no text of its own; most that say something have a message in it. An
            # element of XML has a text beside its attributes.
            text = text_of(value.get("message") or value.get(TEXT))
        case _:
            text = str(value)
    return truncated(text)


def code_of(value: Any, rules: Rules | None = None) -> Code | None:
    """Return a value as a code: a whole number, or a text on one line that is not too long.

    Args:
        rules: Say how to cut the code out of a longer text.
    """
    if isinstance(value, dict):
        value = value.get(TEXT)
    if isinstance(value, list):
        value = next((entry for entry in value if entry not in (None, "")), None)
    if type(value) is int and abs(value) < 10**15:
        return value
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**15:
        return int(value)
    if value is None or isinstance(value, (dict, list)):
        return None
    text = text_of(value).strip()
    if rules is not None and (rules.after or rules.before):
        text = _cut_out(text, rules)
        if _WHOLE_NUMBER.fullmatch(text):
            return int(text)
    return truncate(text, LONGEST_TEXT_CODE) or None


def _cut_out(text: str, rules: Rules) -> str:
    if rules.after and rules.after in text:
        text = text.partition(rules.after)[2]
    if rules.before:
        text = text.partition(rules.before)[0]
    return text.strip()
