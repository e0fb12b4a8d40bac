"""docs/reference/rule-tests.md, made from the sections that the reader uses."""

from kpiengine.rule_tests.sections import AGENT, CASE, EXPECT, FILE, FORMAT, GIVEN, KPI
from kpiengine.rules.reference import key_table

PAGE = "docs/reference/rule-tests.md"
_INTRODUCTION = f"""\
# Rule tests

<!-- Made from kpiengine/rule_tests by `make generate`; change it there. -->

A file of rule tests says what a rule set must decide when these figures are given. `kpiengine test` runs every file of
the folder `tests` beside the rule files through the stages that a run takes; [how to](../how-to/test-your-rules.md)
shows where to begin. The keys of this release are those of format {FORMAT}.

```toml
format = 1
ruleset = "phone"
period = "2026-10"

[given.metrics]                   # what every test has that does not say otherwise
csat = 85
solved = 80
aht = 240
contacts_handled = 40

[[case]]
title = "At every target: 100 points and gold"
expect = {{ score = 100, tier = "gold", amount = 300 }}

[[case]]
title = "Four answers are too few to decide"
metrics.csat = {{ value = 75, n = 4 }}
expect = {{ eligibility = "undetermined", reason = "KPI_FEW:csat" }}
```

## Figures

A figure has the name that the conditions of the rule file use: a KPI, else a metric. A figure that is not given is
missing.

| written | meaning |
|---|---|
| `csat = 87.5` | the value, on plenty of cases: 1,000, or as many as its least sample needs |
| `csat = {{ value = 28.6, n = 7 }}` | on 7 cases: 2 of 7 |
| `csat = "_"` | missing |
| `csat = "80 82 _ leave 85x2 90"` | over periods, the evaluated one last; `leave` is not there, `85x2` is twice 85 |
| `"team(csat)" = 81` | what the agent's team has, where that is not what its agents make |

Values of agents of one team merge as in a run: a share by its hits, a mean by its cases, a count by adding up. A value
must be one that the metric can have: with its decimals, in its range, and for a share one that so many cases make.

What a rule set reads of earlier results (`for` of a reward, `history_mean(score, 4)`, cases of points) comes from the
periods of a series, each judged in its turn and taken as closed. A period of which nothing is given of an agent has no
statement of him.

## Agents

Without `agent` a case has one agent: somebody for whom the rule set is, full time, employed since 2000, in team T1;
`roster` says what is otherwise, with the columns of the project's roster. Several rows say what changes in the period,
and then the other rule sets of the plan count their days too. A number that changes from period to period is a series
as a figure is: `roster.base_pay = "5000x2 5200"`.

Several agents stand under names of their own, each with an `expect`:

```toml
format = 1
ruleset = "phone"

[[case]]
title = "Eight calls are enough"
metrics = {{ csat = 85, solved = 80, aht = 240 }}
agent.seven = {{ metrics.contacts_handled = 7, expect.amount = 0 }}
agent.eight = {{ metrics.contacts_handled = 8, expect.amount = 300 }}
```

## Boundaries

`kpiengine test --boundaries` tries the values just below, at and just above each threshold of the rule set, by the
smallest step of its metric: marks and bands of KPIs, numbers in conditions, edges of tiers, least samples, the cap,
lines of a `by` (of a `by.date` in the first period of a line and in the one before) and of the ramp, steps of `points`
and the oldest cases that count, least shares of scenarios, least days of stretches, and each figure missing. What comes
out is kept in `RULESET.boundaries.toml` beside the tests. The table is made by `--update` and never by hand; what comes
out otherwise later is a failed test, and so is a threshold that it does not have. Of earlier periods only cases of
`points` are tried. `period 2026-10` in a line is another period, `chat.share 60` work in a scenario,
`complaints[-3] 2` what was three periods before, `moves_on` with `before.team_id` a change of the roster.
"""


def page() -> str:
    """The text of docs/reference/rule-tests.md."""
    parts = [_INTRODUCTION.rstrip("\n"), "## The file", FILE.doc, key_table(FILE)]
    for section in (GIVEN, CASE, AGENT, EXPECT, KPI):
        heading = "[[case]]" if section is CASE else f"[{section.name}]"
        parts += [f"## `{heading}`", section.doc, key_table(section)]
    return "\n\n".join(parts) + "\n"
