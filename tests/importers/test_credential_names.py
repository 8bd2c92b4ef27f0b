from aiurdesk.importers.credential_names import CredentialNames


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
