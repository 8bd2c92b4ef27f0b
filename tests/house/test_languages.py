"""The translations are complete, and can be put in everywhere."""

import ast
import functools
import re
import string
import sys

import pytest

from tests.house.tree_copy import ROOT

sys.path.insert(0, str(ROOT / "packaging"))
import languages

FILES = sorted(languages.FOLDER.glob("*.po"))


@functools.cache
def template():
    """Return the texts of the program; not at the import, which each process of the tests makes."""
    return languages.template_of(ROOT)


def placeholders(text):
    """Return the names that ``format`` fills in, with how they are written."""
    fields = string.Formatter().parse(text)
    return sorted(
        (name, conversion, spec) for _, name, spec, conversion in fields if name is not None
    )


def test_there_are_translations():
    assert [file.stem for file in FILES] == ["de", "zh_CN"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_text_is_translated_with_the_same_values(file):
    catalog = languages.updated(file, template())
    mistakes = []
    for message in catalog:
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        if not languages.is_translated(message):
            mistakes.append(f"not translated: {ids[0]!r}")
            continue
        if not is_formatted(ids[0]):
            continue
        for text in strings:
            # A form for one may leave the number out.
            if not set(placeholders(text)) <= set(placeholders(ids[-1])) or (
                len(ids) == 1 and placeholders(text) != placeholders(ids[0])
            ):
                mistakes.append(f"other values: {ids[0]!r}: {text!r}")
    assert mistakes == []


def test_no_language_has_texts_of_another_one():
    """A sentence of some words that is in Chinese has characters of it, and in German has none."""
    german, chinese = (languages.updated(file, template()) for file in FILES)
    character = re.compile(r"[\u3000-\u9fff]")
    strays = [
        text
        for message in chinese
        if message.id
        for text in (message.string,)
        if isinstance(text, str) and text != message.id and len(text.split()) > 2
        if not character.search(text)
    ]
    strays += [str(message.string) for message in german if character.search(str(message.string))]
    assert strays == []


def is_formatted(text):
    """Tell whether values are put into a text; others may hold braces of all kinds."""
    return text in formatted_texts()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_what_the_program_reads_is_compiled_from_the_translation(file):
    catalog = languages.updated(file, template())
    assert file.with_suffix(".mo").read_bytes() == languages.compiled(catalog), (
        "run packaging/languages.py"
    )


def calls():
    """Yield each text with the names of the values that are put into it."""
    for file in sorted((ROOT / "aiurdesk").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and is_format(node):
                names = sorted(str(keyword.arg) for keyword in node.keywords)
                for text in texts_of(node):
                    yield f"{file.name}:{node.lineno}", text, names


def texts_of(node):
    """Return the one text of ``tr``, or the two of ``trn``."""
    call = node.func.value
    return call.args[: 2 if call.func.id == "trn" else 1]


def is_format(node):
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "format"
        and isinstance(node.func.value, ast.Call)
        and isinstance(node.func.value.func, ast.Name)
        and node.func.value.func.id in ("tr", "trn")
    )


def formatted_texts(cache=[]):  # noqa: B006 - read once for all languages
    """Return the texts into which values are put."""
    if not cache:
        cache.append({text.value for _, text, _ in calls() if isinstance(text, ast.Constant)})
    return cache[0]


def test_the_values_of_a_text_are_those_that_it_names():
    wrong = []
    for location, text, names in calls():
        assert isinstance(text, ast.Constant), (
            f"{location}: a text has to stand where it is translated"
        )
        named = {name for name, _, _ in placeholders(text.value)}
        if not named <= set(names):
            wrong.append(f"{location}: {text.value!r} with {names}")
    assert wrong == []


def test_texts_within_an_f_string_are_found(tmp_path):
    module = tmp_path / "module.py"
    module.write_text("""text = f"{tr('Hide')} {trn('one', 'many', 2)}"\n""")
    assert list(languages.texts_of_module(module)) == [("Hide",), ("one", "many")]


def test_texts_within_the_rows_of_a_service_are_found():
    rows = {
        "description": "Sells",
        "name": "Shop",
        "endpoints": [{"code_cases": [{"when": "Lost"}]}],
    }
    assert list(languages.texts_of_service(rows)) == ["Sells", "Lost"]
