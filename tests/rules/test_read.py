"""Rule sets read aloud."""

import string

import pytest

from kpiengine.rules.model import Gate, GatePolicy
from kpiengine.rules.phrases import ENGLISH, LANGUAGES
from kpiengine.rules.read import plain, read_aloud

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
        ("level_queue", "In time of the queues worked, by the agent's contacts there: 0 points at 60 %"),
        ("team_subject", "every month, for the teams of: role agent; line phone."),
        ("team_subject", "csat, weight 60: Csat pct: 0 points"),
        ("team_subject", "aht, weight 40: Aht of the site: 100 points"),
        ("team_subject", "Warning csat_low, per team, every month"),
        ("counted_when_final", "line phone. A contact counts in the month in which it became final."),
        ("counted_when_it_happened", "counts in the month in which it happened; what shows later changes the result."),
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
        ("curves", "A small sample leans to the team: as if 10 more cases at the team's value had come."),
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


def test_every_sentence_of_a_language_has_the_same_parts():
    for phrases in LANGUAGES.values():
        assert set(phrases.sentences) == set(ENGLISH.sentences)
        for name, text in phrases.sentences.items():
            parts = {part for _, part, _, _ in string.Formatter().parse(text) if part}
            assert parts == {p for _, p, _, _ in string.Formatter().parse(ENGLISH.sentences[name]) if p}


def test_every_policy_of_a_gate_has_its_words():
    assert Gate.__attrs_attrs__
    assert {f"policy {policy}" for policy in GatePolicy} <= set(ENGLISH.sentences)


def test_numbers_are_plain():
    assert [plain(n) for n in (1000, 16000)] == ["1,000", "16,000"]
