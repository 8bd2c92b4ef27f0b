"""Names and prose of the project: words that name nothing, and turns of phrase that are avoided."""

import ast
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
NAMES_OF_NOTHING = frozenset({"found", "each", "place", "parts", "wanted", "shown", "known"})
"""As whole names: they say that there is something, but not what."""
AS_WORDS = re.compile(rf"\b_*({'|'.join(NAMES_OF_NOTHING)})_*\b")
PHRASES = re.compile(
    r"(?<![Tt]here )(?<![Tt]here\n)\b(is|are) (no (?!longer|more|such|further|wider)\w|none\b)"
    r"|\b[Ww]hoever\b|\banew\b|\bin the place of\b",
)
# Members of files and of other services' messages.
OF_FORMATS = {
    ("aiurdesk/core/response/examination.py", "found"),
    ("aiurdesk/core/sockets/text_piece.py", "parts"),
    ("aiurdesk/core/verdict/dialect.py", "each"),
}


def sources_with(pattern: re.Pattern[str]) -> Iterator[tuple[str, Path, str]]:
    """Yield name, path and text of each module that has a match: reading all takes 4 s."""
    for folder in ("aiurdesk", "tests", "packaging"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            text = path.read_text(encoding="utf-8")
            if pattern.search(text):
                yield path.relative_to(ROOT).as_posix(), path, text


def names_given(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Yield each name that a module gives to something, with its line."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                yield name, node.lineno
            case ast.arg(arg=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name, node.lineno


def prose(path: Path) -> Iterator[tuple[str, int]]:
    """Yield the comments and docstrings of a module, with the line where they begin."""
    with tokenize.open(path) as source:
        for token in tokenize.generate_tokens(source.readline):
            is_docstring = token.type == tokenize.STRING and token.string.startswith('"""')
            if token.type == tokenize.COMMENT or is_docstring:
                yield token.string, token.start[0]


def test_a_name_names_something():
    given = [
        f"{file}:{line}: {name}"
        for file, _, text in sources_with(AS_WORDS)
        for name, line in names_given(ast.parse(text))
        if name.strip("_") in NAMES_OF_NOTHING and (file, name) not in OF_FORMATS
    ]
    assert given == []


def test_prose_is_plain():
    used = [
        f"{file}:{line + text[: match.start()].count(chr(10))}: {match[0]}"
        for file, path, _ in sources_with(PHRASES)
        for text, line in prose(path)
        for match in PHRASES.finditer(text)
    ]
    assert used == []


def test_the_phrases_are_told_from_what_is_usual():
    for phrase in ("it is no file", "of which it is none", "Whoever wrote it"):
        assert PHRASES.search(phrase)
    assert not PHRASES.search("Empty where there is none, and there are no more; it is no longer")
