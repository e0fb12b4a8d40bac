"""Scenarios: splitting equals changes nothing, weights make 100, order does not matter, both interpreters agree."""

import random
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from kpiengine.rules.checked import Only
from kpiengine.rules.model.scenarios import Scenarios, Segments
from kpiengine.rules.segments import segment_key
from kpiengine.rules.stints import split_checked, stint
from kpiengine.scores.scorecards import score
from kpiengine.scores.segment_lines import segment_lines

SCORES = Path(__file__).parents[1] / "scores"
made = SimpleNamespace(**run_path(str(SCORES / "strategies.py")))
reading = SimpleNamespace(**run_path(str(SCORES / "reading.py")))
NAMES = ("chat", "phone", "tech")
# One plan is compiled once for each scenario, so an example weighs more than most.
few = settings(max_examples=max(4, settings.default.max_examples // 12), deadline=None)
EXPOSURES = st.sampled_from([0, 1, 7, 100, 3_600_000]) | st.integers(0, 10**9)


def split(checked, names, **scenarios):
    """The same rule set with scenarios that all have its weights."""
    rules = checked.ruleset
    row = {kpi.id: kpi.weight for kpi in rules.weighted}
    kpis = {id_: evolve(kpi, weight=None) for id_, kpi in rules.kpis.items()}
    mixed = Scenarios("queue.scenario", **scenarios)
    wanted = dict(checked.wanted)
    for key, one in checked.wanted.items():
        kpi, _, level = key.partition("@")
        for name in names if kpi in row else ():
            own = segment_key(kpi, name) + (f"@{level}" if level else "")
            wanted[own] = evolve(one, key=own, only=Only("queue.scenario", name), whole=key)
    both = evolve(rules, kpis=kpis, scenarios=mixed, weights=dict.fromkeys(names, row))
    return evolve(checked, ruleset=both, wanted=wanted)


def frames(checked, rows, names):
    """As `kit.frame`, every scenario with the values of the whole period."""
    table = made.kit.frame(checked, rows)
    copies = {}
    for key, one in checked.wanted.items():
        if one.whole is not None:
            copies |= {f"{word}:{key}": table[f"{word}:{one.whole}"] for word in ("value", "n", "known", "status")}
    copies |= {f"exposure:{name}": [row.get(f"exposure:{name}", 0) for row in rows] for name in names}
    return table.with_columns(**{name: made.pl_series(name, values) for name, values in copies.items()})


def with_types(checked, names, most=10**9):
    return made.kit.types(checked) | {f"exposure:{name}": made.kit.number(0, most) for name in names}


def pl_series(name, values):
    import polars as pl  # noqa: PLC0415 -- beside its only use

    return values if isinstance(values, pl.Series) else pl.Series(name, values, pl.Int64)


made.pl_series = pl_series


@st.composite
def worked(draw, checked, names):
    """Rows with what each agent did in each scenario."""
    rows = draw(made.rows(checked))
    return [row | {f"exposure:{name}": draw(EXPOSURES) for name in names} for row in rows]


BLENDS = st.fixed_dictionaries(
    {"blend": st.sampled_from(["handle_time", "main"]), "min_percent": st.sampled_from([0, 10, Decimal("33.3"), 60])}
)


@few
@given(st.data())
def test_splitting_a_subject_into_segments_with_equal_values_changes_nothing(data):
    checked = data.draw(made.plans())
    names = NAMES[: data.draw(st.integers(1, 3))]
    both = split(checked, names, **data.draw(BLENDS))
    rows = data.draw(worked(checked, names))
    plain = score(checked, made.kit.frame(checked, rows), made.kit.types(checked)).frame
    parted = score(both, frames(both, rows, names), with_types(both, names)).frame
    for before, after, row in zip(plain.to_dicts(), parted.to_dicts(), rows, strict=True):
        if not any(row[f"exposure:{name}"] for name in names):
            assert after["score"] is None  # nothing was done anywhere
            continue
        assert after["score"] == before["score"]
        for kpi in checked.ruleset.weighted:
            if before["score"] is not None:
                assert after[f"points:{kpi.id}"] == before[f"points:{kpi.id}"]


@few
@given(st.data())
def test_splitting_a_subject_by_team_with_equal_values_changes_nothing(data):
    """Whoever changes the team and does the same in each has the score of whoever stayed."""
    checked = data.draw(made.plans())
    rules = evolve(checked.ruleset, segments=Segments("team", blend=data.draw(st.sampled_from(["days", "contacts"]))))
    count = data.draw(st.integers(1, 4))
    names = [stint(number) for number in range(1, count + 1)]
    both = split_checked(evolve(checked, ruleset=rules), count)
    rows = data.draw(worked(checked, names))
    plain = score(checked, made.kit.frame(checked, rows), made.kit.types(checked)).frame
    parted = score(both, frames(both, rows, names), with_types(both, names)).frame
    stayed = [any(row[f"exposure:{name}"] for name in names) for row in rows]
    assert parted["score"].to_list() == [
        value if there else None for value, there in zip(plain["score"], stayed, strict=True)
    ]


@few
@given(st.data())
def test_shares_make_a_hundred_and_are_within_a_hundredth_of_the_exact_ones(data):
    checked = data.draw(made.plans())
    both = split(checked, NAMES, **data.draw(BLENDS))
    rows = data.draw(worked(checked, NAMES))
    found = score(both, frames(both, rows, NAMES), with_types(both, NAMES)).frame
    for row, after in zip(rows, found.to_dicts(), strict=True):
        parts = {name: row[f"exposure:{name}"] for name in NAMES}
        for word, exact in (("work", parts), ("mix", {name: after[f"counts:{name}"] for name in NAMES})):
            shares = [after[f"{word}:{name}"] for name in NAMES]
            if not sum(exact.values()):
                assert shares == [None] * 3
                continue
            assert sum(shares) == 100_00
            for name, share in zip(NAMES, shares, strict=True):
                assert abs(share - Fraction(exact[name] * 100_00, sum(exact.values()))) < 1
        least = both.ruleset.scenarios.min_percent
        counted = [name for name in NAMES if after[f"counts:{name}"]]
        if both.ruleset.scenarios.blend == "main":
            assert all(parts[name] == max(parts.values()) for name in counted)
        elif any(parts[name] * 100 >= least * sum(parts.values()) > 0 for name in NAMES):
            assert all(parts[name] * 100 >= least * sum(parts.values()) for name in counted)
        else:
            assert counted == [name for name in NAMES if parts[name]]


@few
@given(st.data())
def test_both_interpreters_agree_on_every_number_of_the_record(data):
    checked = data.draw(made.plans())
    both = split(checked, NAMES, **data.draw(BLENDS))
    rows = data.draw(worked(checked, NAMES))
    table = frames(both, rows, NAMES)
    cards = score(both, table, with_types(both, NAMES))
    for given_, stored in zip(table.to_dicts(), cards.frame.to_dicts(), strict=True):
        redone = cards.program.run_row(given_)
        assert {step.name: redone[step.name] for step in cards.program.steps} == {
            step.name: stored[step.name] for step in cards.program.steps
        }


# -- from the text ------------------------------------------------------------------------------------------------

METRICS = (reading.metric("csat", share=True), reading.metric("fcr", share=True), reading.metric("load"))
KPIS = {
    "csat": "[kpi.csat]\ntarget = 90\nfloor = 60\nmin_sample = 5\nif_missing = 'redistribute'\n",
    "fcr": "[kpi.fcr]\ntarget = 85\nfloor = 60\n[kpi.fcr.by.scenario]\n",
    "use": '[kpi.use]\nmetric = "load"\ntarget = [40, 60]\nfloor = [10, 90]\n',
}


@st.composite
def texts(draw):
    """A rule set with scenarios: its parts, so that they can be put in any order."""
    names = NAMES[: draw(st.integers(1, 3))]
    tables = {}
    for name in names:
        first = draw(st.integers(1, 98))
        second = draw(st.integers(1, 99 - first))
        tables[name] = {"csat": first, "fcr": second, "use": 100 - first - second}
    rows = [f"{n} = {{ {', '.join(f'{k} = {w}' for k, w in table.items())} }}" for n, table in tables.items()]
    lines = [f"{name} = {{ target = {draw(st.integers(70, 99))}, floor = 60 }}" for name in names]
    fcr = "[kpi.fcr]\n[kpi.fcr.by.scenario]\n" + "\n".join(lines) + "\n"
    reweights = []
    for i in range(draw(st.integers(0, 2))):
        giver = min(table["csat"] for table in tables.values())
        change = draw(
            st.sampled_from(
                [
                    "set = { csat = 20, fcr = 30, use = 50 }",
                    f"shift = {{ csat = -{giver}, use = {giver} }}",
                    f'shift = {{ from = "csat", to = "fcr", points = {giver} }}',
                    'shift = { from = "csat", to = "fcr", points = \'load / 3\' }',
                ]
            )
        )
        where = draw(st.sampled_from(["", *(f'scenario = "{name}"\n' for name in names)]))
        reweights.append(
            f"[reweight.r{i}]\nwhen = 'load > {draw(st.integers(0, 99))}'\npriority = {i}\n{where}{change}\n"
        )
    head = f'[scenarios]\nby = "queue.scenario"\nblend = "{draw(st.sampled_from(["contacts", "main"]))}"\n'
    weights = ("[weights]", rows)
    return names, head, weights, [KPIS["csat"], fcr, KPIS["use"]], reweights


def in_order(parts, shuffle=None):
    _, head, (heading, rows), kpis, reweights = parts
    rows, kpis, reweights = list(rows), list(kpis), list(reweights)
    if shuffle is not None:
        for each in (rows, kpis, reweights):
            shuffle(each)
    sections = [head, heading + "\n" + "\n".join(rows) + "\n", *kpis, *reweights]
    if shuffle is not None:
        shuffle(sections)
    return reading.HEAD + "\n".join(sections)


@st.composite
def figures(draw, names):
    value = st.none() | st.integers(0, 100)
    row = {f"exposure:{name}": draw(EXPOSURES) for name in names} | {"load": draw(value), "csat": draw(value)}
    row |= {"fcr": draw(value), "use": row["load"], "n:csat": draw(st.sampled_from([0, 4, 5, 100]))}
    for name in names:
        row |= {f"{kpi}#{name}": draw(value) for kpi in ("csat", "fcr", "use")}
    return row


@few
@given(st.data())
def test_every_weight_table_that_can_hold_makes_a_hundred(data):
    parts = data.draw(texts())
    checked = reading.read(in_order(parts), *METRICS)
    rows = data.draw(st.lists(figures(parts[0]), min_size=1, max_size=5))
    cards = score(checked, reading.frame(checked, rows), reading.types(checked), ("2026-10",))
    for row in cards.frame.to_dicts():
        for name in parts[0]:
            columns = [f"weight:{segment_key(kpi, name)}" for kpi in ("csat", "fcr", "use")]
            weights = [
                None if row[c] is None else Fraction(row[c], 10 ** cards.types[c].scale) for c in columns if c in row
            ]
            assert None in weights or sum(weights) == 100


@few
@given(st.data(), st.randoms(use_true_random=False))
def test_the_order_of_a_file_changes_nothing(data, order):
    parts = data.draw(texts())
    rows = data.draw(st.lists(figures(parts[0]), min_size=1, max_size=4))
    shuffle = random.Random(order.random()).shuffle  # noqa: S311 -- an order, not a secret
    found = []
    for text in (in_order(parts), in_order(parts, shuffle)):
        checked = reading.read(text, *METRICS)
        cards = score(checked, reading.frame(checked, rows), reading.types(checked), ("2026-10",))
        columns = sorted(cards.frame.columns)
        lines = segment_lines(cards).sort("agent_id", "scenario").drop("weights", "groups")
        found.append((cards.frame.select(columns).to_dicts(), lines.to_dicts()))
    assert found[0] == found[1]
