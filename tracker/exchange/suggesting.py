"""What kind of session a name of another program may mean, by the words in it."""

import re
from collections.abc import Mapping

from tracker.exchange.words import Words
from tracker.text import name_key, word_key

# The first that is found counts: a warm bath is a bath, and pain in the back is pain. In English
# and in German, and in what is called the same in most languages.
_MEANT: Mapping[str, str] = {
    "pain": r"pain|ache\b|schmerz|\bweh",
    "massage": r"massage|massier|shiatsu|tuina|knead|按摩|推拿|マッサージ",
    "warm-bath": r"\bbath|\bbad\b|\bbade|badewanne|\btub\b|dampfbad",
    "heat-pack": r"\bheat|wärm|\bhot\b|\bwarm|körnerkissen|kirschkern|温|熱|热",
    "ice": r"\bice|\beis|kühl|\bcool|\bcold\b|kälte|\bkalt|\bcryo|冰|氷|冷",
    "visit": r"physio|chiro|osteo|krankengymn|orthop|\barzt|ärzt|doctor|\bdr\b|therap|appointment|termin",
    "exercise": (
        r"exercis|übung|yoga|pilates|stretch|dehn|mobili|\bcore\b|\bgym|training|"
        r"workout|rehab|rücken|\bback\b|posture|haltung"
    ),
}


def suggested(name: str, known: Words) -> str | None:
    """Return the kind that a name may mean, where it says anything of that."""
    key = name_key(name)
    for kind, words in _MEANT.items():
        if re.search(words, key):
            return kind
    if word_key(name) in known.exercises:
        return "exercise"
    return "massage" if word_key(name) in known.styles else None
