"""Named values that are put into requests, and where each service is."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Environment:
    """A set of base addresses and variables."""

    name: str
    base_urls: Mapping[str, str] = field(default_factory=dict)
    """Service id → base address without a slash at the end, where it is not the service's own."""
    variables: Mapping[str, str] = field(default_factory=dict)
    colour: str = ""
    """Name of a theme token, or empty."""
    is_sandbox: bool = False
    """Only the services in ``base_urls`` exist in it; the program starts their server."""
    generations: tuple[str, ...] = ()
    """Generations whose own base addresses it accepts; empty means all."""
