"""Pictures of pages for whoever judges how they look: desktop, phone, dark, and as they are printed.

make screenshots        # into screenshots/, of Essen's publication
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from running import copy_project, serving

PAGES = {
    "start": "",
    "network": "doc/network/civitas",
    "organisation": "doc/org/stadt-essen",
    "participation": "doc/participation/stadt-essen--civitas",
    "publication": "doc/publication/handbuch-stadtteilentwicklung",
    "topic": "doc/concept/buergerkommune",
    "concepts": "doc/concept/roles",
    "place": "doc/place/essen",
    "event": "doc/event/auftakt-allianz",
    "entry": "doc/topic/innovationsdialog-buergerbeteiligung--01",
    "period": "doc/period/y2015--",
    "photo": "doc/photo/allianz-2015",
    "representation": "doc/representation/stadt-essen--civitas-botschafter--bbe",
    "claim": "doc/claim/c216",
    "history": "history/network/civitas",
    "list": "list/network",
    "list-narrowed": "list/participation?decade=2010&sort=-time",
    "links": "pictures/network",
    "timeline": "pictures/timeline",
    "accessibility": "pages/accessibility",
    "form": "sparql",
    "sparql": "sparql?query=SELECT%20*%20%7B%20?s%20?p%20?o%20%7D%20LIMIT%2020",
    "dataset": "dataset.html",
    "catalogue": "catalog.html",
    "vocabulary": "def.html",
    "missing": "doc/network/none",
}
LOOKS = {
    "desktop": (1280, 900, "light"),
    "phone": (390, 844, "light"),
    "dark": (1280, 900, "dark"),
    "contrast": (1280, 900, "dark"),
}
"""Width, height and colours; in the last one, the reader’s colours take the place of all others."""
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


def photograph(browser: Browser, site: str, folder: Path) -> None:
    """Each page in each look, in German; the whole page, and printed."""
    for look, (width, height, scheme) in LOOKS.items():
        with browser.new_context(
            locale="de",
            viewport={"width": width, "height": height},
            color_scheme=scheme,  # type: ignore[arg-type]
            forced_colors="active" if look == "contrast" else "none",
        ) as context:
            page = context.new_page()
            for name, path in PAGES.items():
                page.goto(site + path)
                page.screenshot(path=folder / f"{name}-{look}.png", full_page=True)
                if look == "desktop":
                    page.pdf(path=folder / f"{name}.pdf", format="A4")


def main() -> None:
    """Build and serve Essen's project, and photograph it into the folder that is named."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as place,
        serving(copy_project(Path(place) / "essen")) as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        photograph(browser, server.url, folder)
        browser.close()


if __name__ == "__main__":
    main()
