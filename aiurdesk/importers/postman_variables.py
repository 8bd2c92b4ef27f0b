"""The variables of a collection, an environment or the globals of Postman."""

from collections.abc import Iterable

from aiurdesk.core.translation import tr
from aiurdesk.core.variables.environment import is_variable_name
from aiurdesk.importers.imported_collection import ImportedVariable
from aiurdesk.importers.item_reading import ItemReading, description_of, is_off
from aiurdesk.importers.json_document import JsonObject

IDENTITIES = (
    "id", "uid", "_postman_id", "_exporter_id", "_collection_link", "_postman_isSubFolder",
    "_postman_exported_at", "_postman_exported_using", "timestamp", "schema",
)  # fmt: skip
"""Members that say which object of Postman this is and where it came from, and nothing else."""


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
        if description_of(row):
            reading.note(
                tr("the description of the variable {name}.").format(name=name),
                row.pointer_to("description"),
            )
        if is_off(row):
            reading.note(
                tr("the variable {name}, which is switched off.").format(name=name), row.pointer
            )
        elif not is_variable_name(name):
            reading.note(
                tr("the variable {name!r}, whose name is not possible here.").format(name=name),
                row.pointer,
            )
        else:
            if name in variables:
                reading.note(
                    tr("an earlier value of the variable {name}.").format(name=name), sources[name]
                )
            variables[name] = ImportedVariable(name, value, is_secret=kind == "secret")
            sources[name] = row.pointer
    return tuple(variables.values())
