"""[payout]: where the amount comes from, what is done to it, and its one rounding."""

from kpiengine.rules.formulas import Formula, OrFormula
from kpiengine.rules.keys import Key, Section
from kpiengine.rules.kinds.lengths import Duration
from kpiengine.rules.kinds.nested import Rows, Table
from kpiengine.rules.kinds.numbers import MONEY, PERCENT, Flag, Number
from kpiengine.rules.kinds.tables import Names
from kpiengine.rules.kinds.texts import Choice, Reference
from kpiengine.rules.model.payout import Payout
from kpiengine.rules.paying import Clawback, Holdback, Prorate, Rate
from kpiengine.rules.varied import Varied

RATE = Section(
    "rate",
    "Money per unit from here on.",
    (
        Key(
            "over",
            Number("number", 0),
            "The line starts over this number, **not included**.",
            "over = 40",
            required=True,
        ),
        Key("pay", MONEY, "Money for each unit.", "pay = 80", required=True),
    ),
    lambda _, values: Rate(**{"over": 0, "pay": 0, **values}),
    Rate,
)

PRORATE = Section(
    "prorate",
    "The share of a full-time period of the site.",
    (
        Key(
            "by",
            Choice(("paid_hours", "worked_days", "calendar_days", "none")),
            "What is compared with full time: paid hours of the schedule, days with paid work, or calendar days times "
            "the contract's share.",
            'by = "paid_hours"',
            required=True,
        ),
        Key(
            "count_as_worked",
            Names("list of leave types"),
            "Leave that does not lower the share.",
            'count_as_worked = ["annual_leave"]',
            default="none",
        ),
        Key(
            "max_percent",
            Number("percent", 1, 1000),
            "The most to which overtime can lift the share.",
            "max_percent = 120",
            default="100",
        ),
        Key(
            "scale",
            Names("list of bonus, cap, minimum, rates", ("bonus", "cap", "minimum", "rates")),
            "What shrinks with the share: the amount (`bonus`, whatever its kind), `cap`, `minimum`; `rates` shrinks "
            "the `over` marks and not the pay per unit.",
            'scale = ["cap", "rates"]',
            default='["bonus", "cap", "minimum"]',
        ),
    ),
    lambda _, values: Prorate(**values),
    Prorate,
)

HOLDBACK = Section(
    "holdback",
    "A part that is paid later.",
    (
        Key("percent", PERCENT, "How much of the amount is held back.", "percent = 20", required=True),
        Key(
            "until",
            Duration(words_instead=("matured",)),
            "Until everything that it depends on is final, or for so long after the period.",
            'until = "60 days"',
            default="matured",
        ),
    ),
    lambda _, values: Holdback(**{"percent": 0, **values}),
    Holdback,
)

CLAWBACK = Section(
    "clawback",
    "How far a correction may take back what was paid. Without this section it never does.",
    (
        Key(
            "within",
            Duration(),
            "So long after the end of a period it may be lowered.",
            'within = "90 days"',
            required=True,
        ),
        Key("max_percent", PERCENT, "At most this share of what is due is taken.", "max_percent = 30", default="100"),
        Key(
            "carry",
            Duration(),
            "So long the rest is carried, then dropped and listed.",
            'carry = "3 months"',
            default="0",
        ),
    ),
    lambda _, values: Clawback(**values) if "within" in values else None,
    Clawback,
)

_CAP, _MINIMUM, _MULTIPLY, _POOL = (
    Key("cap", MONEY, "The most per agent and period, for full time.", "cap = 16000", default="none"),
    Key("minimum", MONEY, "The least per agent and period, for full time.", "minimum = 200", default="none"),
    Key(
        "multiply",
        OrFormula(Number("number", 0, 100)),
        "Multiplies the whole amount.",
        "multiply = '1.5 if in_calendar(\"peak\") else 1'",
        default="1",
    ),
    Key(
        "pool",
        OrFormula(MONEY),
        "Kind pool: how much there is for each `per`.",
        "pool = 12000",
    ),
)

DIFFER = Section("by", "Keys that differ.", (_CAP, _MINIMUM, _MULTIPLY, _POOL), lambda _, values: values, dict)

