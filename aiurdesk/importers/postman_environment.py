"""An environment or the globals that Postman exported.

Source: exports of Postman 10 and 11; there is no published schema.
"""

from aiurdesk.core.translation import tr
from aiurdesk.importers.imported_collection import ImportedCollection, ImportedEnvironment
from aiurdesk.importers.imported_request import ImportMistake
from aiurdesk.importers.item_reading import ItemReading
from aiurdesk.importers.json_document import NotAnObject, read_object
from aiurdesk.importers.left_out import LeftOutList
from aiurdesk.importers.postman_variables import IDENTITIES, read_variables

_SCOPE = "_postman_variable_scope"


def is_postman_environment(text: str) -> bool:
    """Tell whether a text is an environment or the globals of Postman."""
    if text.lstrip()[:1] != "{" or '"values"' not in text:
        return False
    # Older ones do not say what they are.
    return f'"{_SCOPE}"' in text or '"key"' in text and '"info"' not in text


def parse_postman_environment(text: str) -> ImportedCollection | ImportMistake:
    """Return the variables of an exported environment."""
    try:
        whole = read_object(text)
    except NotAnObject as error:
        return ImportMistake(
            tr("The Postman environment cannot be read: {error}.").format(error=error)
        )
    if not whole.is_list("values"):
        return ImportMistake(tr("The Postman environment has no list of variables."))
    usual = "Globals" if whole.text(_SCOPE) == "globals" else tr("Postman environment")
    name = whole.text("name").strip() or usual
    left_out = LeftOutList()
    reading = ItemReading(name, left_out)
    variables = read_variables(whole.objects("values"), reading)
    whole.pass_over(*IDENTITIES)
    reading.note_unread(whole)
    reading.note_repeated(whole)
    environment = ImportedEnvironment(name, variables)
    return ImportedCollection(None, environments=(environment,), left_out=left_out.entries)
