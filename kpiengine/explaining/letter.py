"""A letter to the payee: what was measured, what it earned, and every sum so that it can be redone on a calculator."""

from collections.abc import Iterator, Mapping

from kpiengine.decisions.eligibility import Eligibility
from kpiengine.explaining.accumulated import so_far_lines
from kpiengine.explaining.carried import carried_lines
from kpiengine.explaining.curve import arithmetic
from kpiengine.explaining.due import chapters
from kpiengine.explaining.earlier import points_of
from kpiengine.explaining.formula import parts_sum
from kpiengine.explaining.money import steps_of
from kpiengine.explaining.recorded import Recorded
from kpiengine.explaining.segments import counts, headline, mix_sum, segments_of
from kpiengine.explaining.story import reasons
from kpiengine.explaining.sums import charged_sum, made_by_kpis, score_sum
from kpiengine.explaining.teller import SHORT_UNITS, Teller
from kpiengine.expressions.tree import Value
from kpiengine.rules.model.kpi import Kpi
from kpiengine.rules.model.words import KpiLevel
from kpiengine.rules.phrases.units import UNITS
from kpiengine.scores.evidence import Evidence


def letter(found: Recorded, values: Mapping[str, Value], language: str) -> str:
    """Paragraphs with blank lines between them; `values` are those of `redo`."""
    return "\n\n".join(_paragraphs(Teller(found, values, language)))


def _paragraphs(teller: Teller) -> Iterator[str]:
    found, head = teller.found, teller.rules.head
    yield teller.say("dear", name=found.name or found.agent)
    about = {"period": found.run.period, "title": teller.title(head.title, head.id)}
    yield _first(teller, about)
    yield from _scores(teller)
    if "tier" in teller and teller.values["tier"] is not None:
        yield _tier(teller)
    if gates := list(_gates(teller)):
        yield "\n".join(gates)
    if teller.values.get("amount") or teller.values.get("eligibility") == Eligibility.ELIGIBLE:
        steps = (*so_far_lines(teller), *carried_lines(teller), *steps_of(teller))
        yield teller.say("the money") + "\n" + "\n".join(f"  {line}" for line in steps)
    for heading, lines in chapters(teller):
        yield heading + "\n" + "\n".join(f"  {line}" for line in lines)
    if why := list(reasons(teller)):
        yield teller.say("also") + "\n" + "\n".join(f"- {text}" for text in why)
    word = "farewell closed" if found.stated else "farewell"
    yield teller.say(word, run=found.run.number, plan=found.run.plan, period=found.run.period)


def _scores(teller: Teller) -> Iterator[str]:
    """The score, in each scenario where there are some, and what additions and deductions make of it."""
    if teller.rules.scenarios is None:
        yield from _score(teller, teller.say("what counted"))
    else:
        for one in segments_of(teller):
            if counts(teller, one.scenario):
                yield from _score(one, headline(teller, one.scenario), "score in scenario")
        if (sum_ := mix_sum(teller)) is not None:
            yield _scored(teller, sum_)
    if (sum_ := charged_sum(teller)) is not None:
        lines = [f"  {each.text}" for each in points_of(teller)]
        yield "\n".join((*lines, teller.say("your score", sum=sum_, score=teller.shown("score"))))


def _score(teller: Teller, heading: str, word: str = "your score") -> Iterator[str]:
    """Each KPI that makes a score, and the sum."""
    kpis = [kpi for kpi in teller.rules.kpis.values() if kpi in teller.rules.weighted]
    if kpis:
        yield heading + "\n" + "\n".join(_of_kpi(teller, i, kpi) for i, kpi in enumerate(kpis, 1))
    elif "amount" not in teller:
        yield from _figures(teller)
    if (sum_ := score_sum(teller)) is not None:
        yield _scored(teller, sum_, word)


def _scored(teller: Teller, sum_: str, word: str = "your score") -> str:
    """The score as the sum that it is: before additions and deductions, where there are some."""
    column = made_by_kpis(teller)
    return teller.say(word if column == "score" else "before points", sum=sum_, score=teller.shown(column))


