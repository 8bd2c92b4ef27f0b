"""What is coloured in JSON, markup and GraphQL, and what opens and closes in them."""

import re

from aiurdesk.core.environments.environment import VARIABLE

# With possessive quantifiers: a long line that does not match must not be tried again and again.
_JSON = (
    r'(?P<key>"(?:[^"\\]|\\.)*+"(?=\s*+:))|(?P<string>"(?:[^"\\]|\\.)*+"?)'
    r"|(?P<number>-?[0-9][0-9.eE+-]*+)|(?P<keyword>true|false|null)"
)
_MARKUP = (
    r"(?P<remark><!--.*?(?:-->|$)|<![^>]*+>?)|(?P<key></?[\w:.-]++|/?>|\?>|<\?\w*+)"
    r"""|(?P<string>(?<==)(?:"[^"]*+"?|'[^']*+'?))|(?P<number>&#?\w++;)"""
)
_GRAPHQL = (
    r"(?P<remark>#.*+)|(?P<string>\"(?:[^\"\\]|\\.)*+\"?)|(?P<number>-?[0-9][0-9.eE+-]*+)"
    r"|(?P<keyword>\b(?:query|mutation|subscription|fragment|on|true|false|null)\b)"
    r"|(?P<key>[$@][A-Za-z_]\w*+|\{\{[^{}]*+\}\})"
)
_DIFF = (
    r"(?P<remark>^(?:@@|diff |index |--- |\+\+\+ |new file|deleted file|rename |similarity ).*+)"
    r"|(?P<string>^\+.*+)|(?P<keyword>^-.*+)"
)
PATTERNS = {
    syntax: re.compile(pattern)
    for syntax, pattern in (
        ("json", _JSON),
        ("markup", _MARKUP),
        ("graphql", _GRAPHQL),
        ("diff", _DIFF),
    )
}
"""``core.body_views.view.Syntax``, "graphql" or "diff" → pattern."""
TOKENS = ("key", "string", "number", "keyword", "remark")
REFERENCE = VARIABLE
"""A variable, which is coloured in every text that is sent."""
PAIRS = {"{": "}", "[": "]", "(": ")"}
CLOSED_BY = {closing: opening for opening, closing in PAIRS.items()}
QUOTED = {"json", "graphql"}
"""Syntaxes in which a bracket within double quotes is text."""
