"""The sentences of `rules read`: each stands here once, with all its languages side by side.

A sentence without one of them cannot be written, and a new language is a new field of `Sentence`.
"""

# ruff: noqa: RUF001 -- Chinese sentences have Chinese punctuation

import re
from collections.abc import Mapping

from attrs import fields, frozen


@frozen(kw_only=True)
class Sentence:
    """One sentence, or a part of one, in every language; filled with `str.format`."""

    en: str
    zh: str


def _same(text: str) -> Sentence:
    return Sentence(en=text, zh=text)


SENTENCES: Mapping[str, Sentence] = {
    "head": Sentence(
        en="{title}. From {start}{until}, every {period}, for{subjects}: {people}{but}.{wait}",
        zh="{title}。自 {start} 起{until}，每{period}一次，适用于{subjects}：{people}{but}。{wait}",
    ),
    "teams": Sentence(en=" the teams of", zh="以下人员所在的团队"),
    "sites": Sentence(en=" the sites of", zh="以下人员所在的站点"),
    "centres": Sentence(en=" the whole centre, as far as it has", zh="全中心（只计以下人员）"),
    "cutoff": Sentence(
        en=" What is known {length} after the end of the {period} decides.", zh="以{period}结束后 {length}内所知为准。"
    ),
    "length h": Sentence(en="{n} h", zh="{n} 小时"),
    "length day": Sentence(en="{n} days", zh="{n} 天"),
    "length week": Sentence(en="{n} weeks", zh="{n} 周"),
    "length month": Sentence(en="{n} months", zh="{n} 个月"),
    "length quarter": Sentence(en="{n} quarters", zh="{n} 个季度"),
    "length year": Sentence(en="{n} years", zh="{n} 年"),
    "one day": Sentence(en="1 day", zh="1 天"),
    "one week": Sentence(en="1 week", zh="1 周"),
    "one month": Sentence(en="1 month", zh="1 个月"),
    "one quarter": Sentence(en="1 quarter", zh="1 个季度"),
    "one year": Sentence(en="1 year", zh="1 年"),
    "mature": Sentence(
        en=" A contact counts in the {period} in which it became final.", zh="一次联络计入其结果确定的那个{period}。"
    ),
    "happened": Sentence(
        en=" A contact counts in the {period} in which it happened; what shows later changes the result.",
        zh="一次联络计入其发生的那个{period}；之后才显现的情况会改变结果。",
    ),
    "until": Sentence(en=" to {to}, both included", zh="至 {to}（含首尾两日）"),
    "but": Sentence(en="; but not: {people}", zh="；不含：{people}"),
    "or": Sentence(en=" or ", zh="或"),
    "state shadow": Sentence(
        en="A shadow: computed and shown, never paid nor announced.", zh="影子规则：只计算和展示，不发放，也不通知。"
    ),
    "state draft": Sentence(en="A draft: only checked.", zh="草稿：只做检查。"),
    "period day": Sentence(en="day", zh="日"),
    "period week": Sentence(en="week", zh="周"),
    "period month": Sentence(en="month", zh="月"),
    "period quarter": Sentence(en="quarter", zh="季度"),
    "period half": Sentence(en="half-year", zh="半年"),
    "period year": Sentence(en="year", zh="年"),
    "period of calendar": Sentence(en="period of {name}", zh="{name} 周期"),
    "attribute role": Sentence(en="role", zh="岗位"),
    "attribute site": Sentence(en="site", zh="站点"),
    "attribute team": Sentence(en="team", zh="团队"),
    "attribute line": Sentence(en="line", zh="业务线"),
    "attribute kind": Sentence(en="kind", zh="类型"),
    "kpi": Sentence(en="{name}: {what}.{rest}", zh="{name}：{what}。{rest}"),
    "kpi by": Sentence(en="{name}:{rest}", zh="{name}：{rest}"),
    "kpi name": Sentence(en="{name}, {weight}", zh="{name}，{weight}"),
    "weight": Sentence(en="weight {weight}", zh="权重 {weight}"),
    "watched": Sentence(en="watched only", zh="仅观察"),
    "line": Sentence(en="  {case}: {what}.", zh="  {case}：{what}。"),
    "line of": _same("{of} {at}"),
    "line from": Sentence(en="{of} {at}", zh="{of} {at} 起"),
    "by scenario": Sentence(en="scenario", zh="场景"),
    "by site": Sentence(en="site", zh="站点"),
    "by team": Sentence(en="team", zh="团队"),
    "by tenure_months": Sentence(en="from month", zh="司龄月数"),
    "by date": Sentence(en="from", zh="自"),
    "mark": _same("{key} {value}"),
    "mark target": Sentence(en="target", zh="目标"),
    "mark floor": Sentence(en="floor", zh="底线"),
    "mark stretch": Sentence(en="stretch", zh="挑战"),
    "span": Sentence(en="{first} to {second}", zh="{first} 至 {second}"),
    "relax": Sentence(
        en="  While {condition}: {marks} instead ({name}{because}). If that cannot be known: {policy}.",
        zh="  当{condition}时：改用{marks}（{name}{because}）。无法得知时：{policy}。",
    ),
    "condition hold": Sentence(en="the decision is held", zh="暂不决定"),
    "condition pass": Sentence(en="it counts as so", zh="视为是"),
    "condition fail": Sentence(en="it counts as not so", zh="视为否"),
    "proven": Sentence(
        en=" What counts is the end of the {percent} % interval (Wilson) on the worse side.",
        zh="按 {percent} % 置信区间（Wilson）较差的一端计。",
    ),
    "lean": Sentence(
        en=" A small sample leans to the team: as if {n} more cases at the team's value had come.",
        zh="样本少时向团队靠拢：如同另有 {n} 例取团队的值。",
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
    "scenarios": Sentence(
        en="Scenarios by {by}: each is scored on its own contacts; the scores are mixed by the agent's own "
        "{blend}; a scenario under {percent} % is left out.",
        zh="场景按 {by} 区分：各用自己的联络计分；总分按本人的{blend}加权；占比低于 {percent} % 的场景不计。",
    ),
    "handle_time": Sentence(en="handle time", zh="处理时长"),
    "contacts": Sentence(en="contacts", zh="联络量"),
    "paid_hours": Sentence(en="paid hours", zh="计薪工时"),
    "main": Sentence(en="main scenario", zh="主要场景"),
    "row": Sentence(en="  In {name}: {weights} = 100.", zh="  {name} 场景：{weights}，合计 100。"),
    "reweight": Sentence(
        en="While {condition}{where}: {what} ({name}{because}). If that cannot be known: {policy}.",
        zh="当{condition}时{where}：{what}（{name}{because}）。无法得知时：{policy}。",
    ),
    "in scenario": Sentence(en=" (in {name})", zh="（{name} 场景）"),
    "because": Sentence(en=": {text}", zh="：{text}"),
    "set": Sentence(en="the weights are {weights}", zh="权重为 {weights}"),
    "shift": Sentence(en="weights move by {weights}", zh="权重变动 {weights}"),
    "move": Sentence(
        en="{points} points of weight go from {source} to {to}", zh="{points} 点权重由 {source} 转给 {to}"
    ),
    "max weight": Sentence(en="No KPI may weigh more than {n}.", zh="单个指标的权重不得超过 {n}。"),
    "formula": Sentence(en=": points = {formula}, from 0 to {top}", zh="：得分 = {formula}，限于 0 至 {top}"),
    "curve": Sentence(en=": points by {curve}, {marks}", zh="：按“{curve}”计分，{marks}"),
    "bands line": Sentence(en=": {bands}, straight lines between", zh="：{bands}，中间按直线计"),
    "straight formula": Sentence(
        en=": {low} points at {floor} or worse, {high} at {target} or better, a straight line between",
        zh="：{floor} 或更差得 {low} 分，{target} 或更好得 {high} 分，中间按直线计",
    ),
    "queues": Sentence(en=" of the queues worked, by the agent's contacts there", zh="（按本人在各队列的联络量）"),
    "slice": Sentence(en=", only {slice}", zh="，只计 {slice}"),
    "over": Sentence(en=" over {length} up to the end of the {period}", zh="（截至{period}末 {length}合计）"),
    "and": Sentence(en=" and ", zh=" 且 "),
    "yes": Sentence(en="yes", zh="是"),
    "no": Sentence(en="no", zh="否"),
    "level agent": Sentence(en=" of the agent", zh="（按个人）"),
    "level team": Sentence(en=" of the team", zh="（按团队）"),
    "level queue": Sentence(en=" of the queue", zh="（按队列）"),
    "level site": Sentence(en=" of the site", zh="（按站点）"),
    "level centre": Sentence(en=" of the centre", zh="（按全中心）"),
    "straight": Sentence(
        en=": {low} points at {floor} or worse, {high} at {target} or better, a straight line between "
        "(half way: {half} = {half_points})",
        zh="：{floor} 或更差得 {low} 分，{target} 或更好得 {high} 分，中间按直线计（半程：{half} = {half_points} 分）",
    ),
    "stretch": Sentence(
        en="; {points} at {stretch} or better, a straight line from the target",
        zh="；{stretch} 或更好得 {points} 分，自目标起按直线计",
    ),
    "range": Sentence(
        en=": {high} points from {first} to {second}, {low} points at {below} or less and at {above} or more, "
        "straight lines between",
        zh="：{first} 至 {second} 得 {high} 分，不高于 {below} 及不低于 {above} 得 {low} 分，中间按直线计",
    ),
    "pass": Sentence(en=": {high} points at {target} or better, else 0", zh="：{target} 或更好得 {high} 分，否则 0 分"),
    "pass range": Sentence(
        en=": {high} points from {first} to {second}, else 0", zh="：{first} 至 {second} 得 {high} 分，否则 0 分"
    ),
    "bands": Sentence(en=": {bands}", zh="：{bands}"),
    "band from": Sentence(en="{points} points from {edge}", zh="自 {edge} 起 {points} 分"),
    "band over": Sentence(en="{points} points over {edge}", zh="超过 {edge} 得 {points} 分"),
    "target only": Sentence(en="; target {target}", zh="；目标 {target}"),
    "few": Sentence(en=" Under {n} cases it is unknown: {policy}.", zh="少于 {n} 例视为未知：{policy}。"),
    "missing": Sentence(en=" If unknown: {policy}.", zh="未知时：{policy}。"),
    "few and missing": Sentence(
        en=" Under {n} cases: {few}. Without data: {missing}.", zh="少于 {n} 例：{few}。无数据：{missing}。"
    ),
    "redistribute": Sentence(en="its weight goes to the others", zh="其权重分给其他指标"),
    "team": Sentence(en="the team's value counts", zh="取团队的值"),
    "hold": Sentence(en="the decision is held", zh="暂不决定"),
    "points": Sentence(en="{points} points", zh="{points} 分"),
    "score": Sentence(
        en="Points and score are rounded to {decimals} decimals; the score is at most {maximum}. If fewer than "
        "{min_weight} points of weight were measured, the decision is held.",
        zh="得分与总分保留 {decimals} 位小数；总分最高 {maximum}。有数据的权重不足 {min_weight} 时暂不决定。",
    ),
    "gate": Sentence(
        en="Gate {name}: {condition}, else {otherwise}. If that cannot be known: {policy}.",
        zh="门槛 {name}：{condition}，否则{otherwise}。无法得知时：{policy}。",
    ),
    "policy hold": Sentence(en="hold", zh="暂不决定"),
    "policy pass": Sentence(en="it counts as passed", zh="视为通过"),
    "policy fail": Sentence(en="it counts as failed", zh="视为未通过"),
    "no_bonus": Sentence(en="no bonus", zh="无奖金"),
    "drop one": Sentence(en="1 tier lower", zh="降一级"),
    "drop_tiers": Sentence(en="{n} tiers lower", zh="降 {n} 级"),
    "cap_tier": Sentence(en="at most tier {tier}", zh="最高为等级 {tier}"),
    "pay_percent": Sentence(en="{percent} % of the money", zh="只发金额的 {percent} %"),
    "tier": Sentence(en="Tier {name}: from {start}{under}{pay}.", zh="等级 {name}：{start} 起{under}{pay}。"),
    "under": Sentence(en=", under {next}", zh="，低于 {next}"),
    "up": Sentence(en=" up", zh="，上不封顶"),
    "bonus": Sentence(en=": {currency} {amount}", zh="：{currency} {amount}"),
    "percent": Sentence(en=": {percent} % of {of}", zh="：{of} 的 {percent} %"),
    "multiply": Sentence(en=", times {multiply}", zh="，乘以 {multiply}"),
    "rewards": Sentence(en=" and {rewards}", zh="，并得{rewards}"),
    "cap": Sentence(
        en="At most {currency} {cap} per {subject} and {period}.", zh="每个{subject}每{period}最多 {currency} {cap}。"
    ),
    "subject agent": Sentence(en="agent", zh="坐席"),
    "subject team": Sentence(en="team", zh="团队"),
    "subject site": Sentence(en="site", zh="站点"),
    "subject centre": Sentence(en="centre", zh="中心"),
    "rounding": Sentence(
        en="The amount is rounded once, as the last step, {how}{decimals}.",
        zh="金额只在最后一步舍入一次：{how}{decimals}。",
    ),
    "half_up": Sentence(en="half up", zh="四舍五入"),
    "half_even": Sentence(en="half to even", zh="四舍六入五成双"),
    "down": Sentence(en="down", zh="舍去"),
    "decimals": Sentence(en=" to {n} decimals", zh="，保留 {n} 位小数"),
    "reward": Sentence(en="Reward {title} ({kind}{amount}){when}.", zh="奖励 {title}（{kind}{amount}）{when}。"),
    "reward leave": Sentence(en="leave", zh="休假"),
    "reward list": Sentence(en="list", zh="名单"),
    "reward badge": Sentence(en="badge", zh="徽章"),
    "reward course": Sentence(en="course", zh="课程"),
    "reward gift": Sentence(en="gift", zh="礼品"),
    "reward amount": Sentence(en=", {amount}", zh="，{amount}"),
    "reward when": Sentence(
        en=": {condition}. If that cannot be known: {policy}", zh="：{condition}。无法得知时：{policy}"
    ),
    "alert": Sentence(
        en="{kind} {name}, per {subject}, every {period}: {condition}{few}.",
        zh="{kind} {name}，按{subject}，每{period}一次：{condition}{few}。",
    ),
    "alert few": Sentence(en=", {n} cases or more", zh="，至少 {n} 例"),
    "alert info": Sentence(en="Note", zh="提示"),
    "alert warning": Sentence(en="Warning", zh="预警"),
    "alert critical": Sentence(en="Critical warning", zh="严重预警"),
    "alert praise": Sentence(en="Praise", zh="表扬"),
    "accept": Sentence(
        en="Accepted until {until} by {by}: {code}, because {because}.",
        zh="{by} 接受 {code} 至 {until}，理由：{because}。",
    ),
    "minutes": Sentence(en="{time} min", zh="{time} 分钟"),
    "hours": Sentence(en="{n} h", zh="{n} 小时"),
    "seconds": Sentence(en="{n} s", zh="{n} 秒"),
}

_OF = r"\s*\"?([^()\",]+?)\"?\s*"  # what a window reads; a function in it was put into words before
_GROUPS = {
    r"(?:,\s*\"ruleset\"\s*)?": ("all", "全体"),
    r",\s*\"team\"\s*": ("the own team", "本团队"),
    r",\s*\"site\"\s*": ("the own site", "本站点"),
}
_OF_PEERS = {
    "peer_mean": Sentence(en=r"the mean of \1 in {group}", zh=r"{group} \1 的平均值"),
    "peer_median": Sentence(en=r"the median of \1 in {group}", zh=r"{group} \1 的中位数"),
    "peer_percentile": Sentence(en=r"the percentile of \1 in {group}", zh=r"\1 在{group}中的百分位"),
    "rank": Sentence(en=r"the rank by \1 in {group}", zh=r"按 \1 在{group}中的名次"),
    r"outlier_high(?=\()": Sentence(en=r"\1 far above that of {group}", zh=r"\1 远高于{group}"),
    r"outlier_low(?=\()": Sentence(en=r"\1 far below that of {group}", zh=r"\1 远低于{group}"),
    r"outlier(?=\()": Sentence(en=r"\1 far from that of {group}", zh=r"\1 远离{group}"),
}
_HOW = r"(?:,\s*\"(?:iqr|z)\"\s*(?:,\s*[\d.]+\s*)?)?"
WINDOWS: tuple[tuple[str, Sentence], ...] = (
    (rf"\bprevious\({_OF}(?:,\s*1\s*)?\)", Sentence(en=r"\1 of the period before", zh=r"上一周期的 \1")),
    (rf"\bprevious\({_OF},\s*(\d+)\s*\)", Sentence(en=r"\1 of \2 periods before", zh=r"前第 \2 个周期的 \1")),
    (
        rf"\bhistory\({_OF},\s*1\s*\)",
        Sentence(en=r"\1 of the period before", zh=r"上一周期的 \1"),
    ),
    (
        rf"\bhistory\({_OF},\s*(\d+)\s*\)",
        Sentence(en=r"\1 over the \2 periods before, taken together", zh=r"此前 \2 个周期合计的 \1"),
    ),
    (rf"\bchange\({_OF}\)", Sentence(en=r"the change of \1 since the period before", zh=r"\1 较上一周期的变化")),
    (
        rf"\btrend\({_OF},\s*(\d+)\s*\)",
        Sentence(en=r"the trend of \1 per period in the last \2", zh=r"\1 最近 \2 个周期的每期走势"),
    ),
    *(
        (
            rf"\b{function}\({_OF}{_HOW if 'outlier' in function else ''}{pattern}(?:,\s*\d+\s*)?\)",
            Sentence(en=words.en.format(group=en), zh=words.zh.format(group=zh)),
        )
        for function, words in _OF_PEERS.items()
        for pattern, (en, zh) in _GROUPS.items()
    ),
)

# How the text of a condition is read: (pattern, words), applied in this order.
CONDITION: tuple[tuple[re.Pattern[str], Sentence], ...] = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r"\bin_calendar\(\"(\w+)\"\)", Sentence(en=r"the period begins in \1", zh=r"周期始于 \1 期间")),
        (r"\bcalendar_days\(\"(\w+)\"\)", Sentence(en=r"the days of \1 in the period", zh=r"周期内 \1 的天数")),
        (r"\bbenchmark\(\"(\w+)\"\)", Sentence(en=r"the benchmark \1", zh=r"基准 \1")),
        (r"\bsample\((\w+)\)", Sentence(en=r"the number of cases of \1", zh=r"\1 的样本数")),
        (r"\bpoints\((\w+)\)", Sentence(en=r"the points of \1", zh=r"\1 的得分")),
        (r"\btarget\((\w+)\)", Sentence(en=r"the target of \1", zh=r"\1 的目标")),
        (r"\bteam\((\w+)\)", Sentence(en=r"the team's \1", zh=r"团队的 \1")),
        *WINDOWS,
        (r"\bis_missing\(([^()]+)\)", Sentence(en=r"\1 is unknown", zh=r"\1 未知")),
        (r"\btier\s*>=\s*\"(\w+)\"", Sentence(en=r"tier at least \1", zh=r"等级不低于 \1")),
        (r">=", Sentence(en=" at least ", zh=" 不低于 ")),
        (r"<=", Sentence(en=" at most ", zh=" 不高于 ")),
        (r"==", Sentence(en=" equal to ", zh=" 等于 ")),
        (r"!=", Sentence(en=" other than ", zh=" 不等于 ")),
        (r">", Sentence(en=" over ", zh=" 高于 ")),
        (r"<", Sentence(en=" under ", zh=" 低于 ")),
        (r"\*", Sentence(en=" times ", zh=" 乘以 ")),
        (r"/", Sentence(en=" divided by ", zh=" 除以 ")),
        (r"\band\b", Sentence(en="and", zh="且")),
        (r"\bor\b", Sentence(en="or", zh="或")),
        (r"\bnot\b", Sentence(en="not", zh="非")),
        (r"\bscore\b", Sentence(en="score", zh="总分")),
        (r"\btier\b", Sentence(en="tier", zh="等级")),
        (r"[\"]", _same("")),
    )
)


@frozen
class Phrases:
    """The sentences of one language."""

    language: str

    def knows(self, name: str) -> bool:
        """Whether there is such a sentence."""
        return name in SENTENCES

    def say(self, name: str, /, **parts: object) -> str:
        """One sentence or part of one."""
        text: str = getattr(SENTENCES[name], self.language)
        return text.format(**parts)

    def read_condition(self, text: str, titles: Mapping[str, str] | None = None) -> str:
        """A condition in words.

        Names stay as they are, without their underscores; in other languages than that of the names their titles
        stand instead.
        """
        for pattern, words in CONDITION:
            text = pattern.sub(getattr(words, self.language), text)
        known = {} if self.language == "en" or titles is None else titles
        text = _NAME.sub(lambda found: known.get(found[0], found[0].replace("_", " ")), text)
        return " ".join(text.split())


_NAME = re.compile(r"\b[A-Za-z]\w*\b")

LANGUAGES: Mapping[str, Phrases] = {field.name: Phrases(field.name) for field in fields(Sentence)}
ENGLISH = LANGUAGES["en"]
