"""The properties that the metric book (appendix B) asks of the engine, and the figures of its appendix C.

    B1  parts merge           test_measure.py::test_days_add_up_to_the_month, test_slices_add_up_to_the_whole
    B2  order and repetition  test_measure.py::test_order_and_partition_of_rows_change_nothing; here: loaded twice
    B3  nothing is no data    here
    B4  boundaries            here
    B5  clipped time          test_measure.py::test_a_span_cut_at_midnights_loses_nothing (23 and 25 hours too)
    B6  contact over midnight test_measure.py::test_the_contact_over_midnight_counts_once_on_each_side
    B7  change of team        test_measure.py::test_a_team_change_splits_rows_by_their_day_and_leaves_the_centre_alone
    B8  short abandons        here
    B9  mixed scales          here
    B10 load balance          plugins/kpiengine-workforce/tests/test_load_balance.py (index, 1 / (1 + cv^2), scaling)
    B11 one contact type      here
    B12 weights               tests/scores/test_score.py::test_a_redistributed_weight_leaves_both_sums; every table of
                              weights makes 100, so there is nothing to scale (KPI220; test_in_force.py)
    B13 as-of                 tests/facts/test_deletions.py::test_before_its_deletion_the_row_counts; here: versions
    B14 guards                rule sets without a guard are a lint, an error under --strict (tests/rules)

    C   Wilson's lower bound, NPS and merged service levels: here.  The standard error of an NPS and Erlang C are no
        metric of the catalogue, and nothing computes them.

Beside them: an exclusion that covers nothing changes nothing, and no row is lost under any exclusion.
"""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from kpiengine.expressions.statistics import STATISTICS
from kpiengine.testing.cases import MetricCase, installed, run_case

Z_95 = 1_960_000_000
FEW = settings(max_examples=15)


def value(metric, facts, **more):
    found = run_case(MetricCase("", metric, None, facts, **more), installed())
    assert all(tally.adds_up for tally in found.tallies), found.tallies
    return found


def entries(*rows):
    return {"queue_entries": [{"wait_s": wait, "outcome": outcome} for wait, outcome in rows]}


waits = st.lists(st.tuples(st.integers(0, 40), st.sampled_from(["answered", "abandoned"])), min_size=1, max_size=12)


def test_b2_rows_that_come_twice_as_versions_count_once(tmp_path):
    from kpiengine.facts.load import load_tables  # noqa: PLC0415 -- the load stage, for this test alone
    from kpiengine.project import FactSource, Project  # noqa: PLC0415 -- as above

    text = "contact_id,ts_arrived,updated_at\nC1,2025-03-03T10:00:00Z,2025-03-03T11:00:00Z\n"
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(text, "utf-8")
    source = FactSource("contacts", source=("a.csv", "b.csv"))
    project = Project(
        name="t", folder=tmp_path, path="kpiengine.toml", sha256="", zone="UTC", facts={"contacts": source}
    )
    (account,) = load_tables(["contacts"], project, installed(), ()).accounts
    assert (account.read, account.used, account.duplicate) == (2, 1, 1)


def test_b3_an_empty_cell_has_no_value_and_a_count_that_is_loaded_is_0():
    legs = {"agent_legs": [{"agent_id": "A2", "talk_s": 1, "hold_s": 0, "acw_s": 0}]}
    assert value("aht", legs, level="agent", subject="A1").status == "no_data"
    assert value("contacts_handled", legs, level="agent", subject="A1").value == "0"


@FEW
@given(st.integers(1, 60))
def test_b4_the_threshold_itself_is_in_and_one_second_more_is_not(threshold):
    params = {"threshold_s": threshold}
    inside, outside = (entries((threshold + more, "answered")) for more in (0, 1))
    assert value("service_level", inside, params=params).value == "100.0"
    assert value("service_level", outside, params=params).value == "0.0"


def test_b4_a_wait_of_the_short_limit_counts_and_a_shorter_one_does_not():
    assert value("abandonment_rate", entries((5, "abandoned"), (9, "answered"))).value == "50.00"
    assert value("abandonment_rate", entries((4, "abandoned"), (9, "answered"))).value == "0.00"


@FEW
@given(waits, st.integers(0, 20), st.integers(0, 20))
def test_b8_a_longer_short_limit_never_hurts(rows, one, other):
    low, high = sorted((one, other))
    facts = entries(*rows)

    def of(metric, limit):
        found = value(metric, facts, params={"short_abandon_s": limit}).value
        return None if found is None else Fraction(found)

    for metric, sign in (("service_level", 1), ("abandonment_rate", -1)):
        before, after = of(metric, low), of(metric, high)
        if before is not None and after is not None:
            assert sign * after >= sign * before


