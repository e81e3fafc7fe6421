"""Run as a process: a worker whose store looks at no query, asked for what is refused otherwise; what it says, as JSON.

The same query is then evaluated outside of a worker, to show that it does connect where nothing prevents it.
"""

import json
import marshal
import os
import sys

from engagiert_ld.errors import StoreError
from engagiert_ld.formats import SRJ
from engagiert_ld.store.embedded import EmbeddedStore
from engagiert_ld.store.messages import pair, receive, send
from engagiert_ld.store.zygote import READY, Ask, Given, fork_worker


class Unchecked(EmbeddedStore):
    def form(self, query: str) -> str:
        del query
        return "SELECT"


def main(trap: str, control: str) -> None:
    store = Unchecked((), "https://ex.org/", {})
    given = Given("", "https://ex.org/", {}, 64 * 1024 * 1024, 1_000_000, 0)
    ours, theirs = pair()
    process = fork_worker(theirs, store, given)
    theirs.close()
    assert receive(ours) == READY
    replies = []
    for asked in (
        f"SELECT * {{ SERVICE <{trap}> {{ ?s ?p ?o }} }}",
        f"SELECT * {{ SERVICE SILENT <{trap}> {{ ?s ?p ?o }} }}",
        "SELECT * { SERVICE <file:///etc/passwd> { ?s ?p ?o } }",
        "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
        f"SELECT * FROM <{trap}> {{ ?s ?p ?o }}",
    ):
        send(ours, marshal.dumps(tuple(Ask(10, asked, SRJ.name))))
        replies.append(receive(ours).decode())
    ours.close()
    ended = os.waitpid(process, 0)[1]
    try:
        store.answer(f"SELECT * {{ SERVICE <{control}> {{ ?s ?p ?o }} }}", SRJ)
    except StoreError as error:
        replies.append(str(error))
    print(json.dumps({"replies": replies, "ended": ended}))


if __name__ == "__main__":
    main(*sys.argv[1:])
