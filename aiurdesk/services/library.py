"""The facts that come with the program: the catalogue of services, and the result-code tables."""

from collections.abc import Iterable, Mapping
from functools import cached_property

from aiurdesk import resources
from aiurdesk.core.api.catalogue import Catalogue, parse_service
from aiurdesk.core.api.endpoint import ApiDescription, Endpoint
from aiurdesk.core.api.endpoint_filter import searchable_text
from aiurdesk.core.errors import DataMistake
from aiurdesk.core.verdict.result_codes import ResultCodeTable
from aiurdesk.services.result_code_tables import load_tables

GENERATIONS = ("2020-09", "2023-2025", "2024-2026", "2018-12")
"""Folders of ``resources/services`` in the order of the catalogue; history comes last."""


class Library:
    """The facts, each read when it is first asked for and then kept."""

    @cached_property
    def catalogue(self) -> Catalogue:
        """All services with their endpoints."""
        return load_catalogue()

    @cached_property
    def with_code_lab(self) -> "Catalogue":
        """The catalogue and, behind it, the service that exists in the sandbox only."""
        from aiurdesk.core.api.catalogue import Catalogue

        built_in = self.catalogue
        return Catalogue((*built_in.descriptions, load_code_lab()), built_in.mistakes)

    @cached_property
    def searchable_texts(self) -> Mapping[str, str]:
        """Id of each endpoint, those of the code lab among them → what a filter looks at."""
        return {
            endpoint.id: searchable_text(endpoint, description.service)
            for description in self.with_code_lab.descriptions
            for endpoint in description.endpoints
        }

    @cached_property
    def tables(self) -> Mapping[str, ResultCodeTable]:
        """The result-code tables, by name."""
        return load_tables()

    def endpoints_of(self, service_id: str) -> tuple[Endpoint, ...]:
        """Return the endpoints of one service; none where there is no such service."""
        return next(
            (
                description.endpoints
                for description in self.with_code_lab.descriptions
                if description.service.id == service_id
            ),
            (),
        )


def load_catalogue() -> Catalogue:
    """Read all services that come with the program."""
    return catalogue_of(
        (name, resources.read_text(name))
        for generation in GENERATIONS
        for name in resources.list_names(f"services/{generation}")
    )


def catalogue_of(files: Iterable[tuple[str, str]]) -> Catalogue:
    """Make a catalogue of files, each with its name and its text.

    One that is no use is left out and told in ``mistakes``.
    """
    descriptions: list[ApiDescription] = []
    mistakes: list[str] = []
    for name, text in files:
        try:
            description = parse_service(text, name)
        except DataMistake as mistake:
            mistakes.append(str(mistake))
        else:
            descriptions.append(description)
            mistakes.extend(description.mistakes)
    return Catalogue(tuple(descriptions), tuple(mistakes))


def load_code_lab() -> "ApiDescription":
    """Read the service that exists in the sandbox only; it is none of the catalogue."""
    from aiurdesk.core.api.catalogue import parse_service

    name = "sandbox/code-lab.json"
    return parse_service(resources.read_text(name), name)
