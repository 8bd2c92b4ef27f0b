"""Keep the translations up to date: find the texts, add them to each language, and compile.

    .venv-3.11/bin/python packaging/languages.py

Writes ``resources/languages/aiurdesk.pot`` and for each language a file to translate (``.po``) and
what the program reads of it (``.mo``). A new language is a ``.po`` file made of the template.
Needs Babel, which the environment of the tests has.
"""

import ast
import json
import sys
import tomllib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "resources" / "languages"
TEMPLATE = FOLDER / "aiurdesk.pot"
_NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)
KEYWORDS = {"tr": 1, "trn": 2, "marked": 1}
"""How many texts a call has. Babel's own search leaves out what is within an f-string."""

EXPLANATIONS = ("description", "authentication_note", "pattern_hint", "when")
"""Members of a service, an endpoint, a parameter or the case of a code."""


def main() -> int:
    """Write all files; return 1 where a text is without a translation."""
    template = template_of(ROOT)
    write(TEMPLATE, template)
    missing = 0
    for file in sorted(FOLDER.glob("*.po")):
        catalog = updated(file, template)
        write(file, catalog)
        file.with_suffix(".mo").write_bytes(compiled(catalog))
        left = [message for message in catalog if message.id and not is_translated(message)]
        missing += len(left)
        sys.stdout.write(f"{file.name}: {len(catalog)} texts, {len(left)} to translate\n")
    return 1 if missing else 0


def template_of(root: Path) -> Catalog:
    """Return the texts of the program, of its dialects, explanations and services."""
    catalog = Catalog(project="aiurdesk", charset="utf-8", fuzzy=False)
    for file in sorted((root / "aiurdesk").rglob("*.py")):
        name = file.relative_to(root).as_posix()
        for texts, of in texts_of_module(file):
            one_or_many = texts if len(texts) > 1 else texts[0]
            catalog.add(one_or_many, locations=[(name, 0)], context=of)
    for file in sorted((root / "resources").glob("*/*.toml")):
        name = file.relative_to(root).as_posix()
        content = tomllib.loads(file.read_text(encoding="utf-8"))
        is_explanations = file.parent.name == "explanations"
        for text in texts_of_rows(content.values() if is_explanations else content.get("code", ())):
            catalog.add(text, locations=[(name, 0)])
    services = (root / "resources" / "services").glob("*/*.json")
    for file in (*sorted(services), root / "resources" / "sandbox" / "code-lab.json"):
        name = file.relative_to(root).as_posix()
        content = json.loads(file.read_text(encoding="utf-8"))
        is_generation = file.name == "generation.json"
        for text in [content["title"]] if is_generation else texts_of_service(content):
            catalog.add(text, locations=[(name, 0)])
    return catalog


def texts_of_module(file: Path) -> Iterator[tuple[tuple[str, ...], str | None]]:
    """Yield the texts that a module translates, and what each is said of where that is named.

    A text has its form for many beside it where there is one.
    """
    nodes = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        if isinstance(call.func, ast.Name):
            arguments = call.args[: KEYWORDS.get(call.func.id, 0)]
            texts = tuple(str(a.value) for a in arguments if isinstance(a, ast.Constant))
            named = [k.value for k in call.keywords if k.arg == "of" and call.func.id == "tr"]
            of = next(
                (str(value.value) for value in named if isinstance(value, ast.Constant)), None
            )
            if texts:
                yield texts, of


def texts_of_rows(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Yield what a dialect says about its codes, or a file of explanations in its tables."""
    for row in rows:
        texts = (
            row.get("headline"),
            row.get("meaning"),
            row.get("instead"),
            *(fix["text"] for fix in row.get("fixes", ())),
        )
        yield from filter(None, texts)


def texts_of_service(row: object) -> Iterator[str]:
    """Yield the explanations in the rows of a service, as ``core.api.translated`` reads them."""
    for member in row if isinstance(row, list) else ():
        yield from texts_of_service(member)
    for name, member in row.items() if isinstance(row, dict) else ():
        if name in EXPLANATIONS and member:
            yield member
        else:
            yield from texts_of_service(member)


def updated(file: Path, template: Catalog) -> Catalog:
    """Return a translation with the texts of the template; what is gone is left out."""
    with file.open("rb") as stream:
        catalog = read_po(stream, locale=file.stem)
    catalog.update(template, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    # The same file for the same texts, whenever it is made.
    catalog.creation_date = catalog.revision_date = _NO_DATE
    return catalog


def is_translated(message: object) -> bool:
    """Tell whether a message has all of its forms."""
    string = message.string  # type: ignore[attr-defined]
    return all(string) if isinstance(string, (tuple, list)) else bool(string)


def write(file: Path, catalog: Catalog) -> None:
    """Write a catalogue; without dates and line numbers, which would change with every edit."""
    with file.open("wb") as stream:
        write_po(
            stream, catalog, width=100, sort_by_file=True, omit_header=False, include_lineno=False
        )
    lines = file.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith(_DATES)]
    file.write_text("\n".join(kept) + "\n", encoding="utf-8", newline="\n")


_DATES = ('"POT-Creation-Date', '"PO-Revision-Date', '"Generated-By')


def compiled(catalog: Catalog) -> bytes:
    """Return what gettext reads."""
    from io import BytesIO

    stream = BytesIO()
    write_mo(stream, catalog)
    return stream.getvalue()


if __name__ == "__main__":
    sys.exit(main())
