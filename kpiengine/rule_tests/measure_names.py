"""Figures as tests and conditions name them, and the keys of the measures that they are.

`csat`  csat        `team(csat)`  csat@team        of csat: csat#chat, history(csat, 3), previous(csat)@team
"""

import re
from collections.abc import Mapping

from kpiengine.rules.model.words import KpiLevel
from kpiengine.rules.scope.names import PRESENCE

_WINDOW = re.compile(r"\w+\(([^,()]+).*\).*")  # previous(csat), history(csat, 3)@team
# By which column of the roster figures of units are told apart; the centre is one.
UNITS: Mapping[str, str | None] = {KpiLevel.TEAM: "team_id", KpiLevel.SITE: "site_id", KpiLevel.CENTRE: None}


def as_key(name: str) -> str:
    """A figure as conditions name it -> the key of its measure: `team(csat)` is csat@team."""
    level, bracket, rest = name.partition("(")
    return f"{rest.removesuffix(')').strip()}@{level.strip()}" if bracket and level.strip() in UNITS else name


def plain_key(key: str) -> bool:
    """Whether a measure is of the period itself and of no scenario: it can be given by its own name."""
    return "(" not in key and "#" not in key and key != PRESENCE


def base_of(key: str) -> str:
    """The figure that a measure is made of: `csat` of csat@team, history(csat, 3) and csat#chat."""
    inner = _WINDOW.fullmatch(key)
    return (inner[1] if inner else key).partition("@")[0].partition("#")[0].strip()


def shown_key(key: str) -> str:
    """The other way round."""
    name, at, level = key.partition("@")
    return f"{level}({name})" if at else name
