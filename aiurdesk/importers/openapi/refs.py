"""Objects of a description with where they stand, and what ``$ref`` in them refers to."""

from collections.abc import Callable, Container, Iterator
from typing import Any, TypeVar
from urllib.parse import unquote

from aiurdesk import libraries
from aiurdesk.core.translation import tr
from aiurdesk.importers.left_out import LeftOutList

_T = TypeVar("_T")
ROOT = "file:///description/"
"""Stands for the folder of the description; a reference to anything else is not followed."""


class NotRetrieved(LookupError):
    """A file is not there or may not be read; the text says why."""


Retrieve = Callable[[str], Any]
"""Takes the path of another file in the folder, and returns what it holds.

Raises:
    NotRetrieved: There is no such file, or it may not be read.
"""
_LONGEST_CHAIN = 10_000


def no_other_file(path: str) -> Any:
    """Refuse every other file: the description came without its folder."""
    raise NotRetrieved(tr("other files are not read for it"))


class References:
    """Finds what references refer to, and lists those that refer to nothing."""

    def __init__(self, document: Any, name: str, retrieve: Retrieve) -> None:
        """Prepare; nothing is read.

        Args:
            document: The description.
            name: Path of its file within its folder.
            retrieve: Reads other files of the folder.
        """
        self._retrieve = retrieve
        self.left_out = LeftOutList()
        """What cannot be carried over, such as references that cannot be followed."""
        self._made: dict[tuple[str, int], tuple[Any, Any]] = {}
        opaque = libraries.referencing.Resource.opaque
        registry: Any = libraries.referencing.Registry(retrieve=self._resource)  # type: ignore[call-arg]
        self._uri = ROOT + name
        registry = registry.with_resource(self._uri, opaque(document))
        self.root = Node(document, registry.resolver(self._uri), "", self)

    def remembered(self, what: str, node: "Node", make: Callable[[], _T]) -> _T:
        """Return what was made of an object before, or make it; many operations share a schema."""
        key = what, id(node.value)
        entry = self._made.get(key)
        # The object is kept with it: another one may get the id of one that is gone.
        if entry is None or entry[0] is not node.value:
            entry = self._made[key] = node.value, make()
        made: _T = entry[1]
        return made

    def followed(self, node: "Node") -> "Node":
        """Return what a node refers to in the end; itself where it is not a reference.

        One that leads nowhere, or back to itself, is an empty object.
        """
        start, seen = node, set[int]()
        while isinstance(node.value, dict) and isinstance(node.value.get("$ref"), str):
            if id(node.value) in seen or len(seen) > _LONGEST_CHAIN:
                start.leave_out(tr("this reference leads back to itself"))
                return node.replaced({})
            seen.add(id(node.value))
            node = self._target(node)
        return node

    def _target(self, node: "Node") -> "Node":
        ref = node.value["$ref"]
        try:
            resolved = node.resolver.lookup(ref)
        except libraries.referencing.exceptions.Unresolvable as error:
            cause: BaseException = error
            while cause.__cause__ is not None:
                cause = cause.__cause__
            # The cause of our own refusals is a sentence, the library's is the reference.
            why = cause.args[0] if isinstance(cause, NotRetrieved) else tr("there is nothing there")
            node.leave_out(tr("what {ref} refers to: {why}").format(ref=ref, why=why))
            return node.replaced({})
        except (ValueError, TypeError, RecursionError):
            node.leave_out(tr("what {ref} refers to: this is not an address").format(ref=ref))
            return node.replaced({})
        pointer = unquote(ref.removeprefix("#")) if ref.startswith("#") else ref
        return Node(resolved.contents, resolved.resolver, pointer, self)

    def _resource(self, uri: str) -> Any:
        if not uri.startswith(ROOT):
            where = (
                tr("its folder")
                if uri.startswith("file:")
                else tr("this file, which is not fetched")
            )
            raise NotRetrieved(tr("it is outside {where}").format(where=where))
        path = unquote(uri.removeprefix(ROOT))
        return libraries.referencing.Resource.opaque(self._retrieve(path))


class Node:
    """A value of the description: what it is, where it stands, and from where it refers."""

    __slots__ = ("pointer", "references", "resolver", "value")

    def __init__(self, value: Any, resolver: Any, pointer: str, references: References) -> None:
        self.value, self.resolver = value, resolver
        self.pointer = pointer
        """JSON pointer (RFC 6901), behind the path of another file where it stands in one."""
        self.references = references

    def __bool__(self) -> bool:
        """Tell whether there is anything in it."""
        return bool(self.value)

    def __contains__(self, name: str) -> bool:
        """Tell whether it is an object with this member."""
        return isinstance(self.value, dict) and name in self.value

    def raw(self, name: str) -> "Node":
        """Return a member without following a reference; null if there is none."""
        value = self.value.get(name) if isinstance(self.value, dict) else None
        pointer = f"{self.pointer}/{str(name).replace('~', '~0').replace('/', '~1')}"
        return Node(value, self.resolver, pointer, self.references)

    def member(self, name: str) -> "Node":
        """Return a member, with a reference followed."""
        return self.references.followed(self.raw(name))

    def object(self, name: str) -> "Node":
        """Return a member that is an object; an empty one where it is something else."""
        member = self.member(name)
        return member if isinstance(member.value, dict) else member.replaced({})

    def members(self) -> "Iterator[tuple[str, Node]]":
        """Yield the names and members of an object, each as it stands."""
        if isinstance(self.value, dict):
            for name in self.value:
                yield name, self.raw(name)

    def listed(self, name: str) -> "list[Node]":
        """Return the entries of a list as they stand."""
        value = self.raw(name)
        return [
            Node(entry, self.resolver, f"{value.pointer}/{i}", self.references)
            for i, entry in enumerate(value.value if isinstance(value.value, list) else ())
        ]

    def entries(self, name: str) -> "list[Node]":
        """Return the objects of a list, or what they refer to."""
        nodes = map(self.references.followed, self.listed(name))
        return [node for node in nodes if isinstance(node.value, dict)]

    def text(self, name: str) -> str:
        """Return a member that is a text, without half characters; else empty text."""
        value = self.value.get(name) if isinstance(self.value, dict) else None
        if not isinstance(value, str):
            return ""
        return value if value.isascii() else value.encode(errors="replace").decode()

    def is_true(self, name: str) -> bool:
        """Tell whether a member is true."""
        return isinstance(self.value, dict) and self.value.get(name) is True

    def texts(self, name: str) -> list[str]:
        """Return the texts of a list."""
        value = self.value.get(name) if isinstance(self.value, dict) else None
        return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []

    def list_others(self, carried: Container[str]) -> None:
        """List the members that nothing is made of."""
        for name, _ in self.members():
            if name not in carried:
                self.raw(name).leave_out(name)

    def leave_out(self, words: str) -> None:
        """Note that it cannot be carried over, or something in it."""
        self.references.left_out.add(words, source=self.pointer)

    def replaced(self, value: Any) -> "Node":
        """Return a node with another value at the same place."""
        return Node(value, self.resolver, self.pointer, self.references)
