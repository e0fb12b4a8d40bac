"""Rule sets read aloud."""

import re
import string
from pathlib import Path
from typing import get_args

import pytest

from kpiengine.rules.model.alert import Alert
from kpiengine.rules.model.reward import Reward
from kpiengine.rules.model.words import GatePolicy, KpiLevel, PeriodKind, State
from kpiengine.rules.phrases.conditions import CONDITION
from kpiengine.rules.phrases.language import LANGUAGES, SENTENCES, TOPICS
from kpiengine.rules.plain import plain
from kpiengine.rules.read.aloud import read_aloud

GOOD = sorted((Path(__file__).parent / "fixtures").glob("*.good.toml"))

SAMPLE = """\
Phone support. From 2026-10-01, every month, for: role agent; line phone.
csat, weight 40: Csat pct: 0 points at 70 % or worse, 100 at 88 % or better, a straight line between (half way: \
79 % = 50). Under 10 cases it is unknown: the team's value counts.
fcr, weight 35: Fcr: 0 points at 60 % or worse, 100 at 80 % or better, a straight line between (half way: \
70 % = 50). If unknown: the decision is held.
aht, weight 25: Aht: 100 points from 4:00 min to 6:00 min, 0 points at 2:30 min or less and at 9:00 min or more, \
straight lines between. If unknown: the decision is held.
Points and score are rounded to 2 decimals; the score is at most 100. If fewer than 60 points of weight were \
measured, the decision is held.
Gate quality: quality score at least 80, else no bonus. If that cannot be known: hold.
Tier silver: from 80, under 90: CNY 300.
Tier gold: from 90 up: CNY 800 and leave_day.
Reward leave_day (leave, 8 h).
Warning csat_low, per agent, every month: csat under 70."""


