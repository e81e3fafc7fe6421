"""Settings: every row of the table, right and wrong, named by its key."""

import datetime
import re
from pathlib import Path
from typing import Any, Final

import pytest

from engagiert_ld.errors import InputError, SettingError, UsageError
from engagiert_ld.publication import (
    SETTINGS,
    Credentials,
    Publication,
    Setting,
    check_environment,
    load_deployment,
    load_publication,
    publication_from_content,
    store_credentials,
)
from running import REPOSITORY

DOCUMENTED: Final = (REPOSITORY / "docs/settings.md").read_text(encoding="utf-8")

REQUIRED: Final[dict[str, Any]] = {
    "base_iri": "https://example.org/x/",
    "modified": datetime.date(2026, 11, 22),
    "title.de": "Titel",
    "title.en": "Title",
    "description.de": "Beschreibung",
    "description.en": "Description",
    "publisher.name.de": "Stadt",
    "publisher.name.en": "City",
    "contact.name.de": "Amt",
    "contact.name.en": "Office",
}
ADDRESS: Final = "an http(s) address that ends with “/”"
IRI: Final = "an absolute IRI such as https://example.org/x"
TEXT: Final = "a text that is not empty"
EMAIL: Final = "an e-mail address or nothing"
LANGUAGES: Final = 'a list of "de" and "en"'
SERVICE: Final = "an http(s) address such as https://example.org/sparql, without “#” and without credentials"
NUMBER: Final = "a whole number from 1"

