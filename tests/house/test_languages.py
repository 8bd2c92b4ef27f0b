"""The translations are complete, and can be put in everywhere."""

import ast
import functools
import re
import string
import sys

import pytest

from tests.house.test_layout import trees_with
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


FORBIDDEN_IN_CHINESE = {
    "标头": "请求头 or 响应头, by what has them",
    "信封": "响应封装",
    "教授": "训练",
    "续订": "续期",
    "忘记": "清除",
    "带过": "导入 or 导出",
    "被接收": "导入",
    "没有人可以": "无法交互",
    "到来": "收到",
    "架构": "Schema",
    "早期": "之前的",
    "您": "你",
    "响应体": "正文",
    "请求体": "正文",
    "签发者": "颁发者",
    "期望": "预期",
    "机密信息": "机密",
    "身份认证": "身份验证",
}
"""Words of other programs or of a dictionary, with the word that this program has."""
HAN = "\u4e00-\u9fff"
FULL_WIDTH = "，。：；？！（）、“”"
MARKS_IN_CHINESE = {
    "half-width sign behind a Chinese one": f"[{HAN}](?:[,;!?](?!\\w)|[.:](?=\\s|$))",
    "half-width sign before a Chinese one": f"[,;] ?[{HAN}]",
    "half-width parentheses around Chinese": f"\\([^()]*[{HAN}][^()]*\\)",
    "parenthesis of one width only": "（[^（）]*\\)|\\([^()（）]*）",
    "space beside a full-width sign": f"(?<=\\S) (?=[{FULL_WIDTH}])|[{FULL_WIDTH}] (?! )",
    "space between Chinese signs": f"[{HAN}] (?=[{HAN}])",
    "no space between Chinese and Latin": f"[{HAN}](?=[A-Za-z0-9])|[A-Za-z0-9](?=[{HAN}])",
    "quotation marks of other languages": "[「」『』‘’„]",
    "dots of another kind": "……|\\.\\.\\.",
    "cookie begins with a capital": "(?<![\\w{=/.-])cookies?(?![\\w}=/.])",
}
ENDS = {".": "。", ":": "：", "?": "？", "!": "！", "…": "…"}


def chinese_texts():
    """Yield each Chinese text with the English one; not help of several lines with its columns."""
    for message in languages.updated(FILES[-1], template()):
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        english = message.id[-1] if isinstance(message.id, tuple) else message.id
        if english:
            yield from ((english, string) for string in strings)


def test_chinese_has_one_word_for_one_thing():
    texts = [text for _, text in chinese_texts()]
    assert len(texts) > 5000
    wrong = [
        f"{text!r}: {better}"
        for text in texts
        for word, better in FORBIDDEN_IN_CHINESE.items()
        if word in text
    ]
    assert wrong == []


def test_chinese_has_the_signs_of_chinese():
    wrong = [
        f"{name}: {text!r}"
        for english, text in chinese_texts()
        if re.search(f"[{HAN}]", text) and "\n  " not in english
        for name, pattern in MARKS_IN_CHINESE.items()
        if re.search(pattern, text)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "text",
    [
        "请求,响应",
        "没有响应.",
        "请求 (响应)",
        "请求（200)",
        "请求 ，响应",
        "请求。 响应",
        "不允许 明文",
        "请求URL",
        "2个请求",
        "「请求」",
        "请稍候……",
        "保留 cookie",
    ],
)
def test_a_wrong_sign_is_seen(text):
    assert any(re.search(pattern, text) for pattern in MARKS_IN_CHINESE.values())


def test_a_chinese_text_ends_as_the_english_one():
    wrong = [
        f"{english!r}: {text!r}"
        for english, text in chinese_texts()
        if re.search(f"[{HAN}]", text)
        for sign, full in ENDS.items()
        if (ends := text.rstrip().endswith((sign, full))) != english.rstrip().endswith(sign)
        # A value follows: "a part of ".
        if sign != ":" or not ends
    ]
    assert wrong == []


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
    for file, tree in trees_with(".format("):
        for node in ast.walk(tree):
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
    module.write_text("""text = f"{tr('Hide', of='row')} {trn('one', 'many', 2)}"\n""")
    assert list(languages.texts_of_module(module)) == [(("Hide",), "row"), (("one", "many"), None)]


def test_texts_within_the_rows_of_a_service_are_found():
    rows = {
        "description": "Sells",
        "name": "Shop",
        "endpoints": [{"code_cases": [{"when": "Lost"}]}],
    }
    assert list(languages.texts_of_service(rows)) == ["Sells", "Lost"]


@functools.cache
def german_texts():
    """Return each German text with the English one; of forms for a number, form by form."""
    found: list[tuple[str, str]] = []
    for message in languages.updated(FILES[0], template()):
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        both = zip(map(str, ids), map(str, strings), strict=False)
        found += [(english, text) for english, text in both if english]
    return found


WITH_ANOTHER_END = frozenset({"the socket with what it sends"})
"""Texts that stand within a sentence, which German writes with a comma."""


def end_of(text):
    """Return the sign at the end of a text; empty for a letter."""
    last = text.rstrip()[-1:]
    return last if last in ".,:;?!…" else ""


def test_a_german_text_ends_as_the_english_one():
    wrong = [
        f"{english!r}: {text!r}"
        for english, text in german_texts()
        # What goes on behind a space is a part of a sentence.
        if not english.endswith(" ") and english not in WITH_ANOTHER_END
        if end_of(english) != end_of(text)
    ]
    assert wrong == []


def test_german_has_the_quotation_marks_and_dots_of_german():
    wrong = [
        text
        for english, text in german_texts()
        if text.count("„") != text.count("“")
        or set("”‚") & set(text)
        or ("..." in text and "..." not in english)
        or (text.endswith(" …") and not english.endswith(" …"))
    ]
    assert wrong == []


ADDRESS = re.compile(r"[a-zäöüß,;] (?:Sie|Ihnen|Ihr|Ihre[mnrs]?)\b")
"""A form of address: at the beginning of a clause, "Sie" is what was named before."""


def test_german_asks_for_something_without_a_form_of_address():
    """Texts say "Eine Datei wählen" and not "Wählen Sie eine Datei": all of them, in one way."""
    assert [text for _, text in german_texts() if ADDRESS.search(text)] == []


FORBIDDEN_IN_GERMAN = {
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
}
"""Words that another word stands for everywhere, as an expression → that word."""


def test_german_has_one_word_for_one_thing():
    wrong = [
        f"{better}: {text!r}"
        for _, text in german_texts()
        for word, better in FORBIDDEN_IN_GERMAN.items()
        if re.search(word, text)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "text", ["Schreiben Sie ihn", "Neu verbinden", "Das Token-Server", "Der Token", "ohne Hülle"]
)
def test_a_wrong_german_word_is_seen(text):
    assert ADDRESS.search(text) or any(re.search(word, text) for word in FORBIDDEN_IN_GERMAN)
