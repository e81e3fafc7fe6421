"""Texts that a site owes its readers, and the colours of a city: from the project folder to the page."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from running import ProjectFolder, Server, copy_project, serving

from .asking import BROWSER, ask

GERMAN = {"Accept-Language": "de"}
SIGN_LANGUAGE = "# Gebärdensprache\n\n[Film](https://film.example/dgs.mp4) <b>fett</b> [böse](javascript:alert(1))\n"
THEME = ":root { --action: #a3003b; }\n@media (prefers-color-scheme: dark) { :root { --action: #ff9ab8; } }\n"


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Essen's data with another text, colours of its own, and an imprint in German only."""
    folder = copy_project(tmp_path_factory.mktemp("city") / "stadt")
    (folder.path / "pages/de/sign-language.md").write_text(SIGN_LANGUAGE, encoding="utf-8")
    (folder.path / "pages/en/imprint.md").unlink()
    (folder.path / "theme.css").write_text(THEME, encoding="utf-8")
    settings = folder.path / "publication.toml"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace("modified =", 'theme = "theme.css"\nmodified ='), encoding="utf-8"
    )
    with serving(folder) as running:
        yield running


def footer(server: Server, path: str, language: str = "de") -> dict[str, str]:
    """Where the footer leads to, by what is written there."""
    text = ask(server.url, path, BROWSER, headers={"Accept-Language": language}).text
    links = re.findall(r'<a href="([^"]*)">([^<]*)</a>', text[text.index("<footer>") :])
    return {name: href for href, name in links}


@pytest.mark.parametrize("path", ["/", "/doc/network/civitas", "/sparql", "/none", "/dataset"])
def test_each_page_leads_to_the_texts(server: Server, path: str) -> None:
    german, english = footer(server, path), footer(server, path, "en")
    for name, address in (
        ("Erklärung zur Barrierefreiheit", "accessibility"),
        ("Impressum", "imprint"),
        ("Datenschutz", "privacy"),
    ):
        assert german[name] == f"/pages/{address}"
    assert german["Leichte Sprache"] == "/pages/easy-language"
    assert english["Accessibility statement"] == "/pages/accessibility"
    assert german["Barriere melden"].startswith(("mailto:", "https://"))
    assert "Gebärdensprache" not in german


def test_what_is_still_to_be_filled_in_is_marked(server: Server) -> None:
    page = ask(server.url, "/pages/imprint", BROWSER, headers=GERMAN).text
    assert "Dieser Text ist noch nicht vollständig" in page
    assert "<mark>[Telefonnummer]</mark>" in page
    assert "[[" not in page


def test_a_text_is_in_the_language_of_the_reader_or_says_in_which(city: Server) -> None:
    english = ask(city.url, "/pages/accessibility", BROWSER, headers={"Accept-Language": "en"}).text
    assert "How accessible these pages are" in english
    fallback = ask(city.url, "/pages/imprint", BROWSER, headers={"Accept-Language": "en"}).text
    assert '<html lang="en">' in fallback
    assert '<div class="prose" lang="de">' in fallback


def test_an_optional_text_is_there_once_it_is_written(city: Server, server: Server) -> None:
    assert footer(city, "/")["Gebärdensprache"] == "/pages/sign-language"
    assert ask(server.url, "/pages/sign-language", BROWSER).status == 404
    assert ask(server.url, "/pages/none", BROWSER).status == 404


def test_markup_in_a_text_stays_text_and_links_lead_to_pages_only(city: Server) -> None:
    page = ask(city.url, "/pages/sign-language", BROWSER, headers=GERMAN).text
    assert '<a href="https://film.example/dgs.mp4">Film</a>' in page
    assert "&lt;b&gt;fett&lt;/b&gt;" in page
    assert 'href="javascript:' not in page


def test_the_colours_of_a_city_come_last(city: Server) -> None:
    sheets = re.findall(r'<link rel="stylesheet" href="([^"]*)"', ask(city.url, "/", BROWSER).text)
    assert sheets[-1] == "/static/theme.css"
    answer = ask(city.url, "/static/theme.css")
    assert (answer.text, answer.media_type) == (THEME, "text/css")


def test_there_is_no_theme_where_none_is_set(server: Server) -> None:
    assert ask(server.url, "/static/theme.css").status == 404


@pytest.mark.parametrize("text", ['@import "x.css";', "a { background: url(https://cdn.example/x.png) }"])
def test_a_theme_that_asks_others_is_refused(project: ProjectFolder, text: str) -> None:
    (project.path / "theme.css").write_text(text)
    settings = project.path / "publication.toml"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace("modified =", 'theme = "theme.css"\nmodified ='), encoding="utf-8"
    )
    done = project.run("--lang", "en", "check")
    assert done.code == 2
    assert "theme.css loads something" in done.err


def test_check_names_what_is_missing_with_its_place(tmp_path: Path) -> None:
    folder = copy_project(tmp_path / "stadt")
    (folder.path / "pages/de/privacy.md").unlink()
    (folder.path / "pages/de/imprint.md").write_text("# Impressum\n\nName: [[Ihr Name]], [[Ort]]\n", encoding="utf-8")
    done = folder.run("check")
    assert done.code == 0
    lines = done.err.splitlines()
    assert any(line.startswith("pages/de/privacy.md:1: T01 Datenschutz: dieser Text fehlt") for line in lines)
    assert any(line.startswith("pages/de/imprint.md:3: T03") and "Ihr Name; Ort" in line for line in lines)
    assert any(line.startswith("pages/de/sign-language.md:1: T02") for line in lines)
    assert "pages/" not in done.out


def test_a_new_project_has_templates_for_the_texts_that_are_required(tmp_path: Path) -> None:
    folder = ProjectFolder(tmp_path / "stadt")
    assert ProjectFolder(tmp_path).run("init", "stadt", cwd=tmp_path).code == 0
    found = sorted(str(path.relative_to(folder.path)) for path in (folder.path / "pages").rglob("*.md"))
    assert found == [
        f"pages/{language}/{name}.md" for language in ("de", "en") for name in ("accessibility", "imprint", "privacy")
    ]
    told = folder.run("check").err
    assert all(f"{path}:" in told for path in found)
