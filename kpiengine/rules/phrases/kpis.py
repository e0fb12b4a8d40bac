"""Sentences about what a KPI measures, how much it weighs, and what too few cases do."""

# ruff: noqa: RUF001 -- Chinese sentences have Chinese punctuation

from collections.abc import Mapping

from kpiengine.rules.phrases.sentence import Sentence, same

KPIS: Mapping[str, Sentence] = {
    "kpi": Sentence(en="{name}: {what}.{rest}", zh="{name}：{what}。{rest}"),
    "kpi by": Sentence(en="{name}:{rest}", zh="{name}：{rest}"),
    "kpi name": Sentence(en="{name}, {weight}", zh="{name}，{weight}"),
    "weight": Sentence(en="weight {weight}", zh="权重 {weight}"),
    "watched": Sentence(en="watched only", zh="仅观察"),
    "line": Sentence(en="  {case}: {what}.", zh="  {case}：{what}。"),
    "line of": same("{of} {at}"),
    "line from": Sentence(en="{of} {at}", zh="{of} {at} 起"),
    "by scenario": Sentence(en="scenario", zh="场景"),
    "by site": Sentence(en="site", zh="站点"),
    "by team": Sentence(en="team", zh="团队"),
    "by tenure_months": Sentence(en="from month", zh="司龄月数"),
    "by date": Sentence(en="from", zh="自"),
    "relax": Sentence(
        en="  While {condition}: {marks} instead ({name}{because}). If that cannot be known: {policy}.",
        zh="  当{condition}时：改用{marks}（{name}{because}）。无法得知时：{policy}。",
    ),
    "relax order": Sentence(
        en="  Where several of these hold, the first of {names} counts, alone.",
        zh="  同时成立时，按 {names} 的顺序只取第一个。",
    ),
    "condition hold": Sentence(en="the decision is held", zh="暂不决定"),
    "condition pass": Sentence(en="it counts as so", zh="视为是"),
    "condition fail": Sentence(en="it counts as not so", zh="视为否"),
    "proven": Sentence(
        en=" What counts is the end of the {percent} % interval (Wilson) on the worse side.",
        zh="按 {percent} % 置信区间（Wilson）较差的一端计。",
    ),
    "lean": Sentence(
        en=" A small sample leans to the team: as if {cases} more at the team's value had come.",
        zh="样本少时向团队靠拢：如同另有 {cases}取团队的值。",
    ),
    "no ramp": Sentence(en=" New people get no easier target here.", zh="新人在此没有放宽的目标。"),
    "ramp": Sentence(en="New people, by full {of} of tenure: {steps}.", zh="新人，按司龄{of}：{steps}。"),
    "ramp tenure_months": Sentence(en="months", zh="满月数"),
    "ramp tenure_days": Sentence(en="days", zh="满天数"),
    "eased": Sentence(
        en="from {at}: every personal target {percent} % of the way back to its floor",
        zh="自 {at} 起：每个个人目标向底线退回 {percent} %",
    ),
    "not eased": Sentence(en="from {at}: the full target", zh="自 {at} 起：完整目标"),
    "own measures": Sentence(en=" each scenario measures it in its own way.", zh="各场景以自己的方式衡量。"),
    "whole period": Sentence(en=" over the whole {period}", zh="（整个{period}）"),
    "queues worked": Sentence(
        en=" of the queues worked, by the agent's contacts there", zh="（按本人在各队列的联络量）"
    ),
    "slice": Sentence(en=", only {slice}", zh="，只计 {slice}"),
    "params": Sentence(en=", with {params}", zh="，设 {params}"),
    "over": Sentence(en=" over {length} up to the end of the {period}", zh="（截至{period}末 {length}合计）"),
    "level agent": Sentence(en=" of the agent", zh="（按个人）"),
    "level team": Sentence(en=" of the team", zh="（按团队）"),
    "level queue": Sentence(en=" of the queue", zh="（按队列）"),
    "level site": Sentence(en=" of the site", zh="（按站点）"),
    "level centre": Sentence(en=" of the centre", zh="（按全中心）"),
    "few": Sentence(en=" Under {n} cases it is unknown: {policy}.", zh="少于 {n} 例视为未知：{policy}。"),
    "missing": Sentence(en=" If unknown: {policy}.", zh="未知时：{policy}。"),
    "few and missing": Sentence(
        en=" Under {n} cases: {few}. Without data: {missing}.", zh="少于 {n} 例：{few}。无数据：{missing}。"
    ),
    "redistribute": Sentence(en="its weight goes to the others", zh="其权重分给其他指标"),
    "team": Sentence(en="the team's value counts", zh="取团队的值"),
    "hold": Sentence(en="the decision is held", zh="暂不决定"),
    "points": Sentence(en="{points} points", zh="{points} 分"),
}