# What is wrong, as it stands in the file, and what is said to be allowed; a row for every setting.
NO_ADDRESSES: Final = (
    "1",
    "''",
    "'example.org/'",
    "'https://example.org'",
    "'https://example.org/x'",
    "'ftp://example.org/'",
    "'https:///'",
    "'https://example.org/?a/'",
    "'https://example.org/#/'",
    "'https://example.org/a/../'",
    "'https://example.org:x/'",
    "'https://[example.org/'",
    "'https://example.org/%zz/'",
    "'https://example.org/a b/'",
)
NO_IRIS: Final = ("1", "'x'", "'https://[x'", "'https://x/%zz'", "'https://x/a b'", '"https://x/\\n"')
NO_SERVICES: Final = (
    "1",
    "'postgres'",
    "'ftp://example.org/sparql'",
    "'file:///sparql'",
    "'https://'",
    "'https://user:secret@example.org/sparql'",
    "'https://example.org:0/sparql'",
    "'https://example.org/sparql#x'",
    "'https://example.org/größe'",
)
WRONG: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "base_iri": (ADDRESS, NO_ADDRESSES),
    "modified": ("a date such as 2026-11-22", ("1", "true", "'gestern'", "2026-11-22T10:00:00", "10:00:00")),
    "languages": (LANGUAGES, ("'de'", "[]", "['fr']", "['de', 'de']", "[1]", "[['de']]", "true")),
    "title.de": (TEXT, ("1", "''", "' '", "[]", "true")),
    "title.en": (TEXT, ("1", "''")),
    "description.de": (TEXT, ("1", "''")),
    "description.en": (TEXT, ("1", "''")),
    "publisher.name.de": (TEXT, ("1", "''")),
    "publisher.name.en": (TEXT, ("1", "''")),
    "publisher.homepage": (IRI, NO_IRIS),
    "contact.name.de": (TEXT, ("1", "''")),
    "contact.name.en": (TEXT, ("1", "''")),
    "contact.email": (EMAIL, ("1", "'x'", "'a@b'", "'a b@example.org'", "'a%@example.org'")),
    "contact.url": (IRI, NO_IRIS),
    "licence.data": (IRI, (*NO_IRIS, "''")),
    "licence.software": (TEXT, ("1", "''")),
    "quotations": ('one of the values "full", "none"', ("1", "'some'", "true", "['full']")),
    "catalogue.themes": ('a list of some of "AGRI", "ECON"', ("1", "'GOVE'", "['gove']", "[1]")),
    "catalogue.keywords.de": ("a list of keywords", ("['x']", '["citizens\' park"]', "['a, b']")),
    "catalogue.keywords.en": ("a list of texts", ("'x'", "[1]", "[' ']")),
    "catalogue.spatial": ("a list of IRIs", ("1", "'https://example.org/x'")),
    "catalogue.temporal.start": ("a date such as 2026-11-22", ("1", "'1999'")),
    "catalogue.temporal.end": ("a date such as 2026-11-22", ("1", "'1999'")),
    "catalogue.issued": ("a date such as 2026-11-22", ("1", "'gestern'")),
    "catalogue.frequency": ('one of the values "", "ANNUAL"', ("1", "'yearly'")),
    "catalogue.availability": ('one of the values "", "AVAILABLE"', ("1", "'stable'")),
    "catalogue.contributor_id": (IRI, NO_IRIS),
    "catalogue.geocoding_level": ('one of the values "", "administrativeDistrict"', ("1", "'city'")),
    "catalogue.geocoding": ("a list of IRIs", ("1", "'https://example.org/x'")),
    "catalogue.versions": ("one of the values true, false", ("1", "'true'")),
    "keep_releases": ("a whole number from 0", ("-1", "'3'")),
    "site_url": (ADDRESS, NO_ADDRESSES),
    "store": (SERVICE, ("''", *NO_SERVICES)),
    "graph_store": (SERVICE, NO_SERVICES),
    "theme": ("a CSS file in the project folder", ("1", "'x'", "'../x.css'", "'a/b.css'")),
    "behind_proxy": ("one of the values true, false", ("1", "'true'", "0")),
    "limits.max_query_bytes": (NUMBER, ("0", "-1", "1.5", "'10'", "true")),
    "limits.backlinks_shown": (NUMBER, ("0", "'10'", "false")),
    "limits.kept_bytes": ("a whole number from 0", ("-1", "1.5", "true")),
    "limits.query_seconds": ("a number above 0", ("0", "-1", "inf", "nan", "'10'", "true")),
    "limits.query_memory_bytes": (NUMBER, ("0", "1e9", "'10'")),
    "limits.result_bytes": (NUMBER, ("0", "1.5")),
    "limits.result_rows": ("a whole number from 0", ("-1", "1.5", "'10'")),
    "limits.query_workers": ("a whole number from 0", ("-1", "1.5", "true")),
    "limits.earlier_releases": ("a whole number from 0", ("-1", "'2'")),
    "limits.catalogue_datasets": (NUMBER, ("0", "'2'")),
    "limits.waiting_queries": ("a whole number from 0", ("-1", "'8'")),
}
CASES: Final = [
    pytest.param(key, text, allowed, id=f"{key}={text}") for key, (allowed, texts) in WRONG.items() for text in texts
]


def toml(value: Any) -> str:
    return str(value) if isinstance(value, datetime.date) else f"'{value}'"


def loaded(folder: Path, settings: dict[str, str], **environ: str) -> Publication:
    """The settings of a file that has these keys with these values, as they are written."""
    text = "".join(f"{key} = {value}\n" for key, value in settings.items())
    (folder / "publication.toml").write_text(text, encoding="utf-8")
    return load_publication(folder, environ)[0]


def required() -> dict[str, str]:
    return {key: toml(value) for key, value in REQUIRED.items()}


def test_the_tables_of_these_tests_hold_every_setting() -> None:
    assert WRONG.keys() == {row.key for row in SETTINGS}
    assert REQUIRED.keys() == {row.key for row in SETTINGS if row.default is ...}


@pytest.mark.parametrize("row", SETTINGS, ids=lambda row: row.key)
def test_every_setting_and_its_variable_are_documented(row: Setting) -> None:
    assert f"`{row.key}`" in DOCUMENTED
    assert f"`{row.variable}`" in DOCUMENTED or not row.variable


def test_the_required_settings_are_enough(tmp_path: Path) -> None:
    publication = loaded(tmp_path, required())
    assert publication.base_iri == "https://example.org/x/"
    assert publication.modified == datetime.date(2026, 11, 22)
    assert (publication.languages, publication.quotations) == (("de", "en"), "full")
    assert publication.title == {"de": "Titel", "en": "Title"}
    assert publication_from_content(publication.content) == publication


