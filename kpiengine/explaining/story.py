"""What happened to one agent, from the amount down to the parts that were counted, as notes inside notes."""

from collections.abc import Iterator, Mapping
from itertools import zip_longest

from kpiengine.decisions.given import Given
from kpiengine.decisions.words import ELIGIBILITY_WORDS, EVIDENCE
from kpiengine.explaining.accumulated import so_far_of
from kpiengine.explaining.carried import carried_of
from kpiengine.explaining.chosen import chosen
from kpiengine.explaining.conditions import notes_of
from kpiengine.explaining.due import stated_notes
from kpiengine.explaining.earlier import counted_of, points_of, results_of
from kpiengine.explaining.kpis import kpi_note
from kpiengine.explaining.money import steps_of
from kpiengine.explaining.note import Note, note
from kpiengine.explaining.recorded import Recorded
from kpiengine.explaining.segments import headline, mix_sum, segments_of
from kpiengine.explaining.sums import charged_sum, made_by_kpis, score_sum
from kpiengine.explaining.teller import Teller
from kpiengine.expressions.tree import Node, Op, Value


def story(found: Recorded, values: Mapping[str, Value], language: str) -> Note:
    """The whole story; `values` are those of `redo`."""
    teller = Teller(found, values, language)
    return note(_headline(teller), _chapters(teller), "result")


def _headline(teller: Teller) -> str:
    found, head = teller.found, teller.rules.head
    who = found.agent if found.name is None else f"{found.agent} {found.name}"
    title = teller.title(head.title, head.id)
    return teller.say("root", who=who, period=found.run.period, title=title, plan=found.run.plan, run=found.run.number)


def _chapters(teller: Teller) -> Iterator[Note]:
    yield _result(teller)
    yield chosen(teller)
    if "score" in teller:
        yield _score(teller)
    else:
        yield from (kpi_note(teller, kpi) for kpi in teller.rules.kpis.values())
    if "tier" in teller:
        yield _tier(teller)
    yield from _gates(teller)
    if "amount" in teller:
        yield from _money(teller)
    yield from stated_notes(teller)
    yield from _rewards(teller)
    yield from results_of(teller)
    yield from _alerts(teller)


def _result(teller: Teller) -> Note:
    if "eligibility" not in teller:
        return note(teller.say("unpaid"), kind="decision")
    word = ELIGIBILITY_WORDS[int(teller.values["eligibility"] or 0)]
    because = (note(teller.say("why", because=text), kind="reason") for text in reasons(teller))
    if teller.values["amount"] is None:
        return note(teller.say("not paid yet"), because, "decision")
    parts = {"amount": teller.money("amount"), "tier": teller.tier("tier"), "eligible": teller.say(word)}
    return note(teller.say("paid", **parts), because, "decision")


def reasons(teller: Teller) -> Iterator[str]:
    """Everything that bore on the decision, in the words that the run recorded."""
    for reason in teller.found.sheet.document["reasons"]:
        if teller.values.get(reason["column"]):
            known = {name: _in_words(teller, column) for name, column in reason["names"].items()}
            text: str = reason["sentence"][teller.language]
            for name, value in known.items():
                text = text.replace(f"{{{name}}}", value)
            yield text


def _in_words(teller: Teller, column: str) -> str:
    kind, _, _ = column.partition(":")
    value = teller.values.get(column)
    if kind == "evidence" and value is not None:
        return EVIDENCE[teller.language][int(value)]
    return teller.tier(column) if column in {"tier", "tier_by_score"} else teller.shown(column)


# -- score --------------------------------------------------------------------------------------------------------


def _score(teller: Teller) -> Note:
    known = teller.values["score"] is not None
    text = teller.say("score", score=teller.shown("score")) if known else teller.say("score unknown")
    return note(text, _of_score(teller), "score")


def _of_score(teller: Teller) -> Iterator[Note]:
    rules = teller.rules
    if rules.scenarios is not None:
        yield from _of_scenarios(teller)
        return
    if (text := charged_sum(teller)) is not None:
        yield note(f"= {text}", kind="sum")
    if (text := score_sum(teller)) is not None:
        before = f"{teller.shown(column)} " if (column := made_by_kpis(teller)) != "score" else ""
        yield note(f"{before}= {text}", kind="sum")
    if "measured" in teller:
        least = rules.score.min_weight
        yield note(teller.say("measured", measured=teller.shown("measured"), least=least), kind="measured")
    yield from (kpi_note(teller, kpi) for kpi in rules.kpis.values())
    yield from points_of(teller)
    yield from _groups(teller)