@FEW
@given(st.lists(st.tuples(st.sampled_from([(5, 4), (7, 6), (10, 8)]), st.integers(1, 5)), min_size=1, max_size=12))
def test_b9_scales_are_pooled_after_each_answer_was_judged(answers):
    rows = [{"kind": "csat", "score": score, "scale_min": 1, "scale_max": top} for (top, _), score in answers]
    positive = sum(score >= least for (_, least), score in answers)
    share = Fraction(100 * positive, len(answers))
    found = value("csat_pct", {"surveys": rows})
    assert Fraction(found.value) == Fraction(int(share * 10 + Fraction(1, 2)), 10)


@FEW
@given(st.lists(st.integers(1, 900), min_size=1, max_size=4), st.lists(st.integers(1, 900), min_size=1, max_size=4))
def test_b11_one_contact_type_is_the_raw_reduction(without, with_):
    def legs(seconds, assist, kind="order"):
        more = {"contact_contact_type": kind, "ai_assist": assist, "hold_s": 0, "acw_s": 0}
        return [{"times": 30, "talk_s": one, **more} for one in seconds]  # enough of each to be compared

    rows = [*legs(without, "none"), *legs(with_, "used")]
    plain = value("ai_assist_aht_reduction", {"agent_legs": rows})
    before, after = (Fraction(sum(some), len(some)) for some in (without, with_))
    raw = 100 * (before - after) / before
    half = Fraction(1, 2) if raw >= 0 else Fraction(-1, 2)
    assert Fraction(plain.value) == Fraction(int(raw * 100 + half), 100)
    alone = value("ai_assist_aht_reduction", {"agent_legs": [*rows, *legs([700], "none", "claim_refund")]})
    assert alone.value == plain.value


def test_c_wilsons_lower_bound():
    low = STATISTICS["wilson_low"].compute
    found = [round(low(lambda x: x**0.5, hits, n, Z_95), 1) for hits, n in ((2, 2), (10, 12), (70, 100))]
    assert found == [34.2, 55.2, 60.4]


def test_c_a_net_promoter_score_and_the_service_level_of_merged_centres():
    scores = [
        {"times": n, "kind": "nps", "score": s, "scale_min": 0, "scale_max": 10} for n, s in ((30, 9), (20, 8), (10, 6))
    ]
    assert value("nps", {"surveys": scores}).value == "33.3"
    rows = [
        {"times": times, "queue_id": queue, "wait_s": wait, "outcome": "answered"}
        for queue, times, wait in (("Q1", 368, 5), ("Q1", 32, 60), ("Q2", 528, 5), ("Q2", 72, 60))
    ]
    assert value("service_level", {"queue_entries": rows}).value == "89.6"


minutes = st.integers(0, 24 * 60 - 2)
LEGS = st.lists(st.tuples(minutes, st.integers(0, 900), st.sampled_from(["A1", "A2"])), min_size=1, max_size=8)


def clock(minute):
    return f"{minute // 60:02}:{minute % 60:02}"


def exclusion(start, end, **more):
    span = {"ts_start": clock(start), "ts_end": clock(end), "reason": "other", "approved_by": "B"}
    return {"exclusion_id": "X", "scope": "centre", **span, **more}


@FEW
@given(LEGS, minutes, st.integers(1, 600), st.sampled_from(["A1", "A2", None]))
def test_exclusions_take_out_what_they_cover_and_nothing_else(legs, start, lasts, agent):
    end = min(start + lasts, 24 * 60 - 1)
    rows = [
        {"agent_id": who, "contact_id": f"C{i}", "talk_s": talk, "hold_s": 0, "acw_s": 0, "ts_ended": clock(at)}
        for i, (at, talk, who) in enumerate(legs)
    ]
    scope = {} if agent is None else {"scope": "agent", "scope_id": agent}
    covered = [start <= at < end and agent in {None, who} for at, _, who in legs]
    facts = {"agent_legs": rows}
    plain = value("aht", facts)
    excluded = value("aht", {**facts, "exclusions": [exclusion(start, end, **scope)]})
    left = [row for row, gone in zip(rows, covered, strict=True) if not gone]
    assert excluded.value == (value("aht", {"agent_legs": left}).value if left else None)
    reasons = dict(excluded.tallies[0].out)
    assert reasons.get("excluded by X: other", 0) == sum(covered)
    if not any(covered):
        assert (excluded, excluded.tallies) == (plain, plain.tallies)
