"""Docstrings of the project: the first line is a sentence that a stranger understands alone."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
# A line that begins so is the end of a sentence that was never begun.
ELLIPTIC = frozenset({"As", "From", "In", "Of", "That", "Those", "When", "Whom", "With"})
DOCUMENTED = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
WORDS_AT_LEAST = 3


def first_lines(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield where each public docstring is, and its first line."""
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, DOCUMENTED) or getattr(node, "name", "").startswith("_"):
                continue
            # Without removing the indentation of the other lines, which takes seconds.
            if text := ast.get_docstring(node, clean=False):
                line = getattr(node, "lineno", 1)
                yield f"{path.relative_to(folder.parent)}:{line}", text.strip().splitlines()[0]


def is_sentence(line: str) -> bool:
    """Tell whether a line says something by itself."""
    words = line.split()
    return len(words) >= WORDS_AT_LEAST and words[0] not in ELLIPTIC and line.endswith((".", ":"))


def test_the_first_line_of_a_docstring_is_a_sentence():
    lines = list(first_lines(ROOT / "aiurdesk"))
    assert len(lines) > 5000
    assert [f"{place}: {line}" for place, line in lines if not is_sentence(line)] == []


def test_half_a_sentence_is_seen():
    assert is_sentence("Return the text.")
    for line in ("Refuse.", "That in force, with what was captured.", "Return the text"):
        assert not is_sentence(line)
