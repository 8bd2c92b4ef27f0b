"""``aiurdesk environments``: variables and addresses that requests are sent with."""

import argparse
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from aiurdesk.cli.arguments import split_pairs
from aiurdesk.cli.command import OpenServices, add_option, add_profile
from aiurdesk.cli.environments import check_variable_name
from aiurdesk.cli.logged_run import run_logged
from aiurdesk.cli.options import add_action
from aiurdesk.cli.output import tell, write_json
from aiurdesk.core.collection.environment_file import (
    BASES,
    SavedEnvironment,
    SavedVariable,
    base_named,
    base_url_of,
    name_in_files,
)
from aiurdesk.core.environments.environment import BUILT_IN, OWN_COLOURS
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.problem import Problem, add_environment, add_service
from aiurdesk.core.translation import printable, tr, trn
from aiurdesk.core.verdict.verdict import ExitCode
from aiurdesk.services import collections, sending
from aiurdesk.services.collections.collection_folders import EnvironmentPlace, OpenCollection
from aiurdesk.services.profile import Profile
from aiurdesk.services.services import Services

_EPILOG = tr(
    "An environment of your own is a file in the profile; with --into it is one of\na "
    "collection, which everybody who has the collection uses. The window shows the\nsame "
    "files. 'aiurdesk send' and 'aiurdesk run' take one with --environment NAME.\n"
)
_VALUES_EPILOG = tr(
    "values:\n  name=value  the value of {{name}} in requests\n  Secrets do not belong into "
    "files: write {{secret:NAME}} for the secret of\n  a credential, {{env:NAME}} for a variable "
    "of the process, or use --ask.\n\nexample:\n  aiurdesk environments {action} Staging "
    "host=staging.example.com\n"
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the actions with their arguments."""
    parser.epilog = _EPILOG
    actions = parser.add_subparsers(metavar="ACTION", required=True, dest="action")
    listing = add_action(actions, "list", tr("list the environments"))
    add_option(listing, "--json", tr("print JSON"))
    adding = add_action(
        actions, "add", tr("make an environment"), _VALUES_EPILOG.replace("{action}", "add")
    )
    changing = add_action(
        actions, "set", tr("change an environment"), _VALUES_EPILOG.replace("{action}", "set")
    )
    removing = add_action(actions, "remove", tr("delete an environment"))
    for action in (adding, changing, removing):
        action.add_argument("name", metavar="NAME", help=tr("name of the environment"))
    for action in (adding, changing):
        _add_values(action)
    add_option(
        changing,
        "--unset NAME",
        tr("remove this variable, or the address of this service; may be repeated"),
        action="append",
        default=[],
    )
    for action in (listing, adding, changing, removing):
        add_option(
            action, "--into COLLECTION", tr("folder of a collection whose environments are meant")
        )
        add_profile(action)


def _add_values(action: argparse.ArgumentParser) -> None:
    action.add_argument("values", metavar="name=value", nargs="*", default=[], help=tr("see below"))
    add_option(
        action,
        "--address SERVICE=URL",
        tr("send requests of this service there; may be repeated"),
        action="append",
        default=[],
    )
    add_option(
        action,
        "--ask NAME",
        tr("ask for the value of this variable whenever it is used; may be repeated"),
        action="append",
        default=[],
    )
    add_option(
        action,
        "--based-on E",
        tr("have the addresses of a built-in one: {names}").format(names=", ".join(BASES)),
    )
    add_option(action, "--colour C", tr("its colour in the window"), choices=OWN_COLOURS)
    action.add_argument(
        "--careful",
        action=argparse.BooleanOptionalAction,
        help=tr("whether requests that may change something are sent only after a question"),
    )


def run(arguments: argparse.Namespace, open_services: OpenServices) -> int:
    """Run the action and return its exit status."""
    services = open_services()
    return run_logged(services, _run(arguments, services))


async def _run(arguments: argparse.Namespace, services: Services) -> ExitCode:
    actions = {"list": _list, "add": _add, "set": _set, "remove": _remove}
    try:
        place = _place(arguments.into, services)
        await actions[arguments.action](arguments, place, services)
    finally:
        await services.aclose()
    return ExitCode.SUCCESS


def _place(folder: str | None, services: Services) -> EnvironmentPlace:
    """Return the environments of a collection, or of the profile.

    Raises:
        ProblemError: There is no such folder.
    """
    opened: tuple[OpenCollection, ...] = ()
    if folder is not None:
        path = Path(folder).resolve()
        if not path.is_dir():
            raise ProblemError(tr("There is no folder {collection}.").format(collection=folder))
        services.library.open_collection(path)
        opened = (OpenCollection(str(path), None),)
    cookies = sending.kept_cookies.KeptCookies(
        services.connections, lambda: services.credentials.secrets.store
    )
    cookies.turn(is_on=Profile(services.profile).read().settings.keeps_cookies)
    room = collections.collection_folders
    places = room.EnvironmentPlaces(services.environments, lambda: opened, cookies, services.trust)
    return places.all[-1]


async def _list(arguments: argparse.Namespace, place: EnvironmentPlace, _: Services) -> None:
    own = await place.environments.read()
    tell(*own.mistakes)
    # Those of a collection are not the only ones that can be chosen there, but its own.
    built_in = () if place.collection else tuple(name_in_files(one.name) for one in BUILT_IN)
    if arguments.json:
        write_json(
            [
                *(_record(saved, place) for saved in own.saved),
                *({"name": name, "is_built_in": True} for name in built_in),
            ]
        )
        return
    rows = [(saved.name, " · ".join(_facts(saved))) for saved in own.saved]
    rows += [(name, tr("built in")) for name in built_in]
    width = max((len(name) for name, _ in rows), default=0)
    sys.stdout.writelines(
        printable(f"{name:<{width}}  {facts}".rstrip()) + "\n" for name, facts in rows
    )
    if not rows:
        tell(tr("It has no environment. Add one with 'aiurdesk environments add NAME --into …'."))


def _facts(saved: SavedEnvironment) -> Iterator[str]:
    if saved.based_on:
        yield tr("based on {name}").format(name=saved.based_on)
    if count := len(saved.variables):
        yield trn("{count} variable", "{count} variables", count).format(count=count)
    if count := len(saved.base_urls):
        yield trn("{count} address", "{count} addresses", count).format(count=count)
    if saved.is_careful:
        yield tr("careful")


def _record(saved: SavedEnvironment, place: EnvironmentPlace) -> dict[str, object]:
    return {
        "name": saved.name,
        "is_built_in": False,
        "file": str(place.environments.file(saved.name)),
        "based_on": saved.based_on,
        "is_careful": saved.is_careful,
        "variables": {one.name: one.value for one in saved.variables if not one.is_asked},
        "asked": [one.name for one in saved.variables if one.is_asked],
        "addresses": dict(saved.base_urls),
    }


async def _add(arguments: argparse.Namespace, place: EnvironmentPlace, services: Services) -> None:
    saved = _changed(SavedEnvironment(arguments.name.strip()), arguments, services)
    await place.environments.create(saved)
    _tell_saved(saved.name, place)


async def _set(arguments: argparse.Namespace, place: EnvironmentPlace, services: Services) -> None:
    name = await _existing(arguments.name, place)
    unset = {unset.casefold() for unset in arguments.unset}

    def changed(saved: SavedEnvironment) -> SavedEnvironment:
        names = [
            *(one.name for one in saved.variables),
            *(service for service, _ in saved.base_urls),
        ]
        unknown = unset - {name.casefold() for name in names}
        if unknown:
            text = tr("{name} has neither a variable nor an address {unset}.")
            raise ProblemError(text.format(name=saved.name, unset=", ".join(sorted(unknown))))
        left = replace(
            saved,
            variables=tuple(one for one in saved.variables if one.name.casefold() not in unset),
            base_urls=tuple(pair for pair in saved.base_urls if pair[0].casefold() not in unset),
        )
        return _changed(left, arguments, services)

    await place.environments.change(name, changed)
    _tell_saved(name, place)


async def _remove(arguments: argparse.Namespace, place: EnvironmentPlace, _: Services) -> None:
    name = await _existing(arguments.name, place)
    await place.delete(name)
    tell(tr("{name} is deleted.").format(name=name))


def _tell_saved(name: str, place: EnvironmentPlace) -> None:
    text = tr("{name} is saved in {file}.")
    tell(text.format(name=name, file=place.environments.file(name)))


async def _existing(typed: str, place: EnvironmentPlace) -> str:
    """Return the name of an environment, which has no regard to case.

    Raises:
        ProblemError: There is none of this name, or it is built in.
    """
    own = await place.environments.read()
    tell(*own.mistakes)
    names = [saved.name for saved in own.saved]
    for name in names:
        if name.casefold() == typed.strip().casefold():
            return name
    if not place.collection and any(
        typed.casefold() in (one.name.casefold(), name_in_files(one.name).casefold())
        for one in BUILT_IN
    ):
        text = tr(
            "{name} is built in and cannot be changed. Make one of your own that is based on it: "
            "aiurdesk environments add NAME --based-on {name}"
        )
        raise ProblemError(text.format(name=shlex.quote(typed)))
    text = tr("There is no environment {name}. There are {names}.")
    problem = text.format(name=typed, names=", ".join(names) or tr("none"))
    raise ProblemError(Problem(problem, fixes=(add_environment(typed),)))


def _changed(
    saved: SavedEnvironment, arguments: argparse.Namespace, services: Services
) -> SavedEnvironment:
    """Return an environment with what the arguments say.

    Raises:
        ProblemError: One of them cannot be.
    """
    variables = {one.name: one for one in saved.variables}
    for name, value in split_pairs(arguments.values, "variables"):
        check_variable_name(name)
        variables[name] = SavedVariable(name, value)
    for name in arguments.ask:
        check_variable_name(name)
        offered = variables.get(name, SavedVariable(name))
        variables[name] = replace(offered, is_asked=True)
    addresses = dict(saved.base_urls)
    for service, url in split_pairs(arguments.address, "addresses"):
        addresses[_service_id(service, services)] = _base_url(service, url)
    based_on = saved.based_on if arguments.based_on is None else arguments.based_on
    if base_named(based_on) is None:
        text = tr("There is no environment {name}. There are {names}.")
        raise ProblemError(text.format(name=based_on, names=", ".join(BASES)))
    return replace(
        saved,
        based_on=name_in_files(based_on) if based_on else "",
        colour=saved.colour if arguments.colour is None else arguments.colour,
        is_careful=saved.is_careful if arguments.careful is None else arguments.careful,
        variables=tuple(variables.values()),
        base_urls=tuple(addresses.items()),
    )


def _service_id(typed: str, services: Services) -> str:
    service = services.library.service(typed)
    if service is None:
        text = tr("There is no service {value}. 'aiurdesk endpoints' begins each line with one.")
        raise ProblemError(Problem(text.format(value=typed), fixes=(add_service(typed),)))
    return service.id


def _base_url(service: str, typed: str) -> str:
    try:
        return base_url_of(typed)
    except ProblemError as mistake:
        text = tr("The address of {service} {mistake}.")
        raise ProblemError(text.format(service=service, mistake=mistake)) from None
