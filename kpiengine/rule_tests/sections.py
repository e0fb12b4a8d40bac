"""The headings of a file of rule tests and their keys: reading and the reference page come from these."""

from collections.abc import Mapping
from typing import Any

from kpiengine.alerts.states import State
from kpiengine.decisions.eligibility import Eligibility
from kpiengine.rule_tests.kinds import Each, Facts, Figure, Figures, Mark, People, Values, Word, Words
from kpiengine.rule_tests.records import Expected, Part
from kpiengine.rules.keys import Key, Section
from kpiengine.rules.kinds.nested import Rows, Table
from kpiengine.rules.kinds.numbers import Flag, Number
from kpiengine.rules.kinds.tables import Names
from kpiengine.rules.kinds.texts import Choice, Reference, Text

FORMAT = 1
# Words of other tools, and what they are called here.
WORDS: Mapping[str, str] = {
    "name": "title",
    "description": "title",
    "values": "metrics",
    "input": "metrics",
    "inputs": "metrics",
    "metric": "metrics",
    "kpis": "kpi",
    "agents": "agent",
    "person": "agent",
    "people": "agent",
    "expected": "expect",
    "output": "expect",
    "outputs": "expect",
    "tests": "case",
    "test": "case",
    "cases": "case",
    "rule_set": "ruleset",
    "rules": "ruleset",
    "defaults": "given",
    "bonus": "amount",
    "pay": "amount",
    "alert": "alerts",
    "status": "eligibility",
    "eligible": "eligibility",
    "sample": "n",
    "because": "reasons",
}


def _plain(_: str, values: dict[str, Any]) -> dict[str, Any]:
    return values


def _expected(_: str, values: dict[str, Any]) -> Expected:
    kpis, groups, scenarios, states = (values.pop(name, {}) for name in ("kpi", "group", "scenario", "states"))
    return Expected(values, kpis, groups, scenarios, states)


