"""The variables of a collection of Postman, and environments and globals, which are files of them.

Source: exports of Postman 10 and 11; there is no published schema.
"""

from collections.abc import Iterable

from aiurdesk.core.environments.environment import is_variable_name
from aiurdesk.core.problem import Problem
from aiurdesk.core.translation import tr
from aiurdesk.importers.collection_reading import CollectionReading, ItemReading
from aiurdesk.importers.imported import ImportedCollection, ImportedVariable
from aiurdesk.importers.json_document import JsonObject, read_object
from aiurdesk.importers.left_out import LeftOutKind

IDENTITIES = (
    "id", "uid", "_postman_id", "_exporter_id", "_collection_link", "_postman_isSubFolder",
    "_postman_exported_at", "_postman_exported_using", "timestamp", "schema",
)  # fmt: skip
"""Members that say which object of Postman this is and where it came from, and nothing else."""
_SCOPE = "_postman_variable_scope"


def is_postman_environment(text: str) -> bool:
    """Tell whether a text is an environment or the globals of Postman."""
    if text.lstrip()[:1] != "{" or '"values"' not in text:
        return False
    # Older ones do not say what they are.
    return f'"{_SCOPE}"' in text or '"key"' in text and '"info"' not in text


def parse_postman_environment(text: str) -> ImportedCollection | Problem:
    """Return the variables of an exported environment."""
    whole = read_object(text, tr("The Postman environment cannot be read: {error}."))
    if isinstance(whole, Problem):
        return whole
    if not whole.is_list("values"):
        return Problem(tr("The Postman environment has no list of variables."))
    usual = "Globals" if whole.text(_SCOPE) == "globals" else tr("Postman environment")
    reader = CollectionReading()
    reading = reader.reading(whole.name(usual))
    reader.add_environment(reading.title, read_variables(whole.objects("values"), reading))
    whole.pass_over(*IDENTITIES)
    reading.note_rest(whole)
    return reader.collection(None)


def read_variables(
    rows: Iterable[JsonObject], reading: ItemReading
) -> tuple[ImportedVariable, ...]:
    """Return the variables that are switched on; of several with one name, the last one."""
    variables: dict[str, ImportedVariable] = {}
    sources: dict[str, str] = {}
    for row in rows:
        name, kind = row.text("key") or row.text("id"), row.text("type")
        row.pass_over("id", "name")
        value = reading.value(row.text("value"), row.pointer)
        if row.description:
            reading.note(
                tr("the description of the variable {name}.").format(name=name),
                row.pointer_to("description"),
            )
        if row.is_off:
            reading.note(
                tr("the variable {name}, which is switched off.").format(name=name),
                row.pointer,
                LeftOutKind.VARIABLE,
            )
        elif not is_variable_name(name):
            reading.note(
                tr("the variable {name!r}, whose name is not possible here.").format(name=name),
                row.pointer,
                LeftOutKind.VARIABLE,
            )
        else:
            if name in variables:
                reading.note(
                    tr("an earlier value of the variable {name}.").format(name=name),
                    sources[name],
                    LeftOutKind.VARIABLE,
                )
            variables[name] = ImportedVariable(name, value, is_secret=kind == "secret")
            sources[name] = row.pointer
    return tuple(variables.values())
