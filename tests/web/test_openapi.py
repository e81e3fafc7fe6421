"""The description of the interface: of every route, true, valid, and readable for people."""

import json
import re
from typing import Any

import pytest
import schemathesis
from flask import Flask

from engagiert_ld.publication import load_deployment
from engagiert_ld.release.shelf import Shelf
from engagiert_ld.store.embedded import EmbeddedStore
from engagiert_ld.web import create_app
from engagiert_ld.web.operations import operations_of
from engagiert_ld.web.problems import PROBLEM_TYPE
from running import ProjectFolder, Server

from .asking import BROWSER, Answer, ask
from .conftest import BEHIND_PROXY
from .reading import Page

ANSWERED_BY_ITSELF = {"HEAD", "OPTIONS"}
FIXED_NAMES = [
    "/",
    "/id/{type}/{slug}",
    "/doc/{type}/{slug}",
    "/doc/{type}/{slug}.{extension}",
    "/list/{type}",
    "/def",
    "/shapes",
    "/context.jsonld",
    "/sparql",
    "/queries",
    "/dataset",
    "/dataset/{version}",
    "/dataset/{version}/{file}",
    "/dumps/latest/{file}",
    "/catalog",
    "/validation",
    "/.well-known/void",
    "/openapi",
    "/health",
]
Node = dict[str, Any]


@pytest.fixture(scope="module")
def document(server: Server) -> Node:
    found: Node = ask(server.url, "/openapi.json").json
    return found


@pytest.fixture(scope="module")
def app(built: ProjectFolder) -> Flask:
    return application(built)


def application(built: ProjectFolder, **variables: str) -> Flask:
    """The application of the running server, in this process; nobody queries it."""
    release, _ = Shelf(built.path / "releases").newest()
    base_iri = release.publication.base_iri
    return create_app(release, EmbeddedStore((), base_iri, {}), load_deployment(built.path, base_iri, variables))


def resolved(node: Node, document: Node) -> Node:
    if "$ref" not in node:
        return node
    _, kind, name = node["$ref"].removeprefix("#/").split("/")
    found: Node = document["components"][kind][name]
    return found


def parameters(document: Node, path: str, method: str = "get") -> dict[str, Node]:
    found = (resolved(node, document) for node in document["paths"][path][method].get("parameters", ()))
    return {node["name"]: node for node in found}


def address(document: Node, path: str, method: str = "get") -> str:
    """The path with the examples of its parameters; empty where there is none, as the release has nothing of the kind."""
    named = parameters(document, path, method)
    examples = {name: named[name].get("example", "") for name in re.findall(r"\{(\w+)\}", path)}
    return path.format(**examples) if all(examples.values()) else ""


def content(document: Node, path: str, status: str = "200") -> set[str]:
    return set(resolved(document["paths"][path]["get"]["responses"][status], document)["content"])


def negotiated(document: Node) -> list[str]:
    """The paths under which a choice is offered, without those that end in an extension."""
    return [
        path for path in document["paths"] if "format" in parameters(document, path) and not path.endswith("/sparql")
    ]


