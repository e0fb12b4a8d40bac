"""A closed month is amended: what of the months that look back at it changes, when, and what is said of it."""

from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

s = SimpleNamespace(**run_path(str(Path(__file__).with_name("saves.py"))))
RULES = """
[payout]
kind = "rate"
units = "saves"
accumulate = "quarter"
rates = [{ over = 0, pay = PAY }, { over = 40, pay = 80 }]

[reward.list]
kind = "list"
when = 'saves >= LEAST'
for = "2 months"
"""


def rules(pay, least):
    return RULES.replace("PAY", str(pay)).replace("LEAST", str(least))


def test_an_amendment_reaches_later_months_when_they_are_judged_again(tmp_path):
    centre = s.Saves(tmp_path, rules(50, 25), ["ann"])
    centre.kept({"2026-10": {"ann": 20}, "2026-11": {"ann": 30}, "2026-12": {"ann": 30}})
    assert centre.month("2026-10", "2026-11-07") == {"ann": "1000.00"}
    assert centre.month("2026-11", "2026-12-07") == {"ann": "1800.00"}
    before = centre.lines()

    centre.write_rules(rules(60, 15))
    centre.evaluate("2026-10", "2026-12-20", amend="the rate was 60, and 15 are enough")
    (settled,) = centre.made.settlements
    (line,) = settled.revised.lines.to_dicts()
    assert (line["before"], line["after"], line["amount"]) == (100_000, 120_000, 20_000)
    assert line["cause"].startswith("amended: the rate was 60")
    assert settled.revised.restated.is_empty()  # nobody was measured otherwise
    assert any("2026-11 looked back at it when closed" in note for note in centre.made.notes)
    assert set(before) <= set(centre.lines())  # published lines never change
    assert [line for line in centre.lines() if line[0] == "2026-11"] == [before[1]]

    centre.write_rules(rules(50, 25))
    again = centre.evaluate("2026-11", "2026-12-21")["ann"]
    # By its own texts 50 units are worth 2,800, of which October has settled 1,200; October now counts for the list.
    assert (again["amount"], again["rewards"]) == ("1600.00", "list")
    (line,) = centre.made.settlements[0].revised.lines.to_dicts()
    assert (line["after"], line["amount"], line["uncollected"]) == (160_000, 0, 20_000)

    december = centre.month("2026-12", "2027-01-07")
    # 80 units: 40 x 50 + 40 x 80 = 5,200 less 1,200 less 1,600.
    assert december == {"ann": "2400.00"}