def _groups(teller: Teller) -> Iterator[Note]:
    for column in teller.values:
        if column.startswith("group:") and "#" not in column:
            name = column.removeprefix("group:")
            yield note(teller.say("group", name=name, score=teller.shown(column)), kind="group")


def _of_scenarios(teller: Teller) -> Iterator[Note]:
    """The mean, each scenario with its KPIs, and what is only watched."""
    if (text := charged_sum(teller)) is not None:
        yield note(f"= {text}", kind="sum")
    if (text := mix_sum(teller)) is not None:
        before = f"{teller.shown(column)} " if (column := made_by_kpis(teller)) != "score" else ""
        yield note(f"{before}= {text}", kind="sum")
    for one in segments_of(teller):
        yield note(headline(teller, one.scenario), _of_score(one), "scenario")
    watched = (kpi for kpi in teller.rules.kpis.values() if kpi not in teller.rules.weighted)
    yield from (kpi_note(teller, kpi) for kpi in watched)
    yield from points_of(teller)
    yield from _groups(teller)


# -- decision -----------------------------------------------------------------------------------------------------


def _tier(teller: Teller) -> Note:
    tiers = teller.rules.tiers
    below = [note(teller.reader.tier(tier, above)) for tier, above in zip_longest(tiers, tiers[1:]) if tier]
    if "tier_by_score" in teller and teller.rules.gates:
        below.append(note(teller.say("by score", tier=teller.tier("tier_by_score"))))
        below.append(note(teller.say("after gates", tier=teller.tier("tier"))))
    return note(teller.say("tier", tier=teller.tier("tier")), below, "tier")


def _gates(teller: Teller) -> Iterator[Note]:
    for gate in teller.rules.gates.values():
        tree = teller.found.sheet.steps.get(f"gate:{gate.id}")
        if tree is not None:
            verdict = _verdict(teller.values[f"gate:{gate.id}"], "gate met", "gate failed", "gate unknown")
            name = teller.title(gate.title, gate.id)
            below = (note(teller.reader.gate(gate)), *notes_of(tree, teller))
            yield note(teller.say(verdict, name=name), below, "gate")


def _money(teller: Teller) -> Iterator[Note]:
    if teller.values["amount"] is not None:
        below = (*so_far_of(teller), *carried_of(teller), *(note(text, kind="step") for text in steps_of(teller)))
        yield note(teller.say("money", amount=teller.money("amount")), below, "money")


def _rewards(teller: Teller) -> Iterator[Note]:
    words = {Given.YES: "reward yes", Given.NO: "reward no", Given.UNKNOWN: "reward unknown"}
    for reward in teller.rules.rewards.values():
        state = teller.values.get(f"reward:{reward.id}")
        if state is not None:
            name = teller.title(reward.title, reward.id)
            condition = _condition(teller, f"reward:{reward.id}")
            below = () if reward.when is None or condition is None else notes_of(condition, teller)
            below = (*below, *counted_of(teller, reward))
            yield note(teller.say(words[Given(int(state))], name=name), below, "reward")


def _condition(teller: Teller, column: str) -> Node | None:
    """The condition inside `if it is missing …, if it holds …`."""
    tree = teller.found.sheet.steps.get(column)
    if tree is None or tree.op is not Op.IF or tree.args[0].op is not Op.IS_MISSING:
        return None
    return tree.args[0].args[0]


def _alerts(teller: Teller) -> Iterator[Note]:
    for alert in teller.rules.alerts.values():
        tree = teller.found.sheet.steps.get(f"alert:{alert.id}")
        if tree is not None:
            verdict = _verdict(teller.values[f"alert:{alert.id}"], "alert on", "alert off", "alert unknown")
            name = teller.title(alert.title, alert.id)
            yield note(teller.say(verdict, name=name), notes_of(tree, teller), "alert")


def _verdict(value: Value, yes: str, no: str, unknown: str) -> str:
    return unknown if value is None else yes if value else no
