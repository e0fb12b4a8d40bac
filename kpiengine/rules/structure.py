"""TOML tables -> the model's records, and every fault of keys and kinds at once.

A fault never stops the reading: a broken value leaves the model's default or a blank, and `broken` knows the
path, so that later checks do not complain about what only follows from it.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final, TypeVar

from attrs import Factory, define, evolve

from kpiengine.documents.finding import Finding, Path
from kpiengine.rules import hints
from kpiengine.rules.keys import Section
from kpiengine.rules.kinds.texts import NAME
from kpiengine.rules.language import BY_NAME, FORMAT, SECTIONS
from kpiengine.rules.messages import files as file_messages
from kpiengine.rules.messages import keys as key_messages
from kpiengine.rules.model.alert import Alert
from kpiengine.rules.model.gate import Gate
from kpiengine.rules.model.head import Head
from kpiengine.rules.model.kpi import Kpi
from kpiengine.rules.model.payout import Payout
from kpiengine.rules.model.reward import Reward
from kpiengine.rules.model.ruleset import RuleSet
from kpiengine.rules.model.scenarios import Segments
from kpiengine.rules.model.score import Score
from kpiengine.rules.model.tier import Tier
from kpiengine.rules.model.words import KpiLevel
from kpiengine.rules.paying import Limits


@define
class Reading:
    """The faults of one file while it is read."""

    findings: list[Finding] = Factory(list)
    document: Mapping[str, Any] = Factory(dict)

    def add(self, finding: Finding) -> None:
        """Note one fault and go on."""
        self.findings.append(finding)

    def unknown_key(self, key: str, home: Section, path: Path) -> None:
        """Note a key that `home` does not have."""
        self.add(hints.unknown_key(key, home, path))

    def broken(self, *path: str) -> bool:
        """Whether something at or under this path was reported."""
        if not self.findings:  # asked by every check of every key, and mostly there are none
            return False
        return any(finding.path[: len(path)] == path for finding in self.findings)

    def keys(self, *path: str) -> frozenset[str]:
        """The keys that a table has in the file."""
        table: object = self.document
        for name in path:
            table = table.get(name, {}) if isinstance(table, Mapping) else {}
        return frozenset(table) if isinstance(table, Mapping) else frozenset()

    def misspelt(self, heading: str) -> bool:
        """Whether an unknown heading was probably meant to be this one: what is missed may stand under it."""
        return any(f.code == "KPI103" and heading in re.findall(r"\w+", f.remedy or "") for f in self.findings)

    def meant(self, *path: str) -> frozenset[str]:
        """The keys that unknown ones of this table were probably meant to be: none of them is missed a second time."""
        unknown = (f for f in self.findings if f.code == "KPI104" and f.path[:-1] == path)
        return frozenset(word for f in unknown for word in re.findall(r"\w+", f.remedy or ""))

    def lacks(self, *path: str) -> bool:
        """Whether a required key was reported as missing: its place is the section that should have it."""
        return any(f.code == "KPI105" and f.path == path[:-1] and f"`{path[-1]}`" in f.message for f in self.findings)


def read_structure(document: Mapping[str, Any]) -> tuple[RuleSet, Reading]:
    """The rule set as far as it can be read, and what is wrong with it."""
    reading = Reading(document=document)
    _format(document, reading)
    for name, value in document.items():
        if name != "format" and name not in BY_NAME:
            reading.add(hints.unknown_heading(name, value))
    found = {section.name: _section(section, document, reading) for section in SECTIONS}
    head: Head = found["ruleset"]
    for heading in LEVELLED:
        found[heading] = levelled(found[heading], document.get(heading, {}), head.level)
    return assembled(found), reading


# Headings whose rows have the level of the rule set where they do not say their own.
LEVELLED: Final = ("kpi", "gate", "reward", "alert")
_SCORE, _SEGMENTS, _PAYOUT, _LIMITS = Score(), Segments(), Payout(), Limits()


def assembled(found: Mapping[str, Any]) -> RuleSet:
    """The rule set of what was read under each heading."""
    return RuleSet(
        head=found["ruleset"],
        kpis=found["kpi"],
        ramp=found["ramp"],
        scenarios=found["scenarios"],
        weights=found["weights"],
        reweights=found["reweight"],
        score=found["score"] or _SCORE,
        segments=found["segments"] or _SEGMENTS,
        gates=found["gate"],
        points=found["points"],
        rank=found["rank"],
        tiers=tuple(sorted(found["tier"].values(), key=_from_the_worst)),
        payout=found["payout"] or _PAYOUT,
        rewards=found["reward"],
        alerts=found["alert"],
        accepts=tuple(found["accept"].values()),
        limits=found["limits"] or _LIMITS,
    )


def _from_the_worst(tier: Tier) -> tuple[Decimal, ...]:
    """Tiers by score begin with the lowest edge, tiers by rank with the largest share."""
    wide = tier.top if tier.top is not None else tier.top_percent
    return (Decimal(tier.start),) if wide is None else (-Decimal(wide),)


Levelled = TypeVar("Levelled", Kpi, Gate, Reward, Alert)


def levelled(found: Mapping[str, Levelled], rows: Mapping[str, Any], level: KpiLevel) -> dict[str, Levelled]:
    """What does not say its level has that of the rule set; `rows` are the tables that were read."""
    return {
        id_: one if "level" in rows[id_] or one.level is level else evolve(one, level=level)
        for id_, one in found.items()
    }


def _format(document: Mapping[str, Any], reading: Reading) -> None:
    if "format" not in document:
        reading.add(file_messages.format_missing())
    elif not isinstance(document["format"], int) or document["format"] is True or document["format"] != FORMAT:
        reading.add(file_messages.other_format(document["format"], FORMAT))


def _section(section: Section, document: Mapping[str, Any], reading: Reading) -> Any:  # noqa: ANN401 -- as `named` says
    """A record, or for named sections name -> record."""
    path: Path = (section.name,)
    value = document.get(section.name)
    if value is None and section.required and not reading.misspelt(section.name):
        reading.add(key_messages.missing_section(section.heading, section.keys[0].example))
    if isinstance(value, list):
        reading.add(key_messages.double_brackets(section.name, path, named=section.named))
        value = None
    elif value is not None and not isinstance(value, dict):
        reading.add(key_messages.not_a_table(section.name, path))
        value = None
    if section.named:
        return _rows(section, value or {}, reading)
    if value is None:
        return section.make("", {}) if section.required else None
    return section.read("", value, path, reading)


def _rows(section: Section, table: Mapping[str, Any], reading: Reading) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, row in table.items():
        path: Path = (section.name, name)
        if not isinstance(row, dict):
            reading.add(hints.row_expected(section, name, row, path))
            continue
        if not NAME.fullmatch(name):
            reading.add(key_messages.bad_name(path, name))
        found[name] = section.read(name, row, path, reading)
    return found