def test_the_sample_reads_aloud(check, sample):
    assert "\n".join(read_aloud(check(sample).checked)) == SAMPLE


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("percent_of_base_pay", "Tier gold: from 90 up: 6.5 % of base pay and leave_day."),
        ("percent_of_base_pay", "At most CNY 5,000 per agent and month."),
        ("percent_of_base_pay", "The amount is rounded once, as the last step, down to 0 decimals."),
        ("bands", "csat, weight 60: Csat pct: 0 points from 0 %, 60 points from 70 %, 100 points from 90 %."),
        ("levels_and_policies", "service_level, weight 40: Service level of the team: 0 points at 60 %"),
        ("levels_and_policies", "If unknown: 40 points."),
        ("levels_and_policies", "(half way: 79 % = 50); 110 at 95 % or better, a straight line from the target."),
        ("lint_accepted", "Accepted until 2027-10-01 by ops.lead: KPI412, because one objective."),
        ("lint_accepted", "aht, watched only: Aht: 100 points from 4:00 min to 6:00 min, else 0."),
        ("titles_in_chinese", "From 2026-10-01 to 2026-12-31, both included"),
        ("titles_in_chinese", "but not: team training or 新人."),
        ("slices", "Csat pct, only channel voice and hour 9 or 10 and weekday saturday or sunday: 0 points at 70 %"),
        ("slices", "Aht, only direction inbound and urgent yes: 100 points from 4:00 min"),
        ("parameter_lists_and_tables", "directions outbound, inbound and threshold_s chat 60.5, email 900: 0 points"),
        ("weights_under_conditions", "Where several of these hold, the first of "),
        ("level_queue", "In time of the queues worked, by the agent's contacts there: 0 points at 60 %"),
        ("team_subject", "every month, for the teams of: role agent; line phone."),
        ("queue_subject", "every month, for every queue at the sites of: role agent; site shanghai."),
        ("queue_subject", "in_time, weight 100: In time: 0 points at 70 %"),
        ("team_subject", "csat, weight 60: Csat pct: 0 points"),
        ("team_subject", "aht, weight 40: Aht of the site: 100 points"),
        ("team_subject", "Warning csat_low, per team, every month"),
        ("counted_when_final", "line phone. A contact counts in the month in which it became final."),
        ("cutoff_long_enough", "line phone. What is known 7 days after the end of the month decides;"),
        ("windows", "csat, weight 60: Csat pct over 1 quarter up to the end of the month: 0 points at 60 % or worse"),
        ("windows", "100 at fcr over the 3 periods before, taken together + 0.5 times (the benchmark"),
        ("windows", "100 at the median of asa in the own team or better"),
        ("windows", "While the trend of the team's asa per period in the last 6 over 2: target 60 s instead"),
        ("windows", "Gate steady: the change of asa since the period before at most 60 or csat of 2 periods before"),
        ("windows", "asa under 2 times the mean of asa in all, else 1 tier lower."),
        ("windows", "asa above that of all by more than 2 standard deviations or asa away from that of the own site"),
        ("windows", "the own site by more than 1.5 distances of the quartiles or aht below that of all by more than"),
        ("windows", "the rank by score in all over 20 and the percentile of the points of asa in the own team under"),
        ("counted_when_it_happened", "counts in the month in which it happened; what shows later changes the result."),
        ("cutoff", "What is known 7 days after the end of the month decides; what comes later is an adjustment."),
        ("targets_that_differ", "csat, weight 30: If unknown: the decision is held."),
        ("targets_that_differ", "  site other: Csat pct: 0 points at 70 % or worse, 100 at 85 % or better"),
        ("targets_that_differ", "  from 2027-01-01: Fcr: 0 points at 60 % or worse, 100 at 80 % or better"),
        ("targets_that_differ", "New people get no easier target here."),
        (
            "targets_that_differ",
            "by full months of tenure: from 0: every personal target 30 % of the way back to its floor",
        ),
        ("targets_that_differ", ", from 3: the full target."),
        ("targets_by_formula", "100 at the team's csat + 0.5 times (the benchmark industry csat - the team's csat)"),
        ("targets_by_formula", "100 at 40 if the period begins in peak else 20 or better"),
        ("targets_by_formula", "  While the number of cases of asa over 1200: target 45 s instead (storm: nobody can"),
        (
            "targets_by_formula",
            "target 50 s, floor 2:00 min instead (sale). If that cannot be known: it counts as not so.",
        ),
        ("curves", "100 points from 90 %, straight lines between."),
        ("curves", "What counts is the end of the 80 % interval (Wilson) on the worse side."),
        ("curves", "aht, weight 30: Aht: points = 100 - 2 times abs(aht - 300), from 0 to 120."),
        ("curves", "fcr, weight 20: Fcr: points by Share of the target, target 80 %."),
        ("curves", "A small sample leans to the team: as if 10 cases more at the team's value had come."),
        ("weights_under_conditions", "the weights are csat 40, aht 60 (campaign: speed counts then). If that cannot"),
        (
            "weights_under_conditions",
            "While contacts handled over 1000: weights move by csat -10, aht +10 (many_calls).",
        ),
        ("weights_under_conditions", "min(10, 60 - fcr) points of weight go from aht to csat (longer)."),
        ("weights_under_conditions", "No KPI may weigh more than 60."),
        ("conditions", "the team's fcr over 30 and the number of cases of csat over 3"),
    ],
)
def test_each_decision_has_its_sentence(check, fixtures, name, sentence):
    checked = check((fixtures / f"{name}.good.toml").read_text("utf-8")).checked
    assert any(sentence in line for line in read_aloud(checked)), "\n".join(read_aloud(checked))


def parts_of(text):
    return {part for _, part, _, _ in string.Formatter().parse(text) if part}


@pytest.mark.parametrize("name", SENTENCES)
def test_every_sentence_says_the_same_in_every_language(name):
    said = {language: getattr(SENTENCES[name], language) for language in LANGUAGES}
    assert all(said.values()), "a language is missing"
    assert len({frozenset(parts_of(text)) for text in said.values()}) == 1
    assert re.search(r"[\u4e00-\u9fff]", said["zh"]) or not re.search(r"[a-z]{2}", re.sub(r"{\w+}", "", said["en"]))


def test_no_two_topics_have_a_sentence_of_one_name():
    assert len(SENTENCES) == sum(map(len, TOPICS))


def test_every_reading_of_a_condition_has_both_languages():
    for pattern, words in CONDITION:
        texts = [getattr(words, language) for language in LANGUAGES]
        assert all(texts) or not any(texts), pattern.pattern
        assert len({text.count(r"\1") for text in texts}) == 1


