"""The modules of the window have no circular imports, including imports for types only."""

from graphlib import CycleError, TopologicalSorter

import grimp

ROOM = "aiurdesk.ui"


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