@pytest.mark.parametrize("key", REQUIRED)
def test_a_missing_setting_is_named_with_its_meaning(tmp_path: Path, key: str) -> None:
    settings = required()
    del settings[key]
    (row,) = [row for row in SETTINGS if row.key == key]
    with pytest.raises(SettingError) as caught:
        loaded(tmp_path, settings)
    assert caught.value.message.de == f"Einstellung „{key}“: fehlt ({row.help.de})."
    assert caught.value.message.en == f"setting “{key}”: is missing ({row.help.en})."


@pytest.mark.parametrize(("key", "text", "allowed"), CASES)
def test_a_wrong_value_is_named_with_what_is_allowed(tmp_path: Path, key: str, text: str, allowed: str) -> None:
    with pytest.raises(SettingError) as caught:
        loaded(tmp_path, required() | {key: text})
    assert (caught.value.key, caught.value.exit_code) == (key, 2)
    assert re.match(rf"publication\.toml:\d+: setting “{re.escape(key)}”: ", caught.value.message.en)
    assert "secret" not in str(caught.value.message)
    assert f" is not allowed; allowed is {allowed}" in caught.value.message.en
    assert " ist nicht erlaubt; erlaubt ist ei" in caught.value.message.de


@pytest.mark.parametrize("key", ["titel.de", "title.fr", "modfied", "limits.max_query_byte", "title.de.x", "author"])
def test_a_misspelt_setting_is_named_with_those_that_are_known(tmp_path: Path, key: str) -> None:
    settings = required()
    if key == "title.de.x":
        del settings["title.de"]
    with pytest.raises(SettingError) as caught:
        loaded(tmp_path, settings | {key: "'x'"})
    unknown = rf"publication\.toml:\d+: setting “{re.escape(key)}”: unknown\. Known settings: base_iri, modified, "
    assert re.match(unknown, caught.value.message.en)
    assert all(row.key in caught.value.message.de for row in SETTINGS)


@pytest.mark.parametrize(("text", "shown"), [("2026-11-22T10:00:00", "2026-11-22 10:00:00"), ("true", "true")])
def test_a_wrong_value_is_shown_as_a_person_would_write_it(tmp_path: Path, text: str, shown: str) -> None:
    with pytest.raises(SettingError, match=f": {shown} is not allowed"):
        loaded(tmp_path, required() | {"modified": text})


@pytest.mark.parametrize("text", ["modified = \n", "modified = 2026-13-01\n", "a = 1\na = 2\n"])
def test_invalid_toml_is_an_error_of_the_input_with_its_line(tmp_path: Path, text: str) -> None:
    (tmp_path / "publication.toml").write_text(text)
    with pytest.raises(InputError, match=r"publication.toml is not valid TOML: .* \(at line [12], column \d+\)"):
        load_publication(tmp_path, {})


def test_a_file_in_another_encoding_is_an_error_of_the_input(tmp_path: Path) -> None:
    (tmp_path / "publication.toml").write_bytes(b"title.de = 'B\xfcrger'")
    with pytest.raises(InputError, match=r"publication.toml is not valid TOML"):
        load_publication(tmp_path, {})


def test_a_folder_without_settings_is_no_project(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is no project folder") as caught:
        load_publication(tmp_path, {})
    assert "„engagiert-ld init ORDNER“" in caught.value.message.de


# The environment


@pytest.mark.parametrize("variable", [row.variable for row in SETTINGS if row.variable])
def test_a_wrong_variable_is_named(tmp_path: Path, variable: str) -> None:
    with pytest.raises(SettingError, match=rf"'nope' is not allowed; allowed is .* \({variable}\)"):
        loaded(tmp_path, required(), **{variable: "nope"})
    with pytest.raises(SettingError, match=variable):
        check_environment({variable: "nope"})


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("store = 'x'\n", 1),
        ("# store = 1\n\n  store\t= 'x'\n", 3),
        ("'store' = 'x'\n", 1),
        ("[limits]\nresult_bytes = 0\n", 2),
        ("limits . result_bytes = 0\n", 1),
        ('[ "limits" ]\n"result_bytes" = 0\n', 2),
    ],
)
def test_a_wrong_value_is_named_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    before = "".join(f"{key} = {value}\n" for key, value in required().items())
    (tmp_path / "publication.toml").write_text(before + text, encoding="utf-8")
    with pytest.raises(SettingError, match=f"^publication.toml:{before.count(chr(10)) + line}: "):
        load_publication(tmp_path, {})


