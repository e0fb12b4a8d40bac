"""Targets, weights and evidence over random rule files: from text, so that the check and the language are in it.

Every reachable table of weights makes 100; the order of keys and headings changes nothing; a better value never
lowers a score; columns and one row at a time agree on every number of the record.
"""

from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

from hypothesis import given, settings
from hypothesis import strategies as st

from kpiengine.scores.scorecards import score

made = SimpleNamespace(**run_path(str(Path(__file__).parents[1] / "scores" / "reading.py")))
few = settings(max_examples=max(5, settings.default.max_examples // 3))
METRICS = (
    made.metric("up", share=True, range=(0, 100)),
    made.metric("down", "lower", range=(0, 100)),
    made.metric("inside", "within", range=(0, 100)),
    made.metric("seen", range=(0, 100)),
)
CALENDARS = {"peak": ((date(2026, 10, 3), date(2026, 10, 9)), (date(2026, 12, 1), date(2026, 12, 31)))}


@st.composite
def marks(draw, way):
    """target and floor on their right sides, as keys of a table."""
    low, high = sorted(draw(st.lists(st.integers(0, 100), min_size=2, max_size=2, unique=True)))
    target, floor = (high, low) if way == "up" else (low, high)
    return {"target": str(target), "floor": str(floor)}


@st.composite
def kpi(draw, name, weight):
    """The blocks of one KPI: a list of (heading, keys)."""
    keys = {"weight": str(weight)}
    blocks = [(f"kpi.{name}", keys)]
    policy = draw(st.sampled_from(['"hold"', '"redistribute"', '"team"', "40"]))
    keys |= {"if_missing": policy, "min_sample": str(draw(st.sampled_from([1, 5])))}
    if name == "inside":
        a, b, c, d = sorted(draw(st.lists(st.integers(0, 100), min_size=4, max_size=4, unique=True)))
        keys |= {"target": f"[{b}, {c}]", "floor": f"[{a}, {d}]"}
        return blocks
    if draw(st.booleans()):
        keys |= {"lean": "7"} if draw(st.booleans()) or name != "up" else {"proven": "80"}
    shape = draw(st.sampled_from(["plain", "site", "date", "tenure", "formula"]))
    if shape == "plain":
        keys |= draw(marks(name))
    elif shape == "site":
        lines = {n: draw(marks(name)) for n in ("manila", "other")}
        blocks.append((f"kpi.{name}.by.site", {n: table(line) for n, line in lines.items()}))
    elif shape in {"date", "tenure"}:
        starts = ("2026-10-01", "2026-12-01") if shape == "date" else ("0", "6")
        lines = ", ".join(table({"from": start} | draw(marks(name))) for start in starts)
        blocks.append((f"kpi.{name}.by", {"date" if shape == "date" else "tenure_months": f"[{lines}]"}))
    else:
        low, high = (20, 60) if name == "up" else (60, 20)
        keys |= {"floor": str(low), "target": f"'{high} + (seen / 10 if in_calendar(\"peak\") else 0)'"}
    if draw(st.booleans()) and shape == "plain":
        relaxed = {"when": f"'seen > {draw(st.integers(0, 99))}'", "target": keys["target"]}
        relaxed["if_missing"] = draw(st.sampled_from(['"hold"', '"pass"', '"fail"']))
        blocks.append((f"kpi.{name}.relax.storm", relaxed))
    return blocks


def table(keys):
    return "{ " + ", ".join(f"{key} = {value}" for key, value in keys.items()) + " }"


@st.composite
def rule_files(draw):
    """Blocks of one rule file, in any order that TOML allows."""
    cut, second = sorted(draw(st.lists(st.integers(5, 95), min_size=2, max_size=2, unique=True)))
    weights = {"up": cut, "down": second - cut, "inside": 100 - second}
    blocks = [block for name, weight in weights.items() for block in draw(kpi(name, weight))]
    if draw(st.booleans()):
        ease = f"[{{ from = 0, ease_percent = {draw(st.integers(0, 99))} }}, {{ from = 3, ease_percent = 0 }}]"
        blocks.append(("ramp", {"tenure_months": ease}))
    if draw(st.booleans()):
        a, b = sorted(draw(st.lists(st.integers(0, 100), min_size=2, max_size=2)))
        new = {"up": a, "down": b - a, "inside": 100 - b}
        keys = {"when": f"'seen > {draw(st.integers(0, 99))}'", "priority": "1"}
        blocks.append(("reweight.first", keys | {"set": table({k: str(v) for k, v in new.items()})}))
    if draw(st.booleans()):
        points = "'seen / 3 - 5'" if draw(st.booleans()) else str(weights["up"])
        keys = {"when": "'calendar_days(\"peak\") > 0'", "priority": "2"}
        move = table({"from": '"up"', "to": '"inside"', "points": points})
        blocks.append(("reweight.second", keys | {"shift": move}))
    blocks.append(("score", {"decimals": str(draw(st.integers(0, 3))), "min_weight": "20"}))
    return blocks


def text(blocks):
    return "\n".join(f"[{head}]\n" + "".join(f"{k} = {v}\n" for k, v in keys.items()) for head, keys in blocks)


@st.composite
def people(draw, size=6):
    """Rows for a wide frame."""
    found = []
    for _ in range(draw(st.integers(1, size))):
        first = date(2026, draw(st.sampled_from([10, 11, 12])), 1)
        row = {"site": draw(st.sampled_from(["manila", "oslo", None])), "first_day": first,
               "last_day": first + timedelta(29)}  # fmt: skip
        row["tenure_months"] = draw(st.sampled_from([0, 2, 3, 6, 99, None]))
        for name in ("up", "down", "inside", "seen"):
            for key in (name, f"{name}@team"):
                n = draw(st.sampled_from([0, 3, 5, 40]))
                hits = draw(st.integers(0, n))
                value = None if n == 0 else Fraction(100 * hits, n)
                row |= {key: None if value is None else f"{float(value):.2f}", f"n:{key}": n, f"hits:{key}": hits}
        found.append(row)
    return found


def scored(blocks, rows):
    checked = made.read(text(blocks), *METRICS, calendars=CALENDARS)
    frame = made.frame(checked, rows)
    return frame, score(checked, frame, made.types(checked))


@few
@given(rule_files(), people())
def test_columns_and_one_row_at_a_time_agree(blocks, rows):
    frame, cards = scored(blocks, rows)
    named = frame.with_columns(period_name=cards.frame["period_name"])
    for row, expected in zip(named.iter_rows(named=True), cards.frame.iter_rows(named=True), strict=True):
        assert cards.program.run_row(row) == expected


@few
@given(rule_files(), people())
def test_every_table_of_weights_makes_100(blocks, rows):
    _, cards = scored(blocks, rows)
    scales = {name: cards.types[f"weight:{name}"].scale for name in ("up", "down", "inside")}
    for row in cards.frame.iter_rows(named=True):
        weights = [row[f"weight:{name}"] for name in scales]
        if None in weights:
            assert (row["reweighted"], row["score"]) == (None, None)
        else:
            assert sum(Fraction(w, 10**s) for w, s in zip(weights, scales.values(), strict=True)) == 100
            assert min(weights) >= 0


@few
@given(rule_files(), people(), st.randoms(use_true_random=False))
def test_the_order_of_headings_and_keys_changes_nothing(blocks, rows, shuffler):
    _, before = scored(blocks, rows)
    moved = []
    for head, keys in blocks:
        items = list(keys.items())
        shuffler.shuffle(items)
        moved.append((head, dict(items)))
    shuffler.shuffle(moved)
    _, after = scored(moved, rows)
    assert set(before.frame.columns) == set(after.frame.columns)
    assert after.frame.select(before.frame.columns).equals(before.frame)


@few
@given(rule_files(), people(size=1), st.sampled_from(["up", "down"]), st.integers(0, 100))
def test_a_better_value_never_lowers_a_score(blocks, rows, name, gain):
    (row,) = rows
    if row[name] is None:
        return
    n, hits = row[f"n:{name}"], row[f"hits:{name}"]
    better = min(n, hits + gain) if name == "up" else max(0, hits - gain)
    value = f"{float(Fraction(100 * better, n)):.2f}"
    _, cards = scored(blocks, [row, row | {name: value, f"hits:{name}": better}])
    worse, now = cards.frame["score"].to_list()
    assert (worse is None) == (now is None)
    assert worse is None or now >= worse