SECTION = Section(
    "payout",
    "Where the amount comes from. The steps in order: amount, multipliers, gates, presence, cap and minimum, budget, "
    "the one rounding, holdback, limits.",
    (
        Key(
            "kind",
            Choice(("amount", "percent", "rate", "pool")),
            "`amount`: the tier's `bonus`; `percent`: the tier's `percent` of `of`; `rate`: `units` times `rates`; "
            "`pool`: a share of `pool`.",
            'kind = "percent"',
            default="amount",
        ),
        Key(
            "of",
            Reference("roster column"),
            "Percent of what: a column of the roster that holds an amount.",
            'of = "base_pay"',
        ),
        Key("units", Reference(), "Kind rate: what is counted, a KPI or a metric.", 'units = "saves"'),
        Key(
            "rates",
            Rows(RATE),
            "Kind rate: money per unit; each line runs to where the next one starts, and the first starts over 0.",
            "rates = [{ over = 0, pay = 50 }, { over = 40, pay = 80 }]",
        ),
        Key(
            "whole",
            Flag(),
            "Kind rate: `true` pays all units at the last rate reached, `false` each at the rate of its own stretch.",
            "whole = true",
            default="false",
        ),
        Key(
            "accumulate",
            Choice(("period", "quarter", "year")),
            "Kind rate: where the count starts anew. Over a quarter or year each period pays what all units so far are "
            "worth, less what its earlier periods were closed at; so the rates of 41 and more are reached in the "
            "second month too.",
            'accumulate = "quarter"',
            default="period",
        ),
        _POOL,
        Key(
            "per",
            Choice(("team", "site", "centre")),
            "Kind pool: one pool for each of these.",
            'per = "team"',
            default="the rule set",
        ),
        Key(
            "split_by",
            Formula(),
            "Kind pool: the weight of a share, then times the tier's `multiply`. Split by largest remainder, ties by "
            "agent id, to the last cent.",
            "split_by = 'score * paid_hours'",
        ),
        Key(
            "method",
            Choice(("remainder", "divisor")),
            "Kind pool: with `divisor` a bigger pool never lowers a share.",
            'method = "divisor"',
            default="remainder",
        ),
        Key(
            "if_nobody",
            Choice(("keep", "carry")),
            "Kind pool: where nobody has a share it is not paid, or added to the next period's pool of the same `per`.",
            'if_nobody = "carry"',
            default="keep",
        ),
        Key(
            "if_corrected",
            Choice(("top_up", "resplit")),
            "Kind pool: a correction after closing pays the one concerned beside the pool, or changes all shares.",
            'if_corrected = "top_up"',
            default="top_up",
        ),
        _MULTIPLY,
        _CAP,
        _MINIMUM,
        Key(
            "prorate", Table(PRORATE), "The share of a full-time period.", 'prorate = { by = "paid_hours" }', inherit=1
        ),
        Key("budget", MONEY, "The most for the rule set and period.", "budget = 90000", default="none"),
        Key(
            "budget_over",
            Choice(("period", "quarter", "year")),
            "How long the budget lasts: over a quarter or year each period has what the closed ones before it left.",
            'budget_over = "quarter"',
            default="period",
        ),
        Key(
            "if_over",
            Choice(("hold", "scale")),
            "Over budget: `hold` holds the run, `scale` lowers all alike (largest remainder).",
            'if_over = "scale"',
            default="hold",
        ),
        Key(
            "decimals",
            Number("whole number", 0, 6, whole=True),
            "To how many decimals the amount is rounded, once, as the last step.",
            "decimals = 0",
            default="the currency's",
        ),
        Key(
            "rounding",
            Choice(("half_up", "half_even", "down")),
            "How that one rounding is done.",
            'rounding = "half_up"',
            default="half_up",
        ),
        Key("holdback", Table(HOLDBACK), "A part that is paid later.", "holdback = { percent = 20 }", inherit=1),
        Key(
            "clawback",
            Table(CLAWBACK),
            "How far a correction may take back what was paid.",
            'clawback = { within = "90 days" }',
            inherit=1,
        ),
        Key(
            "by",
            Varied(DIFFER, dimensions=("site", "team", "tenure_months", "date")),
            "`cap`, `minimum`, `multiply` and `pool` that differ: a table for names, a list with `from` for numbers "
            "and days.",
            "by = { tenure_months = [{ from = 0, minimum = 200 }, { from = 3, minimum = 0 }] }",
            inherit=3,
        ),
    ),
    lambda _, values: Payout(**values),
    Payout,
)
