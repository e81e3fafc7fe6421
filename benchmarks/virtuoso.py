"""Virtuoso as a peer: settings for one server on free ports of 127.0.0.1, its data in one graph, which is its default."""

import subprocess
from pathlib import Path
from typing import Final

from servers import Server, StartError, free_port

GRAPH: Final = "urn:x-benchmark"
BUFFERS: Final = 170_000
"""Pages of 8 kB: what the vendor's settings give to a machine with 2 GB."""

SETTINGS: Final = """\
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
MaxCheckpointRemap = 2000
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql_port}
LiteMode = 0
NumberOfBuffers = {buffers}
MaxDirtyBuffers = {dirty}
DirsAllowed = {data_folder}
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerRoot = {folder}
ServerThreads = 20
MaxKeepAlives = 100
[SPARQL]
ResultSetMaxRows = 1000000
DefaultGraph = {graph}
"""


def virtuoso(title: str, folder: Path, data: Path, server: str, isql: str) -> Server:
    """A server of its own with the triples of `data`; loaded once, kept on disk if it is started anew."""
    folder.mkdir(parents=True, exist_ok=True)
    port, sql_port = free_port(), free_port()
    settings = folder / "virtuoso.ini"
    settings.write_text(
        SETTINGS.format(
            folder=folder,
            port=port,
            sql_port=sql_port,
            buffers=BUFFERS,
            dirty=BUFFERS * 3 // 4,
            data_folder=data.parent,
            graph=GRAPH,
        )
    )
    loaded = folder / "loaded"

    def load() -> None:
        if loaded.exists():
            return
        statements = (
            f"ld_dir('{data.parent}', '{data.name}', '{GRAPH}'); rdf_loader_run(); checkpoint;"
            " SELECT COUNT(*) FROM DB.DBA.LOAD_LIST WHERE ll_state = 2 AND ll_error IS NULL;"
        )
        command = [isql, str(sql_port), "dba", "dba", "VERBOSE=OFF", "BANNER=OFF", f"EXEC={statements}"]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        if "1" not in done.stdout.split():
            raise StartError(f"{title} does not take the data: {done.stdout}{done.stderr}")
        loaded.touch()

    command = [server, "-f", "-c", str(settings)]
    return Server(title, command, f"http://127.0.0.1:{port}/sparql", folder, load=load)
