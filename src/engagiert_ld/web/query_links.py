"""Links that open the query form with a query about what a page shows."""

from typing import Final
from urllib.parse import urlencode

from engagiert_ld.web.site import Site

ABOUT: Final = """\
SELECT ?property ?value WHERE {{
  <{iri}> ?property ?value .
}}
ORDER BY ?property ?value"""


def about(iri: str, here: Site) -> str:
    """The address of the form with a query for all that is stated about `iri`, and its result."""
    return f"{here.link('sparql')}?{urlencode({'query': ABOUT.format(iri=iri)})}"
