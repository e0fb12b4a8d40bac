"""The first slips of an ops lead, word for word what kpiengine answers: rule-language.md, section 2 and 1.16."""

import pytest

# What is typed instead of a line of the base, and what the answer must have in it.
TYPED = [
    ('period = "month"', "period = “month”", ["Chinese quotes", '"month"']),
    ("weight = 60", "weight ＝ 60", ["full-width"]),
    ("target = 88", "target = 88 %", ["no % sign"]),
    ("bonus = 300", "bonus = 1,200", ["no commas", "1200"]),
    ("bonus = 300", "bonus = ¥300", ["no currency sign", "CNY"]),
    ("from = 2026-10-01", "from = 2026-10-1", ["2026-10-01"]),
    ("from = 2026-10-01", "from = 2026/10/01", ["2026-10-01"]),
    ("weight = 60", "客服 = 1", ["a-z", "title"]),
    ("'csat < 70'", "'csat ≥ 70'", [">="]),
    ("'csat < 70'", "'csat => 70'", [">="]),
    ("'csat < 70'", "'csat = 70'", ["=="]),
    ("[reward.leave_day]", "[tier.gold]\nfrom = 95\n[reward.leave_day]", ["gold is already", "line"]),
    # Words of other tools, and keys under the wrong heading.
    ("from = 80, bonus", "score = 80, bonus", ['"from"']),
    ("from = 80, bonus", "min = 80, bonus", ['"from"']),
    ("target = 88", "goal = 88", ['"target"']),
    ("target = 88", 'target = 88\ngrain = "team"', ['"level"']),
    ("min_sample = 10", "min_n = 10", ['"min_sample"']),
    ("bonus = 300", "bonus_pct = 3", ['"percent"']),
    ("when = 'csat < 70'", "if = 'csat < 70'", ['"when"']),
    ("min_sample = 10", 'if_missing = "reweight"', ['"redistribute"']),
    ("[tier]\nsilver = {", "[[tier]]\nsilver = {", ["[tier.NAME]"]),
    ("target = 88", "target = 88\ncap = 5", ["it belongs under", "[payout]"]),
    ("target = 88", "targit = 88", ["did you mean", "target"]),
]


@pytest.mark.parametrize(("line", "typed", "said"), TYPED, ids=[typed for _, typed, *_ in TYPED])
def test_the_slip_is_answered_in_its_line(check, base, line, typed, said):
    assert line in base
    text = base.replace(line, typed, 1)
    found = check(text)
    assert found.checked is None
    answers = [f"{one.message}; {one.remedy}" for one in found.diagnostics]
    (mine,) = [answer for answer in answers if all(part in answer for part in said)][:1] or [None]
    assert mine is not None, answers