def test_every_route_has_a_declaration(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        declared = operations_of(app.view_functions[rule.endpoint])
        assert declared, f"{rule.rule} is not described"
        methods = {method.upper() for operation in declared for method in (operation.method, *operation.also)}
        assert methods == (rule.methods or set()) - ANSWERED_BY_ITSELF, rule.rule


def test_every_described_path_leads_to_the_view_that_declares_it(app: Flask, document: Node) -> None:
    routes = app.url_map.bind("localhost")
    for path, item in document["paths"].items():
        for method, node in item.items():
            filled = re.sub(r"\{extension\}", "html", path)
            endpoint, _ = routes.match(re.sub(r"\{\w+\}", "x", filled), method.upper())
            names = {operation.name for operation in operations_of(app.view_functions[endpoint])}
            assert node["operationId"].removesuffix("ByExtension") in names, path


def test_the_names_that_others_rely_on_are_there(document: Node) -> None:
    assert set(FIXED_NAMES) <= set(document["paths"])


def test_is_valid_by_the_official_schema(document: Node) -> None:
    """The schema of the OpenAPI Initiative for 3.1, as the tool ships it."""
    schemathesis.openapi.from_dict(document).validate()


def test_every_reference_leads_somewhere_and_no_shared_part_is_left_over(document: Node) -> None:
    used = set(re.findall(r'"#/components/(\w+)/([^"]+)"', json.dumps(document)))
    assert used == {(kind, name) for kind, rows in document["components"].items() for name in rows}


def test_every_operation_is_named_once_grouped_and_explained(document: Node) -> None:
    operations = [node for item in document["paths"].values() for node in item.values()]
    names = [node["operationId"] for node in operations]
    assert len(set(names)) == len(names)
    tags = {tag["name"] for tag in document["tags"]}
    assert {tag for node in operations for tag in node["tags"]} == tags
    assert all(node["summary"] and node["description"] for node in operations)


def test_says_who_publishes_what_and_where(server: Server, document: Node) -> None:
    assert document["servers"] == [{"url": server.url.rstrip("/")}]
    info = document["info"]
    assert info["title"] == "Essen.engagiert: exchange on civic engagement and participation"
    assert info["license"]["url"] == "http://dcat-ap.de/def/licenses/dl-zero-de/2.0"
    assert info["contact"]["name"] == "engagiert-ld project"


def test_behind_a_proxy_the_server_has_the_prefix_and_paths_have_not(built: ProjectFolder) -> None:
    document = application(built, ENGAGIERT_LD_SITE_URL=BEHIND_PROXY).test_client().get("/openapi.json").get_json()
    assert document["servers"] == [{"url": BEHIND_PROXY.rstrip("/")}]
    assert set(FIXED_NAMES) <= set(document["paths"])


def test_every_example_is_there(server: Server, document: Node) -> None:
    asked = {path: address(document, path) for path, item in document["paths"].items() if "get" in item}
    for path, example in asked.items():
        assert ask(server.url, example).status in (200, 302, 303), path


def test_the_values_of_a_closed_parameter_are_all_there(server: Server, document: Node) -> None:
    for path in ("/list/{type}", "/dumps/latest/{file}", "/graph/{name}", "/profile/{token}"):
        name = re.findall(r"\{(\w+)\}", path)[0]
        for value in parameters(document, path)[name]["schema"]["enum"]:
            assert ask(server.url, path.format(**{name: value}), method="HEAD").status in (200, 302), value


def test_each_declared_format_is_what_is_offered(server: Server, document: Node) -> None:
    """Asked by `Accept`, and compared with what a refusal lists."""
    for path in negotiated(document):
        if not (example := address(document, path)):
            continue
        declared = content(document, path)
        for media_type in declared:
            assert ask(server.url, example, media_type, method="HEAD").media_type == media_type, example
        listed = ask(server.url, example, "image/png").json["detail"]
        offered = set(re.findall(r"([a-z]+/[a-z.+-]+) \(", listed))
        assert declared == offered | {"application/linkset+json"}, path


def test_each_declared_extension_is_an_address(server: Server, document: Node) -> None:
    for path in document["paths"]:
        if not path.endswith(".{extension}") or not (stem := address(document, path.removesuffix(".{extension}"))):
            continue
        declared = content(document, path)
        found = {
            ask(server.url, f"{stem}.{extension}", method="HEAD").media_type
            for extension in parameters(document, path)["extension"]["schema"]["enum"]
        }
        assert found == declared, path


def test_each_declared_profile_is_offered(server: Server, document: Node) -> None:
    for path in negotiated(document):
        if "_profile" in parameters(document, path) and (example := address(document, path)):
            declared = parameters(document, path)["_profile"]["schema"]["items"]["enum"]
            listed = ask(server.url, f"{example}?_profile=none").json["detail"]
            assert re.findall(r"(\w+) \(http", listed) == declared, path


@pytest.mark.parametrize("accept", [None, "*/*", "application/json", "application/vnd.oai.openapi+json;version=3.1"])
def test_programs_get_json(server: Server, accept: str | None) -> None:
    for path in ("/openapi", "/openapi.json"):
        assert ask(server.url, path, accept).content_type == "application/json"


@pytest.mark.parametrize("language", ["de", "en"])
def test_people_get_a_page_with_every_operation_in_their_language(server: Server, app: Flask, language: str) -> None:
    answer = ask(server.url, "/openapi", BROWSER, headers={"Accept-Language": language})
    assert answer.headers["Content-Language"] == language
    page = Page(answer.text)
    shown = {text for _, text in page.texts}
    for view in app.view_functions.values():
        for operation in operations_of(view):
            assert operation.summary.in_language(language) in shown
            assert operation.name in page.ids


def test_the_page_shows_calls_that_can_be_copied(server: Server) -> None:
    text = ask(server.url, "/openapi.html").text
    calls = re.findall(r'<pre class="call"><code>curl ([^\s<]+)', text)
    assert len(calls) > 15
    assert all(ask(server.url, "/" + call.removeprefix(server.url)).status in (200, 302, 303) for call in calls)


@pytest.mark.parametrize("path", ["/", "/sparql"])
@pytest.mark.parametrize("accept", ["text/html", "*/*"])
def test_start_page_and_endpoint_link_to_the_description(server: Server, path: str, accept: str) -> None:
    """RFC 8631, `service-desc` and `service-doc`."""
    answer = ask(server.url, path, accept)
    assert answer.linked("service-desc") == [f"{server.url}openapi.json"]
    assert answer.linked("service-doc") == [f"{server.url}openapi.html"]
    assert not [
        target for target in (*answer.linked("service-desc"), *answer.linked("service-doc")) if dead(server, target)
    ]


def dead(server: Server, target: str) -> bool:
    return ask(server.url, "/" + target.removeprefix(server.url)).status != 200


def test_the_start_page_leads_to_the_page(server: Server) -> None:
    assert "/openapi.html" in Page(ask(server.url, "/", BROWSER).text).hrefs


def test_parts_and_refusals_are_as_described(server: Server, document: Node) -> None:
    path = "/dataset/{version}/{file}"
    described = document["paths"][path]["get"]["responses"]
    for headers in ({"Range": "bytes=0-9"}, {"Range": "bytes=999999999-"}, {"If-None-Match": "*"}, {"If-Match": '"x"'}):
        answer = ask(server.url, address(document, path), headers=headers)
        assert answer.status in (206, 416, 304, 412)
        conforms(answer, resolved(described[str(answer.status)], document), document)


def test_each_kind_of_address_has_its_status_codes(document: Node) -> None:
    codes = {
        "/id/{type}/{slug}": {303, 308, 404, 410},
        "/doc/{type}/{slug}": {200, 304, 308, 400, 404, 406, 410, 412},
        "/list/{type}": {200, 304, 400, 404, 406, 412},
        "/shapes": {200, 304, 400, 406, 412},
        "/dataset/{version}/{file}": {200, 206, 304, 404, 406, 410, 412, 416},
        "/dumps/latest/{file}": {302, 404},
        "/health": {200},
        "/sparql": {200, 304, 400, 403, 404, 406, 410, 412, 413, 429, 503},
    }
    for path, expected in codes.items():
        assert {int(status) for status in document["paths"][path]["get"]["responses"]} == expected, path
    by_post = {int(status) for status in document["paths"]["/sparql"]["post"]["responses"]}
    assert by_post == codes["/sparql"] - {304} | {408, 415}


def conforms(answer: Answer, response: Node, document: Node) -> None:
    """Required header fields are there, those that are there match their patterns, and the media type is declared."""
    for name, node in response["headers"].items():
        header = resolved(node, document)
        assert name in answer.headers or not header.get("required"), name
        assert name not in answer.headers or re.search(header["schema"]["pattern"], answer.headers[name])
    assert "content" not in response or answer.media_type in response["content"]


def test_problem_details_have_the_declared_members(server: Server, document: Node) -> None:
    declared = document["components"]["schemas"]["Problem"]["properties"]
    for path in ("/id/none/none", "/sparql?query=SELECT", "/doc/network/civitas?format=none"):
        answer = ask(server.url, path)
        assert answer.content_type == PROBLEM_TYPE
        assert set(answer.json) <= set(declared)


@pytest.mark.parametrize("parameters", ["_profile=none", "_profile=none&format=html", "_mediatype=none&format=ttl"])
def test_an_unknown_choice_is_refused_whatever_else_is_asked_for(server: Server, parameters: str) -> None:
    assert ask(server.url, f"/doc/network/civitas?{parameters}").status == 400


@pytest.mark.parametrize(
    ("parameters", "media_type"),
    [
        ("_profile=expanded", "text/turtle"),
        ("_profile=labels&format=linkset", "application/linkset+json"),
        ("_profile=labels&format=html", "text/html"),
        ("_profile=&format=&_mediatype=", "text/turtle"),
    ],
)
def test_a_profile_that_a_format_does_not_have_is_left_aside(server: Server, parameters: str, media_type: str) -> None:
    answer = ask(server.url, f"/doc/network/civitas?{parameters}")
    assert (answer.status, answer.media_type) == (200, media_type)


def test_a_post_is_never_answered_with_304(server: Server) -> None:
    """RFC 9110, sections 13.1.2 and 13.1.3."""
    headers = {"Content-Type": "application/sparql-query"}
    for field, value, status in (
        ("If-None-Match", "*", 412),
        ("If-Modified-Since", "Fri, 31 Dec 2100 00:00:00 GMT", 200),
    ):
        answer = ask(server.url, "/sparql", method="POST", body=b"ASK {}", headers=headers | {field: value})
        assert answer.status == status
