"""What the article advises acts: each line of the table in the manual, typed as it stands there."""

import re
import shlex

from tests.conftest import Tracker
from tests.places import CHECKOUT

ROW = re.compile(r"^\| (.*?) ?\| `tracker (.+?)` \| `(.+?)` \|$", re.MULTILINE)


def test_every_line_of_the_table_shows_what_it_says(tracker: Tracker) -> None:
    text = (CHECKOUT / "docs/care.md").read_text(encoding="utf-8")
    table = text.partition("## What the article advises")[2]
    rows = ROW.findall(table)
    assert len(rows) == table.count("\n| ") - 1
    tracker.configure("[reminders]\nnag = false\n")
    for _, line, said in rows:
        code, answer, complaint = tracker.run(shlex.split(line))
        told = " ".join((answer + complaint).split())
        assert said in told, f"{line}: {code}\n{answer}{complaint}"
        assert code == (6 if line.startswith("start") else 0), f"{line}: {code}"
