"""From a file's text to a checked rule set: trees, measures, names in messages, and mutations that none may survive."""

import random
import re
from datetime import date

import pytest
from attrs import evolve

from kpiengine.diagnostics import Level
from kpiengine.expressions import scalar
from kpiengine.periods import PayCalendar
from kpiengine.plugin import PluginInfo
from kpiengine.rules.check import check_file
from kpiengine.rules.model.words import KpiLevel
from kpiengine.rules.read.aloud import read_aloud
from kpiengine.rules.surroundings import Surroundings

WIDE = {
    "known:csat": 690,
    "known:quality_score": 800,
    "known:fcr@team": 301,
    "n:csat": 12,
    "points:csat": 4999,
    "target:csat": 88,
    "score": 8550,
    "tier": 1,
    "fte": 50,
    "tenure_months": 4,
    "roster:base_pay": 500_000,
}


def evaluate(check, base, condition, **row):
    silent = base[: base.index("message = ")]
    checked = check(silent.replace("csat < 70'", f"{condition}'")).checked
    assert checked is not None, condition
    return scalar.evaluate(checked.conditions["alert.csat_low.when"], {**WIDE, **row})


def test_the_sample_of_the_design_checks(check, sample):
    result = check(sample)
    assert result.diagnostics == ()
    checked = result.checked
    assert list(checked.wanted) == ["csat", "csat@team", "fcr", "aht", "quality_score"]
    assert checked.wanted["csat@team"].level is KpiLevel.TEAM
    assert checked.wanted["csat"].min_sample == 10
    assert checked.wanted["quality_score"].min_sample == 4
    assert checked.wanted["fcr"].params == {"repeat_days": 7}
    assert set(checked.conditions) == {"gate.quality.require", "alert.csat_low.when"}
    assert checked.message_names == {"csat_low": {"csat": "value:csat", "sample": "n:csat", "target": "target:csat"}}
    assert checked.ruleset.head.currency == "CNY"
    assert [tier.id for tier in checked.ruleset.tiers] == ["silver", "gold"]
    assert len(checked.sha256) == 64


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("csat < 70", True),
        ("csat < 69", False),
        ("csat < 68.95 or quality_score >= 80", True),
        ('tier >= "silver"', True),
        ('tier >= "gold"', False),
        ('"gold" > tier', True),
        ("team(fcr) > 30", True),
        ("team(fcr) > 30.1", False),
        ("sample(csat) >= 12", True),
        ("points(csat) < 50", True),
        ("csat >= target(csat)", False),
        ("score >= 85.5 and fte <= 0.5 and tenure_months == 4", True),
        ("base_pay >= 5000", True),
    ],
)
def test_names_and_functions_mean_what_the_reference_says(check, base, condition, expected):
    assert evaluate(check, base, condition) is expected


def test_unknown_stays_unknown(check, base):
    assert evaluate(check, base, "csat < 70", **{"known:csat": None}) is None
    assert evaluate(check, base, "csat < 70 or quality_score > 1", **{"known:csat": None}) is True
    assert evaluate(check, base, 'tier >= "silver"', tier=0) is False


def test_an_alert_judges_by_its_own_least_sample(check, base):
    text = base.replace("[alert.csat_low]", "[alert.csat_low]\nmin_sample = 20")
    tree = check(text).checked.conditions["alert.csat_low.when"]
    assert scalar.evaluate(tree, {"n:csat": 20, "value:csat": 690}) is True
    assert scalar.evaluate(tree, {"n:csat": 19, "value:csat": 690}) is None
    assert scalar.evaluate(tree, {"n:csat": None, "value:csat": 690}) is None


def test_metrics_of_conditions_are_measured_with_their_defaults(check, base):
    text = base.replace("csat < 70'", "csat < 70 and fcr > 3 and team(service_level) > 3'")
    wanted = check(text).checked.wanted
    assert wanted["fcr"].level is KpiLevel.AGENT
    assert wanted["fcr"].params == {"repeat_days": 7}
    assert wanted["service_level@team"].level is KpiLevel.TEAM


def test_a_condition_that_is_too_long_is_refused(check, base):
    text = base.replace("csat < 70'", " and ".join(["csat < 70"] * 90) + "'")
    assert {d.code for d in check(text).diagnostics} <= {"KPI201", "KPI205"}
    assert check(text).checked is None


def test_money_needs_a_currency(around, base):
    result = check_file(base.encode(), "r.toml", evolve(around, currency=None))
    assert [d.code for d in result.diagnostics] == ["KPI144"]


def test_a_site_with_its_own_currency_pays_in_it(around, base):
    sites = {"manila": "PHP", "shanghai": None}
    text = base.replace('line = "phone"', 'site = "manila"')
    result = check_file(text.encode(), "r.toml", evolve(around, site_currencies=sites))
    assert result.checked.ruleset.head.currency == "PHP"
    both = base.replace('line = "phone"', 'site = ["manila", "shanghai"]')
    assert (
        check_file(both.encode(), "r.toml", evolve(around, site_currencies=sites)).checked.ruleset.head.currency
        == "CNY"
    )


