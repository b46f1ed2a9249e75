"""What kind of session a name of another program may mean, by the words in it."""

import re

from tracker.exchange.words import Words
from tracker.text import name_key, word_key

# The first that is found counts: a warm bath is a bath, a warm-up no heat, and yoga for a sore back
# is no reading of the pain. In English, German, French and Spanish, and in what is called the same
# in most languages. A word that means other things as well ("Termin", "core", "glace") stands with
# what makes it fit, as the names of whoever works by the hour are full of them.
_MEANT: tuple[tuple[str, str], ...] = (
    ("massage", r"massage|massier|masaje|\bmasser\b|shiatsu|tuina|knead|按摩|推拿|マッサージ"),
    (
        "exercise",
        (
            r"exerci[sc]|ejercicio|übung|yoga|pilates|tai.?chi|qi.?gong|feldenkrais|workout|rehab|\breha\b"
            r"|stretch|dehn(en|ung|üb)|étirement|estiramiento|\bmobilit|\bmobilis|\bmovilidad|warm.?up"
            r"|aufwärm|gainage|renforcement|\bcore\b.?(work|train|stab|streng)|^core$|training\b"
            r"|\bgym\b|(?<!kranken)gymnast|gimnas"
        ),
    ),
    (
        "warm-bath",
        (
            r"\bbaths?\b(?! ?room)|bathtub|hot tub|whirlpool|jacuzzi|\bbad$|badewanne|\bbaden\b"
            r"|(voll|wannen|sitz|moor|dampf|thermal)bad\b|\bbain\b|baignoire|bañera|^baño$"
            r"|\bbaño (caliente|tibio)|お風呂|泡澡"
        ),
    ),
    (
        "heat-pack",
        (
            r"\bheat(ing)?\b|\bheat.?(pack|pad|wrap)|\bhot\b|wärm|\bwarm\b|körnerkissen|kirschkern|fango"
            r"|chaleur|\bchaud|bouillotte|\bcalor\b|agua caliente|almohadilla|温|熱|热"
        ),
    ),
    (
        "ice",
        (
            r"\bic(e|ing)\b(?! ?(cream|skat|hockey))|\bicepack|\beis\b(?! ?essen)|eis(beutel|pack|kompress)"
            r"|\bkühl(en|ung|pack|kiss|kompress)|kälte|kaltkompress|\bcool(ing|.?pack)"
            r"|\bcold.?(pack|compress|therap)|\b[ck]ryo|poche (de|à) (glace|froid)|glaçons?\b|^glace$"
            r"|\bfroid\b|\bhielo\b|\bfrío\b|compresa fría|冰|氷|冷"
        ),
    ),
    (
        "visit",
        (
            r"physio|fisio|\bkiné|chiro|quiropr|ost[eé]o|krankengymn|orthop|ortop|th[eé]rap|terap|appointment"
            r"|\barzt|(haus|fach)arzt|\bärzt|\bdoctor\b|\bdr\b|médecin|\bmédico|\btermine?\b|rendez-vous|\bcita\b"
        ),
    ),
    ("pain", r"\bpains?\b|back.?ache|schmerz|\bweh\b|douleur|\bmal (de|au) dos|\bdolor"),
    (
        "exercise",
        r"rücken|\bback\b|\bdos\b|espalda|lumbar|\bposture|\bpostura|\bhaltung|körperhaltung",
    ),
)


def suggested(name: str, known: Words) -> str | None:
    """Return the kind that a name may mean, where it says anything of that."""
    if word_key(name) in known.styles:
        return "massage"
    if word_key(name) in known.exercises:
        return "exercise"
    key = name_key(name)
    return next((kind for kind, words in _MEANT if re.search(words, key)), None)