def test_every_name_that_the_reader_makes_up_has_its_sentence(root):
    """Names such as f"level {kpi.level}" are not seen by a search, so each of their words is looked for."""
    words = {
        "policy": GatePolicy,
        "state": [state for state in State if state is not State.LIVE],
        "period": PeriodKind,
        "level": [level for level in KpiLevel if level is not KpiLevel.AGENT],
        "reward": get_args(Reward.__annotations__["kind"]),
        "subject": [level for level in KpiLevel if level is not KpiLevel.QUEUE],
        "condition": GatePolicy,
        "mark": ("target", "floor", "stretch"),
        "by": ("scenario", "site", "team", "tenure_months", "date"),
        "alert": [*get_args(Alert.__annotations__["severity"]), "praise"],
    }
    assert {f"{kind} {word}" for kind, found in words.items() for word in found} <= set(SENTENCES)
    files = (root / "kpiengine" / "rules" / "read").glob("*.py")
    asked = {name for file in files for name in re.findall(r'say\(\s*"([^"]+)"', file.read_text("utf-8"))}
    assert asked
    assert asked <= set(SENTENCES)


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.name)
def test_every_rule_set_reads_in_every_language_line_by_line(check, path):
    text = path.read_text("utf-8")
    beside = re.findall(r"^# beside (\S+)$", text, re.MULTILINE)
    checked = check(text, *(path.with_name(name).read_text("utf-8") for name in beside)).checked
    english, chinese = read_aloud(checked), read_aloud(checked, "zh")
    assert len(english) == len(chinese)
    assert all(re.search(r"[\u4e00-\u9fff]", line) for line in chinese), chinese


CHINESE = """\
电话支持。自 2026-10-01 起，每月一次，适用于：岗位 agent; 业务线 phone。
csat，权重 40：csat_pct：70 % 或更差得 0 分，88 % 或更好得 100 分，中间按直线计（半程：79 % = 50 分）。\
少于 10 例视为未知：取团队的值。
fcr，权重 35：fcr：60 % 或更差得 0 分，80 % 或更好得 100 分，中间按直线计（半程：70 % = 50 分）。未知时：暂不决定。
aht，权重 25：aht：4:00 分钟 至 6:00 分钟 得 100 分，不高于 2:30 分钟 及不低于 9:00 分钟 得 0 分，中间按直线计。\
未知时：暂不决定。
得分与总分保留 2 位小数；总分最高 100。有数据的权重不足 60 时暂不决定。
门槛 quality：quality_score 不低于 80，否则无奖金。无法得知时：暂不决定。
等级 silver：80 起，低于 90：CNY 300。
等级 gold：90 起，上不封顶：CNY 800，并得leave_day。
奖励 leave_day（休假，8 h）。
预警 csat_low，按坐席，每月一次：csat_pct 低于 70。"""


def test_the_sample_reads_aloud_in_chinese(check, sample):
    assert "\n".join(read_aloud(check(sample).checked, "zh")) == CHINESE


def test_a_shadow_says_so(check, base):
    for state, said in (("shadow", "A shadow: computed and shown"), ("draft", "A draft: only checked.")):
        checked = check(base.replace("[ruleset]", f'[ruleset]\nstate = "{state}"')).checked
        assert read_aloud(checked)[1].startswith(said)


def test_numbers_are_plain():
    assert [plain(n) for n in (1000, 16000)] == ["1,000", "16,000"]


def test_a_count_of_one_is_no_plural(check, base):
    text = base.replace('period = "month"', 'period = "month"\ncutoff = "1 day"')
    text += "\n[score]\ndecimals = 1\n"
    checked = check(text).checked
    english, chinese = ("\n".join(read_aloud(checked, language)) for language in ("en", "zh"))
    assert "What is known 1 day after the end of the month decides" in english
    assert "rounded to 1 decimal; the score" in english
    assert "结束后 1 天内" in chinese
    assert "保留 1 位小数；" in chinese


def test_what_only_the_settings_tell_apart_is_told_apart(check, sample):
    """Two KPIs of one metric, a benchmark called like a KPI, and which of several relaxations counts."""
    text = sample.replace(
        "[gate]",
        """[kpi.again]
metric = "aht"
[kpi.fcr.relax]
sale = { when = 'csat > 90', target = 70, priority = 1 }
storm = { when = 'csat < benchmark("industry_csat")', target = 65, priority = 2 }
[gate]""",
    ).replace("'quality_score >= 80'", "'aht < 400 and again < 500'")
    found = check(text)
    assert found.checked is not None, found.diagnostics
    said = {language: "\n".join(read_aloud(found.checked, language)) for language in ("en", "zh")}
    assert "Gate quality: aht under 400 and again under 500, else" in said["en"]
    assert "门槛 quality：aht 低于 400 且 again 低于 500，否则" in said["zh"]
    assert "Where several of these hold, the first of storm, sale counts, alone." in said["en"]
    assert "同时成立时，按 storm, sale 的顺序只取第一个。" in said["zh"]
