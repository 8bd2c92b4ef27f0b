"""No circular imports in the window, also for types only, and few floors in the services."""

import tomllib
from graphlib import CycleError, TopologicalSorter

import grimp

from tests.house.tree_copy import ROOT

ROOM = "aiurdesk.ui"
MOST_FLOORS = 8
"""Of the services; the flat folder had 21."""


def test_the_window_has_no_circular_imports():
    # Imports under TYPE_CHECKING count: parts that need each other's types know too much.
    graph = grimp.build_graph("aiurdesk", exclude_type_checking_imports=False, cache_dir=None)
    modules = graph.find_descendants(ROOM)
    imports = {m: graph.find_modules_directly_imported_by(m) & modules for m in modules}
    assert len(modules) > 100
    assert circle_in(imports) == []


def circle_in(imports: dict[str, set[str]]) -> list[str]:
    """Return the modules of a circle of imports, or nothing."""
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        found: list[str] = error.args[1]
        return found
    return []


def test_a_circular_import_is_found():
    assert circle_in({"a": {"b"}, "b": {"c"}, "c": set()}) == []
    assert set(circle_in({"a": {"b"}, "b": {"a"}, "c": {"a"}})) == {"a", "b"}


def test_the_rooms_of_services_have_few_floors():
    # import-linter checks that no room is missing and that no import points up or sideways.
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    (rooms,) = [each for each in contracts if each.get("containers") == ["aiurdesk.services"]]
    assert rooms["type"] == "layers"
    assert rooms["exhaustive"]
    assert all(":" not in layer for layer in rooms["layers"])
    assert len(rooms["layers"]) <= MOST_FLOORS
