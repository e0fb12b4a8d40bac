"""KPI2xx: names and expressions."""

from kpiengine.codes.code import Code

NAMES: dict[str, Code] = {
    "KPI201": Code(
        "a condition that cannot be read",
        "Conditions use names, numbers, text in double quotes, + - * /, comparisons, and, or, not, and functions.",
        "`require = 'quality_score >= 80 and csat >= 70'`",
    ),
    "KPI202": Code(
        "a name that is not known here",
        "A condition may use the KPIs of its file, metrics, columns of the roster, and score and tier where they are "
        "decided already.",
        "The message names the nearest one.",
    ),
    "KPI203": Code(
        "a function that cannot be used like this",
        "There is no function of this name, or it takes other arguments.",
        "The message says how it is written.",
    ),
    "KPI204": Code(
        "kinds that do not go together",
        "A number is compared with a number, a text with a text; a condition is yes or no.",
        "`require = 'csat >= 70'`",
    ),
    "KPI205": Code(
        "a formula that is too large",
        "Its numbers could have more digits than are kept exactly, or it has too many parts.",
        "Round a part of it, or give parts names of their own.",
    ),
    "KPI210": Code(
        "no such metric",
        "No installed plugin has a metric of this id.",
        "`kpiengine metrics` lists them.",
    ),
    "KPI211": Code(
        "a letter that only looks right",
        "The name holds a letter of another alphabet that looks like a plain one.",
        "Type the name again with plain letters.",
    ),
    "KPI212": Code(
        "a level that the metric does not have",
        "The metric cannot be measured for this kind of subject, or not with these settings.",
        "Use one of the levels in the message, or the setting that it names.",
    ),
    "KPI213": Code(
        "an unknown parameter",
        "The metric has no setting of this name; it would have no effect.",
        "`kpiengine metrics NAME` lists its parameters.",
    ),
    "KPI214": Code(
        "a parameter that the metric does not allow",
        "The value is of another kind, out of its range or not in its list, or the metric's formula cannot work "
        "with it.",
        "The message says what is allowed; `kpiengine metrics NAME` shows the defaults.",
    ),
    "KPI215": Code(
        "a neutral metric cannot be scored",
        "The metric is context: neither more nor less of it is good.",
        "Leave out the weight, or say `better`.",
    ),
    "KPI216": Code(
        "a KPI that is named like another metric",
        "One name would mean two things in conditions.",
        "Give the KPI another name.",
    ),
    "KPI217": Code(
        "no such tier",
        "The rule set has no tier of this name.",
        "The message lists its tiers.",
    ),
    "KPI218": Code(
        "no such reward",
        "The rule set has no reward of this name.",
        "Add `[reward.NAME]`, or correct the name.",
    ),
    "KPI219": Code(
        "no such column in the roster",
        "The attribute is not a column that the project file declares for the roster, or is of another kind.",
        "Declare it under `[facts.agents.extra]` in kpiengine.toml.",
    ),
    "KPI220": Code(
        "an unknown name in a message",
        "A message may show the names of its condition, and agent, period, sample and target.",
        '`message = "{agent}: {csat}"`',
    ),
    "KPI221": Code(
        "a reward given twice",
        "A reward goes with a tier or has its own `when`; with both nobody knows which one decides.",
        "Take it out of the tier, or take out `when`.",
    ),
    "KPI222": Code(
        "a name of a later layer",
        "Conditions see only what is decided before them: metric values, targets, points, score, gates and tiers, "
        "rewards, alerts, in this order. A gate decides the tier, so it cannot ask for it.",
        "Compare the score, or a KPI.",
    ),
    "KPI223": Code(
        "one person under two rule sets of a plan",
        "The roster has somebody who matches two rule sets of one plan on one day and would be paid twice.",
        "Part the rule sets by `agents` or `except`.",
    ),
    "KPI224": Code(
        "a metric that cannot be used",
        "A plugin brings this metric, but something in it is faulty, or two plugins bring one of the same name, so "
        "nothing would measure it. The message says which plugin and why.",
        "`kpiengine plugins` lists every fault; mend or update the plugin, or allow only one of the two in "
        "kpiengine.toml.",
    ),
    "KPI225": Code(
        "somebody whom a plan must cover has no rule set",
        "The project file says whom a plan covers. On some day of the period none of the plan's rule sets is for "
        "these people, so they would get nothing, and nobody would notice.",
        "Widen `agents` of a rule set, or narrow `covers` in kpiengine.toml.",
    ),
    "KPI230": Code(
        "no KPI of this name",
        "A table of weights names KPIs of the same file.",
        "Correct the name, or add the KPI.",
    ),
    "KPI231": Code(
        "no calendar or benchmark of this name",
        "`in_calendar`, `calendar_days` and `benchmark` take names of the project file.",
        "Correct the name, or add [calendar.NAME] or [benchmark.NAME] to kpiengine.toml.",
    ),
    "KPI232": Code(
        "no curve of this name",
        "A curve is `pass`, or one that an installed plugin brings.",
        "Correct the name, or install the plugin.",
    ),
    "KPI235": Code(
        "a plan covers people whom no rule set is for",
        "The project file says whom a plan covers. The text of the plan's rule sets shows that some of them, or all on "
        "some days, would have none.",
        "Add a rule set, widen `agents`, or narrow `covers` in kpiengine.toml.",
    ),
    "KPI236": Code(
        "two plans pay the same people",
        "An agent may be paid by two plans only where the project file says so; everything else would be paid twice "
        "by mistake.",
        '`pays_beside = ["bonus"]` under `[plan.okr]`, or part the rule sets by `agents`.',
    ),
    "KPI237": Code(
        "a plan that the project file does not have",
        "The project file names its plans and whom they cover. Under a misspelt plan nobody would be missed, and two "
        "rule sets could pay the same people.",
        "The message names the nearest plan; a new one is declared as `[plan.NAME]` in kpiengine.toml.",
    ),
    "KPI240": Code(
        "a slice by what the metric does not know",
        "A metric can be sliced by the dimensions that all its views have, and by `hour` and `weekday` where its rows "
        "are dated by an instant.",
        "The message names the nearest dimension, or all of them.",
    ),
    "KPI241": Code(
        "a slice that no row can be in",
        "The value is of another kind than the dimension, out of its range, or not one of its words; nothing would be "
        "counted, in silence.",
        "The message says which values there are.",
    ),
    "KPI242": Code(
        "what the subject of the rule set does not have",
        "A rule set with `level` scores teams, sites or the centre. Such a unit has no value of one agent or of a "
        "smaller unit, and no pay or other attribute of a person.",
        "Use the level of the rule set or a wider one.",
    ),
    "KPI250": Code(
        "a KPI that is something else in each scenario",
        "With `by.scenario` a KPI can have another metric, level, slice or target in each scenario. Gates, alerts and "
        "other conditions ask for the whole period, for which there is no such value then.",
        "Write the metric, or the number; or give the condition a KPI of its own.",
    ),
    "KPI251": Code(
        "nothing to mix the scenarios by",
        "The score is the mean of the scenario scores by what the agent did in each: handle time, contacts or paid "
        "hours. Exactly one installed plugin must measure that.",
        'Choose another `blend`, such as "contacts".',
    ),
    "KPI252": Code(
        "scenarios by what the contacts do not say",
        "`by` under [scenarios] is a dimension of the contacts: one of their own columns, or a column of their queue.",
        'The message names the nearest one, or all of them; `by = "queue.scenario"` is usual.',
    ),
    "KPI260": Code(
        "a window over periods that cannot be measured",
        "Earlier periods are measured from facts in every run, so that the same facts and rules give the same result "
        "wherever they run. That goes at most 24 periods back.",
        "`previous(csat)`, `history(csat, 3)`, `trend(csat, 6)`",
    ),
    "KPI261": Code(
        "nobody to be compared with",
        "Peers are those whom the rule set scores, or of them those of one team or site, and each must have a value of "
        "his own. A rank also needs to know which end is better, and cannot decide who is paid by a condition.",
        "Compare a KPI at the level of the rule set; tiers by rank are said in the tiers.",
    ),
    "KPI270": Code(
        "something that is not counted in whole cases",
        "Steps go by the first, second and third case; a share or a length of time has none.",
        "Use a metric that counts.",
    ),
    "KPI271": Code(
        "tiers by a KPI that is not there",
        "`[rank] of` and `tiers_by` name the score or a KPI of this rule set.",
        "The message names the nearest one.",
    ),
    "KPI272": Code(
        "tiers by what has no simple order",
        "Tiers go upwards; a value that is better inside a range, or when it is smaller, does not.",
        "Give it a target, a floor and a weight, and let the tiers go by the score.",
    ),
    "KPI273": Code(
        "an alert that is not there",
        "`quiets` names other alerts of the same rule set.",
        "The message names the nearest one.",
    ),
    "KPI274": Code(
        "a receiver that is not there",
        "`notify` names receivers of the project file; `agent` and `lead` follow the roster.",
        "The message names the nearest one; or write [notify.NAME] in kpiengine.toml.",
    ),
    "KPI275": Code(
        "alerts that quiet each other",
        "While one of them fires the other is not told, and the other way round: nobody would hear of either.",
        "Leave `quiets` to the one that is the cause.",
    ),
}
