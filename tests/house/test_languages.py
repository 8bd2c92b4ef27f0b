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


@functools.cache
def pairs(name):
    """Return each English text with its translation; of forms for a number, form by form."""
    found = []
    for message in languages.updated(languages.FOLDER / f"{name}.po", template()):
        if message.id:
            ids = message.id if isinstance(message.id, tuple) else (message.id,)
            strings = message.string if isinstance(message.string, tuple) else (message.string,)
            found += zip(ids, strings, strict=False)
    return found


SIGNS = str.maketrans("。，：；？！", ".,:;?!")
"""Signs of Chinese → those of English."""
WITH_ANOTHER_END = frozenset({"the socket with what it sends"})
"""Texts that stand within a sentence, which another language writes with a comma."""


def end_of(text):
    """Return the sign at the end of a text, in the spelling of English; empty for a letter."""
    last = text.rstrip().translate(SIGNS)[-1:]
    return last if last in ".,:;?!…" else ""


@pytest.mark.parametrize("name", ["de", "zh_CN"])
def test_a_translation_ends_with_the_sign_of_the_english_text(name):
    mistakes = [
        f"{english!r}: {text!r}"
        for english, text in pairs(name)
        # What goes on behind a space is a part of a sentence.
        if not english.endswith(" ") and english not in WITH_ANOTHER_END
        if end_of(english) != end_of(text)
    ]
    assert mistakes == []


@pytest.mark.parametrize(
    ("name", "opening", "closing", "foreign"), [("de", "„", "“", "”‚"), ("zh_CN", "“", "”", "„‚")]
)
def test_quotation_marks_are_those_of_the_language(name, opening, closing, foreign):
    mistakes = [
        text
        for _, text in pairs(name)
        if text.count(opening) != text.count(closing) or set(foreign) & set(text)
    ]
    assert mistakes == []


@pytest.mark.parametrize("name", ["de", "zh_CN"])
def test_three_dots_are_one_sign_and_stand_where_they_do_in_english(name):
    mistakes = [
        text
        for english, text in pairs(name)
        if ("..." in text and "..." not in english)
        or (text.endswith(" …") and not english.endswith(" …"))
    ]
    assert mistakes == []


def test_german_asks_for_something_without_a_form_of_address():
    """Texts say "Eine Datei wählen" and not "Wählen Sie eine Datei": all of them, in one way."""
    address = re.compile(r"[a-zäöüß,;:“] (?:Sie|Ihnen|Ihr|Ihre[mnrs]?)\b")
    # At the beginning of a clause, "Sie" is what was named before.
    after_a_colon = re.compile(r"[:“] (?:Sie|Ihnen|Ihr|Ihre[mnrs]?)\b")
    mistakes = [text for _, text in pairs("de") if address.search(after_a_colon.sub("", text))]
    assert mistakes == []


WORDS = {
    "de": {
        r"[Hh]ülle\b|Hüllen": "Envelope",
        r"Kopfzeile": "Header",
        r"Inhaltstyp": "Content-Type",
        r"Unterprotokoll": "Subprotokoll",
        r"Schließcode": "Close-Code",
        r"Abonnement": "Subscription",
        r"Entnahme|[Ee]ntnommen": "Übernahme, übernommen",
        r"[Aa]nlernen": "beibringen",
        r"\b[Nn]eu verbinden": "erneut verbinden",
        r"Umleitung": "Weiterleitung",
        r"Kommandozeile": "Befehlszeile",
        r"Schlüsselbund des Systems": "System-Schlüsselbund",
        r"Verwaltung der Zugangsdaten": "Zugangsdatenverwaltung",
        r"\b[Dd](?:as|em|es) Token-Server": "der Token-Server",
        r"\b[Dd](?:er|en) (?:Cookie|Token)\b(?!-)": "das Cookie, das Token",
        r"Nicht übernommen": "Nicht importiert",
        r"[Aa]ngehalten": "gestoppt",
        r"\b(?:Anfragen an|die Anfrage und)": "Request",
    },
}
"""Words that another word stands for everywhere, as an expression → that word."""


@pytest.mark.parametrize("name", WORDS)
def test_one_thing_has_one_word(name):
    mistakes = [
        f"{better} instead of {word!r}: {text!r}"
        for _, text in pairs(name)
        for word, better in WORDS[name].items()
        if re.search(word, text)
    ]
    assert mistakes == []
