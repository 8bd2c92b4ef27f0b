"""The keys that a person chose for actions, and what all actions have in consequence."""

from collections.abc import Mapping
from typing import TypeAlias

KeyChoices: TypeAlias = Mapping[str, tuple[str, ...]]
"""Id of an action → its keys, such as ``("Ctrl+Return", "F5")``; empty where it has no keys."""


def keys_in_force(defaults: KeyChoices, chosen: KeyChoices) -> dict[str, tuple[str, ...]]:
    """Return the keys of each action that has defaults; no two actions share one.

    A chosen key wins over a default: a later version may bring an action with that default.
    """
    owner: dict[str, str] = {}
    for action in defaults:
        for key in chosen.get(action, ()):
            owner.setdefault(key, action)
    for action, keys in defaults.items():
        if action not in chosen:
            for key in keys:
                owner.setdefault(key, action)
    chosen_keys = {**defaults, **chosen}
    return {
        # A file may name a key twice.
        action: tuple(key for key in dict.fromkeys(chosen_keys[action]) if owner[key] == action)
        for action in defaults
    }


def with_keys(
    defaults: KeyChoices, chosen: KeyChoices, action: str, keys: tuple[str, ...]
) -> dict[str, tuple[str, ...]]:
    """Return the choices after an action got other keys, which any other action loses.

    The default itself is not a choice. Choices for unknown actions stay: a later version
    has made them.
    """
    changed = dict(chosen)
    for name, before in keys_in_force(defaults, chosen).items():
        left = keys if name == action else tuple(key for key in before if key not in keys)
        if name != action and left == before:
            continue
        if left == defaults[name]:
            changed.pop(name, None)
        else:
            changed[name] = left
    return changed


def owners(now: KeyChoices, keys: tuple[str, ...], action: str) -> tuple[str, ...]:
    """Return the other actions that have one of these keys.

    Args:
        now: The keys in force.
    """
    return tuple(
        name for name, its in now.items() if name != action and not set(keys).isdisjoint(its)
    )
