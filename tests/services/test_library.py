"""What the library reads of the files that come with the program."""

from aiurdesk import resources
from aiurdesk.services.library import (
    GENERATIONS,
    Library,
    load_catalogue,
    load_code_lab,
)
from aiurdesk.services.tables import load_tables


def test_the_catalogue_holds_all_services_and_endpoints_without_a_mistake():
    catalogue = load_catalogue()
    assert catalogue.mistakes == ()
    assert len(catalogue.services) == 28
    assert len(catalogue.endpoints) == 347


def test_the_code_lab_stands_behind_the_catalogue_and_is_none_of_it():
    library = Library()
    assert library.with_code_lab.services[:-1] == library.catalogue.services
    code_lab = load_code_lab()
    assert code_lab.mistakes == ()
    assert code_lab.service == library.with_code_lab.services[-1]
    assert library.endpoints_of("code-lab") == code_lab.endpoints


def test_every_folder_of_services_is_read():
    folders = {name.removeprefix("services/") for name in resources.list_names("services")}
    assert folders == set(GENERATIONS)


def test_every_service_names_a_table_that_there_is():
    tables = load_tables()
    assert {service.table for service in load_catalogue().services} <= set(tables)


def test_the_library_reads_each_fact_once():
    library = Library()
    assert library.catalogue is library.catalogue
    assert library.tables is library.tables
    assert library.tables.keys() == load_tables().keys()


def test_the_library_knows_the_endpoints_of_a_service():
    endpoints = Library().endpoints_of("stargate")
    assert {endpoint.service_id for endpoint in endpoints} == {"stargate"}
    assert Library().endpoints_of("nowhere") == ()
