from aiurdesk.importers.free_names import FreeNames


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