def test_without_a_day_lints_that_need_one_are_silent(around, fixtures):
    raw = (fixtures / "review_is_due.lint.toml").read_bytes()
    assert check_file(raw, "r.toml", evolve(around, today=None)).diagnostics == ()


def test_an_accepted_lint_is_listed_and_stops_nothing(check, fixtures):
    result = check((fixtures / "lint_accepted.good.toml").read_text("utf-8"))
    assert [(d.code, d.level) for d in result.diagnostics] == [("KPI412", Level.NOTICE)]
    assert "accepted by ops.lead until 2027-10-01: one objective" in result.diagnostics[0].message


def test_a_broken_plugin_is_named_beside_the_missing_metric(catalogue, base):
    broken = evolve(
        catalogue,
        metrics={k: v for k, v in catalogue.metrics.items() if k != "csat_pct"},
        plugins=(PluginInfo("experience", "kpiengine-experience", "1", problem="no module x"),),
    )
    text = base.replace(', line = "phone"', "")
    result = check_file(text.encode(), "r.toml", Surroundings(broken, currency="CNY"))
    assert [d.code for d in result.diagnostics] == ["KPI210"]
    assert "experience" in result.diagnostics[0].remedy


def test_declared_columns_of_the_roster_choose_people_and_stand_in_conditions(check, base):
    text = base.replace('line = "phone"', 'shift = "late"').replace("csat < 70'", "csat < 70 and skill_level >= 2.5'")
    assert check(text).diagnostics == ()


def slips(word):
    """Typing errors of one word: a letter dropped, doubled, swapped with the next, or another."""
    for i in range(len(word)):
        yield word[:i] + word[i + 1 :]
        yield word[:i] + word[i] + word[i:]
        yield word[:i] + word[i + 1 : i + 2] + word[i] + word[i + 2 :]
        yield word[:i] + "q" + word[i + 1 :]


WORDS = re.compile(r"[A-Za-z_]{2,}")


def test_no_slip_in_any_word_of_the_sample_is_ignored(check, sample):
    """Each changed word is refused, or changes what the rule set says; comments, titles and free names may differ."""
    plain = "\n".join(line.split("#")[0] for line in sample.split("\n"))
    first = check(plain).checked.ruleset
    assert first is not None
    chosen = random.Random(7)  # noqa: S311 -- the same slips every time
    tried = 0
    for found in WORDS.finditer(plain):
        for slip in chosen.sample(list(slips(found[0])), 3):
            text = plain[: found.start()] + slip + plain[found.end() :]
            if slip == found[0]:
                continue
            checked = check(text).checked
            assert checked is None or checked.ruleset != first, (found[0], slip, text[found.start() - 20 : found.end()])
            tried += 1
    assert tried > 200


def test_no_line_of_the_sample_can_be_dropped_or_doubled_unseen(check, sample):
    lines = [text.split("  #")[0] for text in sample.split("\n")]
    first = check("\n".join(lines)).checked.ruleset
    saying_what_holds_anyway = {"", 'metric = "fcr"', 'metric = "aht"'}
    tried = [n for n, line in enumerate(lines) if n >= 4 and line.strip() not in saying_what_holds_anyway]
    assert len(tried) > 25
    for n in tried:
        without = check("\n".join(lines[:n] + lines[n + 1 :])).checked
        assert without is None or without.ruleset != first, lines[n]
        assert check("\n".join(lines[: n + 1] + lines[n:])).checked is None, lines[n]


def test_a_rule_set_may_be_paid_by_a_calendar_of_the_project(around, base):
    pay = evolve(around, periods={"pay": PayCalendar("pay", date(2026, 9, 26), months=1)})
    text = base.replace('period = "month"', 'period = "pay"')
    found = check_file(text.encode(), "r.toml", pay)
    assert [(d.code, d.remedy) for d in found.diagnostics] == [("KPI121", "type 2026-09-26 or 2026-10-26")]
    right = check_file(text.replace("2026-10-01", "2026-10-26").encode(), "r.toml", pay)
    assert right.diagnostics == ()
    assert read_aloud(right.checked)[0].startswith("phone. From 2026-10-26, every period of pay, for: ")
    assert "每pay 周期一次" in read_aloud(right.checked, "zh")[0]


def test_sites_are_those_of_the_project(around, base):
    named = base.replace('line = "phone"', 'site = "manilla"')
    found = check_file(named.encode(), "r.toml", evolve(around, site_currencies={"manila": "PHP", "shanghai": "CNY"}))
    assert [(d.code, d.remedy.split("?")[0]) for d in found.diagnostics] == [("KPI107", 'did you mean "manila"')]
    assert check_file(named.encode(), "r.toml", around).diagnostics == ()
