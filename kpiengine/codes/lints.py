"""KPI4xx: lints, warnings which a rule set may accept in the open."""

from kpiengine.codes.code import Code

LINTS: dict[str, Code] = {
    "KPI412": Code(
        "one KPI makes the whole score",
        "A score of one figure is easily reached at the cost of what is not measured.",
        "Add a second KPI, or accept it in the open: `[accept.KPI412]` with because, by, until.",
    ),
    "KPI413": Code(
        "all KPIs are of one group",
        "A plan that pays should look at two groups at least, such as experience and efficiency.",
        "Add a KPI of another group, or accept it.",
    ),
    "KPI414": Code(
        "the review day has passed",
        "The owner wanted to look at this rule set again by a day that is over.",
        "Review it and move `review_by`.",
    ),
    "KPI415": Code(
        "an acceptance that has run out",
        "The day in `until` is over, so the lint is shown again.",
        "Mend the lint, or accept it until a later day.",
    ),
    "KPI416": Code(
        "an acceptance that accepts nothing",
        "The file does not give this lint (any more).",
        "Take the section out.",
    ),
    "KPI417": Code(
        "a reward that nobody can get",
        "No tier gives it and it has no `when`.",
        "Name it in a tier's `rewards`, or give it a `when`.",
    ),
    "KPI418": Code(
        "a system's value scored per person",
        "The system alone moves this metric, so the score of a person depends on what he cannot change.",
        'Score it at level "team", "site" or "centre", or leave out the weight.',
    ),
    "KPI419": Code(
        "a cliff",
        "One step of the metric's value changes the points by a large jump, which invites gaming around it.",
        "Use target and floor: a straight line between them.",
    ),
    "KPI420": Code(
        "a comparison that never changes",
        "Given the range of the metric the comparison is always true or always false.",
        "Check the unit: a percent is 0 to 100, not 0 to 1.",
    ),
    "KPI421": Code(
        "a score that reaches no tier",
        "The tier starts above the highest score that is possible.",
        "Lower its `from`, or raise `score.maximum`.",
    ),
    "KPI422": Code(
        "an amount finer than its currency",
        "The amount is kept exactly and rounded once, as the last step; what is paid differs from what is written.",
        "Write the amount with the decimals of the currency, or accept the lint.",
    ),
    "KPI430": Code(
        "rule sets that may meet",
        "Two rule sets of one plan name different attributes, so somebody may match both. Then a run is refused, "
        "since nobody may be paid twice.",
        "Name one attribute in both, with different values, or accept it in the open.",
    ),
    "KPI440": Code(
        "one KPI decides most of the score",
        "A KPI weighs more than 60 of 100, in the KPIs or under a reweight: what it does not show will suffer.",
        "Spread the weight, or say under [score] how much one may weigh: `max_weight = 70`.",
    ),
    "KPI441": Code(
        "a calendar begins inside a period",
        "Nothing dated cuts a period: `in_calendar` asks for the first day of the period, so a campaign from the 5th "
        "counts in no month.",
        'Write `calendar_days("campaign") >= 5`, or let the calendar begin with a period.',
    ),
    "KPI450": Code(
        "a metric that is not final when the period is decided",
        "Whether a contact was solved shows only days later. What is known some days after the end of the period (3) "
        "decides the pay, so the last contacts of the period are not final. The rule set must say what it wants.",
        '`count_when = "mature"` counts each contact once, in the period in which it became final; `"happened"` counts '
        "it where it happened, and what comes late changes the result.",
    ),
    "KPI460": Code(
        "a least share that even work never reaches",
        "Somebody who works evenly in all scenarios has less than `min_percent` in each of them. All of them count "
        "then, so that nobody is left without a score.",
        "Say a smaller `min_percent`, at most 100 divided by the number of scenarios.",
    ),
    "KPI470": Code(
        "a metric that is pushed without its guard",
        "Metrics are at odds: who is paid for short calls cuts customers off. A plan that pays or ranks by one of them "
        "carries at least one of its guards, as a gate, with a weight of 10 or more, or as a deduction. A guard sees "
        "one subject as the pushed metric does: a team's value guards nobody in it, and one month not a quarter.",
        "Add a gate such as `require = 'quality_score >= 80'`, a KPI with weight, or accept it in the open.",
    ),
    "KPI471": Code(
        "a jump of money",
        "Most of the money lies between two neighbouring tiers, so one point decides it, and people will find it.",
        "Put a tier between, or accept it.",
    ),
    "KPI472": Code(
        "a mere count weighs much",
        "Who is paid by the number of contacts picks the easy ones. A count is read together with handling time and "
        "satisfaction.",
        "Give it 15 of 100 at most, or accept it.",
    ),
    "KPI473": Code(
        "a better tier pays less",
        "Somebody who does better would be paid less.",
        "Raise its money, or accept it.",
    ),
    "KPI474": Code(
        "a personal figure in a plan that pays",
        "The metric rests on something personal, such as the reason of an absence. Law and agreements may forbid to "
        "pay by it.",
        "Leave it out, or accept it with the agreement as the reason.",
    ),
    "KPI475": Code(
        "points taken for what the system does",
        "A deduction must follow from what a person did.",
        "Count something that people control.",
    ),
    "KPI476": Code(
        "machines that nobody judges",
        "The weights move with the share of contacts that machines handle, and no KPI shows how well they do it.",
        "Add `ai_resolution_rate` and `ai_csat` as KPIs, without weight.",
    ),
    "KPI477": Code(
        "a centre that is seen from one side",
        'A rule set with `level = "centre"` scores the whole centre. Its score can be bought at the expense of what '
        "it does not show: customers, staff or cost.",
        "Add a KPI of each, such as `csat_pct`, `attrition_rate` and `cost_per_call`; without weight will do.",
    ),
}