def _figures(teller: Teller) -> Iterator[str]:
    """What is measured for somebody whose rule set makes no score."""
    lines = []
    for key, said in teller.found.sheet.measures.items():
        kpi = teller.rules.kpis.get(key)
        name = teller.title(said["title"] if kpi is None or "" in kpi.title else kpi.title, key)
        if "@" not in key and "(" not in key and "#" not in key:
            lines.append(f"- {name}: {_had(teller, key)}")
    if lines:
        yield teller.say("your figures") + "\n" + "\n".join(lines)


def _had(teller: Teller, key: str) -> str:
    """The value and its cases, and whose it is."""
    if teller.values.get(f"value:{key}") is None:
        return teller.say("no value" if teller.values.get(f"n:{key}") else "no cases")
    unit = str(teller.found.sheet.measures[key]["unit"])
    value = teller.of_kpi("value", key)
    parts = {"value": f"{value} {unit}" if unit in SHORT_UNITS else value, "n": teller.of_kpi("n", key)}
    level = KpiLevel(str(teller.found.sheet.measures[key]["level"]))
    if level is teller.rules.head.level or level in {KpiLevel.AGENT, KpiLevel.QUEUE}:
        return teller.say("you had", **parts)
    unit_word: str = getattr(UNITS[f"subject {level}"], teller.language)
    return teller.say("unit had", level=unit_word, **parts)


def _counted_as(teller: Teller, kpi: Kpi) -> Iterator[str]:
    """The value that earns points, where it is not the measured one, and how it comes about."""
    used, value = (teller.values.get(f"{name}:{kpi.id}") for name in ("used", "value"))
    if used is None or used == value:
        return
    team = f"known:{kpi.id}@team"
    if teller.values.get(f"evidence:{kpi.id}") != Evidence.OWN:
        why = teller.evidence(kpi)
    elif kpi.lean and teller.values.get(team) is not None:
        cases = int(teller.values[f"n:{kpi.id}"] or 0)
        own = {"own": teller.of_kpi("value", kpi.id), "team": teller.shown(team), "lean": kpi.lean}
        why = teller.say("leaned", n=cases, all=cases + kpi.lean, **own)
    else:
        why = teller.say("proven", n=teller.of_kpi("n", kpi.id))
    yield teller.say("counted as", used=teller.with_unit(kpi, "used"), why=why)


def _first(teller: Teller, about: Mapping[str, str]) -> str:
    if "amount" not in teller:
        return teller.say("letter unpaid", **about)
    if teller.values["amount"] is None:
        return teller.say("letter undetermined", **about)
    return teller.say("letter paid", amount=teller.money("amount"), **about)


def _of_kpi(teller: Teller, number: int, kpi: Kpi) -> str:
    sentences = list(teller.reader.kpi(kpi))
    known = teller.values.get(f"points:{kpi.id}") is not None
    said = teller.found.sheet.measures[kpi.id]
    name = teller.title(
        said["title"] if "" in kpi.title else kpi.title, kpi.id.partition("#")[0]
    )  # no title of its own
    lines = [f"{number}. {name}", *sentences]
    lines.append(_had(teller, kpi.id))
    lines += parts_sum(teller, kpi.id)
    lines += _counted_as(teller, kpi)
    if known:
        lines += [each.text for each in arithmetic(teller, kpi)]
        earned = {"points": teller.of_kpi("points", kpi.id), "weight": teller.of_kpi("weight", kpi.id)}
        lines.append(teller.say("that earns", **earned))
    else:
        lines.append(teller.say("not counted", why=teller.evidence(kpi)))
    return "\n".join(line if i == 0 else f"   {line}" for i, line in enumerate(lines))


def _tier(teller: Teller) -> str:
    reached = int(teller.values["tier"] or 0)
    said = teller.say("your tier", tier=teller.tier("tier"))
    if not reached:
        return said
    tiers = teller.rules.tiers
    above = tiers[reached] if reached < len(tiers) else None
    return f"{said} {teller.reader.tier(tiers[reached - 1], above)}"


def _gates(teller: Teller) -> Iterator[str]:
    for gate in teller.rules.gates.values():
        if teller.values.get(f"failed:{gate.id}"):
            yield teller.reader.gate(gate) + " " + teller.say("gate not met")
