"""So many attackers at once, each asking cartesian products one after another; a program of its own for `attack.py`.

    python benchmarks/attackers.py URL NUMBER own|one SECONDS FIRST_NUMBER

With `own`, each has an address of its own in 127.0.1.0/24, with `one` all have the same. Every text is another one. Ends
after so many seconds, whatever is still unanswered, and writes how many answers had which status as JSON.
"""

import json
import os
import sys
import threading
import time
from collections import Counter

from connection import Connection, targets
from shapes import ATTACKS, JSON, PROLOGUE

PER_ATTACKER = 1_000_000


def main() -> None:
    """Attack and count."""
    url, attackers, addresses, seconds, first = sys.argv[1:6]
    texts = [targets(url, PROLOGUE + attack) for attack in ATTACKS]
    statuses: Counter[int] = Counter()

    def attack(own: int) -> None:
        connection = Connection(url, JSON, f"127.0.1.{own + 1 if addresses == 'own' else 1}")
        number = int(first) + own * PER_ATTACKER
        while True:
            statuses[connection.status(str(number).join(texts[(number + own) % len(texts)]))] += 1
            number += 1

    for own in range(int(attackers)):
        threading.Thread(target=attack, args=(own,), daemon=True).start()
    time.sleep(float(seconds))
    print(json.dumps(dict(statuses)), flush=True)
    os._exit(0)


if __name__ == "__main__":
    main()
