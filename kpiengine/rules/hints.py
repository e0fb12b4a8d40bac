"""What to answer to a word that the language does not have: the right section, the right word, the nearest key."""

from collections.abc import Mapping

from kpiengine.documents import wording
from kpiengine.documents.finding import Finding, Path
from kpiengine.rules.keys import Section
from kpiengine.rules.language import SECTIONS
from kpiengine.rules.messages import extends as extends_messages
from kpiengine.rules.messages import keys as key_messages

# Words of other tools -> ours, best first; the first one that the section has is the answer.
WORDS: Mapping[str, tuple[str, ...]] = {
    "score": ("from",),
    "min": ("from", "floor"),
    "min_score": ("from",),
    "threshold": ("from", "target"),
    "start": ("from",),
    "start_date": ("from",),
    "valid_from": ("from",),
    "since": ("from",),
    "end": ("to",),
    "end_date": ("to",),
    "valid_to": ("to",),
    "goal": ("target",),
    "minimum_value": ("floor",),
    "grain": ("level",),
    "scope": ("level", "agents"),
    "min_n": ("min_sample",),
    "sample": ("min_sample",),
    "min_cases": ("min_sample",),
    "bonus_pct": ("percent",),
    "pct": ("percent",),
    "amount": ("bonus", "amount"),
    "pay": ("bonus",),
    "if": ("when", "require"),
    "condition": ("when", "require"),
    "when": ("when", "require"),
    "require": ("require", "when"),
    "then": ("else",),
    "otherwise": ("else",),
    "if_null": ("if_missing",),
    "missing": ("if_missing",),
    "direction": ("better",),
    "name": ("title", "id"),
    "label": ("title",),
    "description": ("title", "because"),
    "text": ("message",),
    "priority": ("severity",),
    "max": ("cap", "maximum"),
    "reason": ("because",),
    "applies_to": ("agents",),
    "who": ("agents",),
    "exclude": ("except",),
    "reward": ("rewards",),
    "multiplier": ("multiply",),
}

HEADING_WORDS: Mapping[str, str] = {
    "rule": "ruleset",
    "rules": "ruleset",
    "rule_set": "ruleset",
    "kpis": "kpi",
    "metric": "kpi",
    "metrics": "kpi",
    "bonus": "tier",
    "gates": "gate",
    "eligibility": "gate",
    "alerts": "alert",
    "alarm": "alert",
    "payment": "payout",
}


def unknown_key(key: str, home: Section, path: Path) -> Finding:
    """The answer to a key that `home` does not have."""
    known = [k.name for k in home.keys]
    if key == "off":
        return extends_messages.off_in_a_value(path)
    for word in WORDS.get(key, ()):
        if word in known:
            return key_messages.wrong_word(key, word, path)
    close = wording.nearest(key, known)
    homes = [section.heading for section in SECTIONS if section is not home and section.key(key)]
    if homes:
        return key_messages.wrong_section(key, homes, path)
    if close is None:
        for word in WORDS.get(key, ()):
            homes = [section.heading for section in SECTIONS if section.key(word)]
            if homes:
                return key_messages.wrong_section(f"{key}", homes, path)
    return key_messages.unknown_key(key, known, path)


def unknown_heading(name: str, value: object) -> Finding:
    """The answer to a heading, or a key above the first heading, that the language does not have."""
    if not isinstance(value, dict | list):
        homes = [section.heading for section in SECTIONS if section.key(name)]
        if homes:
            return key_messages.key_outside(name, " or ".join(homes))
    known = [section.name for section in SECTIONS]
    right = HEADING_WORDS.get(name)
    return key_messages.unknown_heading(name, [right] if right else known, sure=right is not None)


def row_expected(section: Section, name: str, value: object, path: Path) -> Finding:
    """The answer to `gold = 300` under [tier], or to a key of a row that stands a heading too high."""
    if isinstance(value, list):
        return key_messages.double_brackets(".".join(map(str, path)), path, named=False)
    if section.key(name) is not None:
        return key_messages.wrong_section(name, [section.heading], path)
    return key_messages.row_expected(section.name, name, section.keys[0].example, path)
