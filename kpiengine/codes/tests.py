"""KPI7xx: rule tests."""

from kpiengine.codes.code import Code

TESTS: dict[str, Code] = {
    "KPI701": Code(
        "a series that cannot be read",
        "A series gives a metric over several periods as text, the oldest first and the one that is evaluated last. "
        "`_` is missing, `leave` is not there, `85x2` is twice 85.",
        '`csat = "80 82 _ leave 85x2 90"`',
    ),
    "KPI702": Code(
        "a test that names what the rule set does not have",
        "A test names metrics as the conditions of its rule set do, and tiers, rewards, alerts, KPIs and reasons by "
        "their ids. A name that means nothing there would be a test that says nothing.",
        "Write the name that the message offers.",
    ),
    "KPI703": Code(
        "a given value that cannot be",
        "What is given must be a value that the metric can have: with its decimals, in its range, and for a share one "
        "that a whole number of cases makes. A value that never comes out of a run would prove nothing.",
        "`csat = { value = 28.6, n = 7 }`: 2 of 7",
    ),
    "KPI704": Code(
        "a test that does not say what it tests",
        "A test needs a title of its own and something that it expects. One that expects nothing cannot fail.",
        '`expect = { tier = "gold", amount = 1000 }`, or `kpiengine test --update`',
    ),
}