KPI = Section(
    "expect.kpi",
    "What must be said of one KPI; only what is named is looked at.",
    (
        Key("value", Figure(), "The metric's value.", "value = 87.5"),
        Key("n", Figure(), "On how many cases it rests.", "n = 40"),
        Key("used", Figure(), "The value that earned the points: the agent's own, or the team's.", "used = 81.2"),
        Key("status", Choice(("ok", "low_sample", "no_data", "provisional", "unavailable", "error")),
            "What the measure stage says of the value.", 'status = "low_sample"'),
        Key("evidence", Choice(("own", "team", "stated", "redistributed", "hold")), "What the score goes by.",
            'evidence = "team"'),
        Key("points", Figure(), "The points that it earns.", "points = 75"),
        Key("weight", Figure(), "The weight in force.", "weight = 30"),
        Key("share", Figure(), "The percent of the score that it makes.", "share = 37.5"),
        Key("target", Mark(), "The target in force; a pair as in the rule file.", "target = 84.4"),
        Key("floor", Mark(), "The floor in force.", "floor = [150, 540]"),
        Key("stretch", Figure(), "The stretch in force.", "stretch = 95"),
        Key("applied", Word(), "What made target and weight so.", 'applied = "relax storm"'),
    ),
    _plain,
    dict,
)  # fmt: skip
EXPECT = Section(
    "expect",
    'What must come out. Only what is named is looked at; `"_"` expects that a figure is missing.',
    (
        Key("covered", Flag(), "Whether the rule set is for this agent at all.", "covered = false", default="true"),
        Key("score", Figure(), "The score.", "score = 87.52"),
        Key("tier_by_score", Word(), 'The tier by score alone: its name, or "none".', 'tier_by_score = "gold"'),
        Key("tier", Word(), 'The tier after gates: its name, or "none".', 'tier = "silver"'),
        Key("eligibility", Choice(tuple(e.word for e in Eligibility)), "Whether a bonus is due.",
            'eligibility = "eligible"'),
        Key("amount", Figure(), "The money, in the rule set's currency.", "amount = 600"),
        Key("held_back", Figure(), "What of the amount is paid later.", "held_back = 120"),
        Key("reasons", Names("list of codes"), "All reasons of the decision by their codes, in any order.",
            'reasons = ["GATE_FAILED:quality"]'),
        Key("reason", Text(), "One code that must be among the reasons.", 'reason = "NO_TIER"'),
        Key("rewards", Names("list of names"), "All rewards that are given.", 'rewards = ["leave_day"]'),
        Key("rewards_held", Names("list of names"), "All rewards of which it is not known yet.", "rewards_held = []"),
        Key("alerts", Names("list of names"), "All alerts whose condition holds.", 'alerts = ["csat_low"]'),
        Key("states", Words(tuple(state.word for state in State)), "States of alerts after the last periods of the "
            "series, the one evaluated last.", 'states.csat_low = "inactive pending firing"'),
        Key("group", Figures(), "Points of the dimensions.", "group = { experience = 91.5 }"),
        Key("scenario", Figures(), "Scores in the scenarios.", "scenario = { chat = 82.4, phone = 70 }"),
        Key("kpi", Each(KPI), "What must be said of single KPIs.", 'kpi.csat = { points = 75, evidence = "own" }'),
    ),
    _expected,
    Expected,
)  # fmt: skip
METRICS = Key(
    "metrics",
    Values(),
    "Values by the name that the rule file calls them: a KPI, else a metric of a condition; `team(csat)` is what the "
    "team has, if not what its agents make. A number alone rests on plenty of cases; `{ value = 28.6, n = 7 }` says "
    "how many; text is a series of periods, the one evaluated last.",
    'metrics = { csat = 87.5, fcr = { value = 71, n = 40 }, aht = "_" }',
    default="missing",
)
PART = Section(
    "case.scenario",
    "One scenario of a rule set that has them: what is given here is of that scenario alone.",
    (
        Key("share", Number("percent", 0, 100), "How much of the agent's work lies in it; all of them make 100.",
            "share = 60", default="all alike"),
        METRICS,
    ),
    lambda _, values: Part(values.get("share"), values.get("metrics", {})),
    Part,
)  # fmt: skip
SCENARIO = Key(
    "scenario",
    Each(PART),
    "Work and figures by scenario. What is given of no scenario counts in each of them.",
    "scenario.chat = { share = 60, metrics.csat = 92 }",
    default="as much work in each",
)
ROSTER = Key(
    "roster",
    People(),
    "The agent's row of the roster, with the project's own columns; what is not said fits the rule set. Several rows "
    "where something changes in the period.",
    'roster = { team_id = "north", hired_on = 2026-06-01, fte = 0.5 }',
    default="fits `agents` of the rule set",
)
SCORE = Key(
    "score",
    Number(),
    "The score itself, where it is only about what follows from it: gates, tiers, money.",
    "score = 79.99",
    default="what the KPIs make",
)
PRESENCE = Key(
    "presence",
    Number("percent", 0, 1000),
    "How much of full time the agent was there, in percent, where the money goes by that (`payout.prorate`).",
    "presence = 45",
    default="100",
)
FACTS = Key(
    "facts",
    Facts(),
    "Rows of fact tables, as worked examples of metrics have them; metrics that `metrics` does not name are then "
    "measured from these.",
    "facts.agent_legs = [{ times = 25, talk_s = 300 }]",
    default="none",
)
AS_OF = Key("as_of", Text(), "The moment that is looked from.", 'as_of = "2026-10-04"', default="a year later")
PERIOD = Key("period", Text(), "The period that is evaluated.", 'period = "2026-10"', default="the rule set's first")
GIVEN = Section(
    "given",
    "What every case has that does not say otherwise, name by name.",
    (METRICS, SCENARIO, ROSTER, FACTS),
    _plain,
    dict,
)
TIMES = Key(
    "times",
    Number("whole number", 1, 2_000, whole=True),
    "So many agents alike: ranks, pools and budgets need company.",
    "times = 19",
    default="1",
)
AGENT = Section(
    "case.agent",
    "One of several agents: what stands in the case counts for each of them, name by name, unless said otherwise here.",
    (
        TIMES,
        METRICS,
        SCENARIO,
        ROSTER,
        SCORE,
        PRESENCE,
        Key("expect", Table(EXPECT), "What must come out.", "expect = { score = 84.5 }"),
    ),
    _plain,
    dict,
)
CASE = Section(
    "case",
    "One test.",
    (
        Key("title", Text(), "What it shows, as a sentence that a domain person agrees with.",
            'title = "Under ten answers, the others stand in"', required=True),
        METRICS, SCENARIO, ROSTER, SCORE, PRESENCE, PERIOD, AS_OF, FACTS,
        Key("expect", Table(EXPECT), "What must come out.", 'expect = { tier = "gold", amount = 1000 }'),
        Key("agent", Each(AGENT), "Several agents, by name.", "[case.agent.lin]"),
    ),
    _plain,
    dict,
)  # fmt: skip
FILE = Section(
    "",
    "A file of tests of one rule set.",
    (
        Key("format", Number("whole number", whole=True), "The version of this form of file.", "format = 1"),
        Key("ruleset", Reference("rule set"), "The rule set that is tested, by its id.", 'ruleset = "phone"'),
        PERIOD,
        Key("given", Table(GIVEN), "What every case has.", "[given]"),
        Key("case", Rows(CASE), "The tests.", "[[case]]"),
    ),
    _plain,
    dict,
)
SECTIONS = (GIVEN, CASE, AGENT, PART, EXPECT, KPI)
