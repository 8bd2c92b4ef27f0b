"""The service that a run is about: one that is known, or the description of one."""

import asyncio
from pathlib import Path

from aiurdesk.core.errors import ProblemError
from aiurdesk.core.translation import tr
from aiurdesk.services.services import Services


async def fuzzed_service(services: Services, source: str, folder: Path) -> str:
    """Return the id of a service; a description is offered as one until the program ends.

    Args:
        services: Know the services, and read descriptions.
        source: Name of a service, or file or address of a description.
        folder: An empty one for the service of a description.

    Raises:
        ProblemError: It is none of these, or cannot be read.
    """
    library = services.library
    is_file = "://" not in source and await asyncio.to_thread(Path(source).is_file)
    known = None if is_file else await asyncio.to_thread(library.service, source)
    if known is not None:
        return known.id
    if "://" not in source and not is_file:
        text = tr(
            "There is no service or file {name}. 'aiurdesk services list' names the services."
        )
        raise ProblemError(text.format(name=source))
    own = services.api_services
    read = await own.read(source, collection=folder, is_named_later=True)
    name = read.read.name
    while library.service(name) is not None:
        name = f"{name}-described"
    chosen = await own.chosen(read, name, folder, ())
    await own.write(chosen, ())
    library.open_collection(folder)
    return name
