"""KPI1xx: structure of rule files."""

from kpiengine.codes.code import Code

STRUCTURE: dict[str, Code] = {
    "KPI101": Code(
        "the format version is missing",
        "The first line of a rule file says which version of the language it is written in.",
        "`format = 1`",
    ),
    "KPI102": Code(
        "a format of another release",
        "This release reads format 1 only; guessing what a newer file means could pay wrongly.",
        "Use the release that reads this format, or write the file in format 1.",
    ),
    "KPI103": Code(
        "an unknown heading",
        "There is no section of this name, so what is below it would be ignored.",
        "The message names the nearest heading.",
    ),
    "KPI104": Code(
        "an unknown key",
        "A key that nobody knows is never ignored: a cap that is misspelt would overpay.",
        "The message names the section it belongs to, the right word, or the nearest key.",
    ),
    "KPI105": Code(
        "a key is missing",
        "Without this key the section says nothing definite.",
        "Add the key that the message names.",
    ),
    "KPI106": Code(
        "a value of the wrong kind",
        "Numbers stand without quotes, texts with quotes, dates as 2026-10-01, yes or no as true or false.",
        '`weight = 40`, `title = "Silver"`',
    ),
    "KPI107": Code(
        "not one of the allowed words",
        "The key takes one of a short list of words.",
        "The message lists them.",
    ),
    "KPI108": Code(
        "a number out of its range",
        "The value lies outside what the key can mean.",
        "The message says the range.",
    ),
    "KPI109": Code(
        "double brackets",
        "Everything that has a name is a heading or a row: `[tier.gold]`, or under `[tier]` the row `gold = {...}`.",
        "`[tier.gold]`",
    ),
    "KPI110": Code(
        "the form of a name",
        "Ids of rule sets are a-z, 0-9, _ and -; names of headings and rows are letters, digits and _; at most 64.",
        '`id = "phone-sh"`',
    ),
    "KPI111": Code(
        "exactly one of several keys",
        "These keys say the same thing in different ways, so one of them must stand, and only one.",
        '`else = { cap_tier = "bronze" }`',
    ),
    "KPI112": Code(
        "keys that exclude each other",
        "Two keys contradict each other; nothing says which one counts.",
        "Keep one of them.",
    ),
    "KPI120": Code(
        "`to` lies before `from`",
        "Both days are included, so the last one cannot come before the first.",
        "`from = 2026-10-01`, `to = 2026-12-31`",
    ),
    "KPI121": Code(
        "`from` is not the first day of a period",
        "Rules change at the start of a period; half a month under one rule set has no score.",
        "Move `from` to the first day of a period.",
    ),
    "KPI130": Code(
        "the weights do not make 100",
        "The weights of the KPIs of a rule set make exactly 100, so that a point of weight means the same everywhere.",
        "Change the weights that the message lists.",
    ),
    "KPI131": Code(
        "a weight without marks",
        'A KPI that has a weight needs target and floor, bands, or curve = "pass" with a target.',
        "`target = 88` and `floor = 70`",
    ),
    "KPI132": Code(
        "target and floor on the wrong sides",
        "The floor earns nothing and the target everything, so the floor is the worse of the two.",
        "For a metric where higher is better: `floor = 70`, `target = 88`.",
    ),
    "KPI133": Code(
        "a pair or a single number",
        "Good inside a range is written with pairs, everything else with single numbers.",
        "`target = [240, 360]`, `floor = [150, 540]`",
    ),
    "KPI134": Code(
        "bands that do not fit",
        "The lines of `bands` rise, use either `from` or `over`, and the first covers the lowest value.",
        "`bands = [{ from = 0, points = 0 }, { from = 90, points = 85 }]`",
    ),
    "KPI135": Code(
        "a mark that no value can reach",
        "The mark lies outside the range of the metric.",
        "Check the unit: a percent is 0 to 100, a length of time is in seconds.",
    ),
    "KPI136": Code(
        "points at the marks do not rise",
        "Points at floor, target and stretch may not fall, or better work would score less.",
        "`points_at = { floor = 0, target = 100, stretch = 120 }`",
    ),
    "KPI140": Code(
        "two tiers start at one score",
        "A tier runs from its `from` to the next one's, so two cannot start together.",
        "Give each tier its own `from`.",
    ),
    "KPI141": Code(
        "a tier pays in another way than the payout",
        "With payout kind amount a tier has `bonus`, with kind percent it has `percent`.",
        '`[payout] kind = "percent"` with `percent = 6` in the tiers.',
    ),
    "KPI142": Code(
        "percent of what",
        "Payout kind percent needs `of`: a column of the roster that holds an amount.",
        '`of = "base_pay"`',
    ),
    "KPI143": Code(
        "an amount that the currency cannot pay",
        "A currency without decimals pays whole numbers, and nothing is rounded finer than its smallest unit.",
        "JPY has no decimals: `bonus = 300`.",
    ),
    "KPI144": Code(
        "no currency",
        "The rule set pays, and neither it nor the project file says in which currency.",
        '`currency = "CNY"`',
    ),
    "KPI150": Code(
        "an id that two rule files have",
        "The id names a rule set in every result and statement for ever.",
        "Give one of them another id.",
    ),
    "KPI151": Code(
        "two rule sets of one plan for the same people",
        "For any subject and day at most one rule set of a plan holds; otherwise somebody would be paid twice.",
        "Let the first one end with `to`, or part them by `agents`.",
    ),
    "KPI152": Code(
        "a lint that cannot be accepted",
        "Only lints (KPI4xx) can be accepted; an error stays one.",
        "Mend what the error says.",
    ),
    "KPI155": Code(
        "a rule set that cannot be taken over",
        "`extends` names a rule set that the project does not have, that has no version on the first day of this one, "
        "or that cannot be read itself.",
        'The message names the nearest id: `extends = "phone-sh"`.',
    ),
    "KPI156": Code(
        "rule sets that take over each other",
        "Each of them waits for another, and in the end for itself. A rule set may take over an earlier version of "
        "its own id.",
        "Take `extends` out of one of them.",
    ),
    "KPI157": Code(
        "`off` that takes out nothing",
        "`off = true` takes out a heading or row that `extends` brought. It stands alone there; a single value is "
        "not taken out but written anew.",
        "`[gate.presence]` with `off = true`",
    ),
    "KPI160": Code(
        "a key stands in two places",
        "A key stands in the section, or in one of its `by`; in two places nobody could say which one counts.",
        "Keep one of the two.",
    ),
    "KPI161": Code(
        "the lines of a list leave a gap",
        "A line runs to where the next one starts, so lines rise, and the first one begins where the rule set does.",
        "Put the lines in order and begin with 0, or with the first day of the rule set.",
    ),
    "KPI162": Code(
        "the lines of a `by` do not fit",
        "A table of names has a line for everybody whom the rule set names, and no line for somebody who is not there.",
        "Correct the name, add the line, or write a line `other` for the rest.",
    ),
    "KPI163": Code(
        "two conditions may hold at once",
        "Where several relaxations of a KPI, or several reweights, may hold in one period, the one with the highest "
        "`priority` counts alone; without different priorities nobody could say which.",
        "Give each a `priority` of its own.",
    ),
    "KPI164": Code(
        "a weight would fall under 0",
        "A shift moves points from one KPI to another; no KPI can give more than it has.",
        "Move fewer points.",
    ),
    "KPI165": Code(
        "weights in two places",
        "With scenarios the weights stand in rows under [weights], without them in each KPI; never in both.",
        "Keep one of the two, and give rows their [scenarios].",
    ),
    "KPI166": Code(
        "a KPI weighs more than is allowed",
        "`max_weight` under [score] is the most that one KPI may weigh, in every table of weights that can hold.",
        "Give points to other KPIs, or raise `max_weight`.",
    ),
    "KPI167": Code(
        "`proven` needs a share",
        "How far a value is proven is computed from hits and cases; a mean of seconds has none.",
        "Use `min_sample` or `lean`.",
    ),
    "KPI168": Code(
        "nothing to act on",
        "A relaxation or a ramp changes marks that the KPI has; this one finds none.",
        "Take it out, or give the KPI the mark.",
    ),
    "KPI170": Code(
        "a key of another kind of payout",
        "Rates, pools and percents have keys of their own; under another kind nothing would carry them out.",
        "Take it out, or say the kind.",
    ),
    "KPI171": Code(
        "a key that lacks its partner",
        "Some keys say something only together: a rate needs units, a pool a way to split it, places an order.",
        "Add the key in the message.",
    ),
    "KPI172": Code(
        "rates out of order",
        "Each rate runs from its `over` to where the next one starts, and the first one starts over 0; so no unit is "
        "without a rate.",
        "Put them in order, and begin with `over = 0`.",
    ),
    "KPI173": Code(
        "limits that cross",
        "The least cannot be more than the most.",
        "Raise the one, or lower the other.",
    ),
    "KPI174": Code(
        "a deduction without its guards",
        "Points taken from people need a warning first, a time after which cases are forgotten, and an end.",
        "Add a step with `warn`, `within` and `minimum`.",
    ),
    "KPI175": Code(
        "no whole number of periods",
        "What looks back counts whole periods.",
        "Say it in periods of the rule set.",
    ),
    "KPI176": Code(
        "a score that is not there",
        "Tiers, ranks and points go by the score, and no KPI has a weight.",
        "Give the KPIs weights, or name a KPI.",
    ),
    "KPI177": Code(
        "tiers in two ways",
        "Tiers go by a score (`from`) or by rank (`[rank]`, `top`, `top_percent`), all in the same way.",
        "Keep one of the two.",
    ),
    "KPI178": Code(
        "`for` in another unit",
        "In a row, and n of m, count the periods in which something is judged.",
        "Use the unit of `every` or of the period, or `checks`.",
    ),
}
