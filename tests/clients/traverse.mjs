// Asks a SPARQL query of linked data: starts at the documents of some things and follows the links that the query needs.
//
//   node traverse.mjs QUERY-FILE START-ADDRESS…
//
// Only addresses of the origin of the first START-ADDRESS are asked. Writes one JSON object: `fetched`, the addresses in
// the order in which they were asked, and `bindings`, as in SPARQL 1.1 Query Results JSON Format, section 3.2.
// Exit code 1: the query failed; 2: wrong arguments; 3: not done within the time.

import { readFile } from "node:fs/promises";
import { QueryEngine } from "@comunica/query-sparql-link-traversal";

const TIME_LIMIT_MS = 60_000;
const REQUESTS_AT_MOST = 40;

const [queryFile, ...starts] = process.argv.slice(2);
if (starts.length === 0) {
  console.error("usage: node traverse.mjs QUERY-FILE START-ADDRESS…");
  process.exit(2);
}

setTimeout(() => {
  console.error(`not done after ${TIME_LIMIT_MS / 1000} s`);
  process.exit(3);
}, TIME_LIMIT_MS).unref();

const origin = new URL(starts[0]).origin;
const fetched = [];

/** Like `fetch`, for one origin only, redirects included; to anything else the answer is that it is not to be had. */
async function fetchHere(input, options) {
  const address = typeof input === "string" ? input : input.url;
  if (new URL(address).origin !== origin || fetched.length >= REQUESTS_AT_MOST) {
    return new Response("", { status: 403 });
  }
  fetched.push(address);
  const response = await fetch(address, { ...options, redirect: "manual" });
  const location = response.headers.get("location");
  return location ? fetchHere(new URL(location, address).href, options) : response;
}

/** A term as SPARQL 1.1 Query Results JSON Format writes it. */
function written(term) {
  if (term.termType !== "Literal") {
    return { type: term.termType === "NamedNode" ? "uri" : "bnode", value: term.value };
  }
  const language = term.language ? { "xml:lang": term.language } : {};
  const datatype = language["xml:lang"] ? {} : { datatype: term.datatype.value };
  return { type: "literal", value: term.value, ...language, ...datatype };
}

try {
  const query = await readFile(queryFile, "utf-8");
  const found = await new QueryEngine().queryBindings(query, { sources: starts, lenient: true, fetch: fetchHere });
  const bindings = [];
  for await (const solution of found) {
    bindings.push(Object.fromEntries([...solution].map(([variable, term]) => [variable.value, written(term)])));
  }
  console.log(JSON.stringify({ fetched, bindings }, undefined, 1));
} catch (error) {
  console.error(error);
  process.exitCode = 1;
}
