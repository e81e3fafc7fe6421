// Keeps a copy of an event stream (LDES): writes each of its members as a line of JSON.
//
//   node replicate.mjs ADDRESS STATE-FOLDER
//
// Members come in ascending order of time; STATE-FOLDER remembers what was told, so that a second call tells what is new.
// A line has `id`, `of` (what it is a version of), `type`, `position`, and `quads`: those of its graph, in N-Triples.
// Exit code 1: the stream cannot be read; 2: wrong arguments; 3: not done within the time.

import { Writer } from "n3";
import { replicateLDES } from "ldes-client";

const TIME_LIMIT_MS = 60_000;
const RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";

const [url, statePath] = process.argv.slice(2);
if (!statePath) {
  console.error("usage: node replicate.mjs ADDRESS STATE-FOLDER");
  process.exit(2);
}

setTimeout(() => {
  console.error(`not done after ${TIME_LIMIT_MS / 1000} s`);
  process.exit(3);
}, TIME_LIMIT_MS).unref();

const client = replicateLDES({ url, statePath, polling: false }, "ascending");
const failures = [];
client.on("error", (failure) => failures.push(failure));
const reader = client.stream().getReader();
for (let next = await reader.read(); !next.done; next = await reader.read()) {
  const { id, quads, isVersionOf } = next.value;
  const about = (predicate) => quads.find((quad) => quad.subject.equals(id) && quad.predicate.value.endsWith(predicate))?.object.value;
  const own = quads.filter((quad) => quad.graph.equals(id)).map((quad) => [quad.subject, quad.predicate, quad.object]);
  console.log(
    JSON.stringify({
      id: id.value,
      of: isVersionOf,
      type: about(RDF_TYPE),
      position: Number(about("position")),
      quads: own.map((terms) => new Writer({ format: "N-Triples" }).quadToString(...terms).trim()),
    }),
  );
}
if (failures.length > 0) {
  console.error(failures);
  process.exit(1);
}