def test_a_value_within_an_inline_table_is_named_without_a_line(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"^setting “limits.result_bytes”: 0 is not allowed"):
        loaded(tmp_path, required() | {"limits": "{ result_bytes = 0 }"})


def test_a_wrong_variable_has_no_line(tmp_path: Path) -> None:
    settings = required() | {"store": "'https://example.org/sparql'"}
    with pytest.raises(SettingError, match=r"^setting “store”: 'x' is not allowed"):
        loaded(tmp_path, settings, ENGAGIERT_LD_STORE="x")


@pytest.mark.parametrize("address", ["http://127.0.0.1:8890/sparql", "https://example.org/sparql?repository=x"])
def test_the_store_may_be_a_service(tmp_path: Path, address: str) -> None:
    publication = loaded(tmp_path, required())
    again = loaded(tmp_path, required() | {"store": f"'{address}'", "graph_store": f"'{address}'"})
    assert again == publication, "what is published does not know which store answers"
    deployment = load_publication(tmp_path, {})[1]
    assert (deployment.store, deployment.graph_store) == (address, address)


def test_credentials_come_from_the_environment_and_are_not_shown() -> None:
    found = store_credentials({"ENGAGIERT_LD_STORE_USER": "anna", "ENGAGIERT_LD_STORE_PASSWORD": "s3cret: x"})
    assert found == Credentials("anna", "s3cret: x")
    assert "s3cret" not in repr(found)
    assert store_credentials({}) is None


@pytest.mark.parametrize(
    ("user", "password"),
    [("anna", ""), ("", "s3cret"), ("an:na", "s3cret"), ("anna", "s3\ncret"), ("anna", "gröse-s3cret")],
)
def test_half_of_the_credentials_is_an_error(user: str, password: str) -> None:
    environ = {"ENGAGIERT_LD_STORE_USER": user, "ENGAGIERT_LD_STORE_PASSWORD": password}
    with pytest.raises(SettingError, match="are both needed") as caught:
        check_environment(environ)
    assert "cret" not in str(caught.value.message)


def test_the_environment_overrides_the_file(tmp_path: Path) -> None:
    loaded(tmp_path, required() | {"site_url": "'https://a.example.org/'"})
    environ = {"ENGAGIERT_LD_SITE_URL": "https://b.example.org/pfad/"}
    check_environment(environ)
    deployment = load_deployment(tmp_path, "https://example.org/x/", environ)
    assert (deployment.site_url, deployment.prefix) == ("https://b.example.org/pfad/", "/pfad")
    assert load_deployment(tmp_path, "https://example.org/x/", {}).site_url == "https://a.example.org/"


def test_an_empty_variable_is_no_setting(tmp_path: Path) -> None:
    loaded(tmp_path, required())
    check_environment({"ENGAGIERT_LD_SITE_URL": ""})
    assert load_publication(tmp_path, {"ENGAGIERT_LD_SITE_URL": ""})[1].site_url == "https://example.org/x/"


def test_a_faulty_file_leaves_the_environment_to_say_how_a_release_is_served(tmp_path: Path) -> None:
    (tmp_path / "publication.toml").write_text("site_url =")
    assert load_deployment(tmp_path, "https://example.org/x/", {}).site_url == "https://example.org/x/"
    environ = {"ENGAGIERT_LD_SITE_URL": "http://127.0.0.1:8000/"}
    assert load_deployment(tmp_path, "https://example.org/x/", environ).site_url == "http://127.0.0.1:8000/"
