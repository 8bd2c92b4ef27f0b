from aiurdesk.importers.collection_reading import CredentialNames, FreeNames


def test_a_name_that_is_taken_gets_a_number():
    names = FreeNames(str.casefold, ["Environments"])
    assert [names.take(name) for name in ("A", "a", "A 3", "A", "environments")] == [
        "A",
        "a 2",
        "A 3",
        "A 4",
        "environments 2",
    ]


def test_equal_names_do_not_try_all_numbers_again():
    folded = []

    def fold(name):
        folded.append(name)
        return name

    names = FreeNames(fold)
    assert [names.take("A") for _ in range(1000)][-1] == "A 1000"
    assert len(folded) < 4000


def test_equal_credentials_have_one_name_and_others_another_one():
    names = CredentialNames()
    assert names.name_for(("bearer", "x"), "Shop") == "Shop"
    assert names.name_for(("bearer", "y"), "shop") == "shop 2"
    assert names.name_for(("bearer", "x"), "Other") == "Shop"


def test_a_name_can_stand_in_a_reference():
    names = CredentialNames()
    assert names.name_for(1, "  A {{b}}\n\u202ec ") == "A b c"
    assert names.name_for(2, "{}") == "Imported"
    assert names.name_for(3, "x" * 100) == "x" * 60
