"""Exports that nobody of this project wrote, read where they lie; the figures are those published for them."""

from datetime import date

import polars as pl
import pytest

from kpiengine.facts.load import load_tables
from kpiengine.plugin.catalogue import Catalogue
from kpiengine.plugin.columns import Column, ColumnType, FactTable
from kpiengine.project import FactSource, Project

T = ColumnType
LOG = FactTable(
    id="log",
    title={"en": "Log", "zh": "日志"},
    columns={
        "call_id": Column(T.TEXT),
        "agent_id": Column(T.TEXT, null=True),
        "at": Column(T.INSTANT),
        "day": Column(T.DATE, null=True),
        "talk_s": Column(T.DURATION, null=True),
        "wait_s": Column(T.DURATION, null=True),
        "answered": Column(T.FLAG, null=True),
        "amount": Column(T.NUMBER, decimals=2, null=True),
        "rating": Column(T.NUMBER, decimals=1, null=True),
    },
    key=("call_id",),
)


@pytest.fixture
def load(shared):
    """Loads the log of one data set."""

    def read(*source, zone="UTC", **settings):
        project = Project(
            name="t", folder=shared / "data", path="kpiengine.toml", sha256="", zone=zone,
            facts={"log": FactSource("log", source=source, **settings)},
        )  # fmt: skip
        store = load_tables(["log"], project, Catalogue(tables={"log": LOG}))
        return store, store.tables["log"].collect("polars").to_native()

    return read


def test_call_centre_trends_2021(load):
    _, frame = load(
        "pwc_2021/Call-Center-Dataset.csv",
        names={"answered": "Answered (Y/N)"},
        columns={
            "call_id": "Call Id", "agent_id": "Agent", "at": "local(Date, Time)", "day": "Date",
            "talk_s": "hms(AvgTalkDuration)", "wait_s": "Speed of answer in seconds", "answered": 'answered == "Y"',
            "rating": "Satisfaction rating",
        },
    )  # fmt: skip
    assert frame.height == 5000
    assert frame["answered"].sum() == 4054
    assert frame["talk_s"].null_count() == frame["wait_s"].null_count() == 946
    becky = frame.filter(agent_id="Becky")
    assert (becky.height, becky["answered"].sum()) == (631, 517)
    assert round(becky["wait_s"].mean() / 1000, 2) == 65.33


def test_sales_calls_2023(load):
    _, frame = load(
        "chandoo_2023/calls.csv",
        names={"day": "Date of Call"},
        columns={
            "call_id": "Call number", "agent_id": "Representative", "at": 'local(day, "%Y-%m-%d")',
            "day": "Date of Call",
            "talk_s": "minutes(integer(Duration))", "amount": "Purchase Amount", "rating": "Satisfaction Rating",
        },
    )  # fmt: skip
    assert (frame.height, frame["amount"].sum(), frame["rating"].sum()) == (1000, 96_623_00, 38_854)
    assert frame["talk_s"].sum() == 89_850 * 60_000
    assert frame.group_by("agent_id").len().sort("agent_id")["len"].to_list() == [189, 218, 207, 186, 200]


def test_a_bank_in_1999(load, shared):
    store, frame = load(
        "bank_1999/*.txt",
        zone="Asia/Jerusalem",
        separator="\t",
        date_format="%y%m%d",
        rows="trusted",
        columns={
            "call_id": 'concat(date, "-", call_id)', "agent_id": 'blank(server, "NO_SERVER")',
            "at": "local(date, vru_entry)", "day": "date", "talk_s": "ser_time", "wait_s": "q_time",
            "answered": 'outcome == "AGENT"',
        },
    )  # fmt: skip
    assert [(i.path, i.rows) for i in store.inputs] == [
        ("bank_1999/february.txt", 33_344),
        ("bank_1999/january.txt", 31_599),
    ]
    published = pl.read_csv(shared / "data" / "bank_1999" / "oracles" / "daily_metrics.csv")
    days = (
        frame.group_by("day")
        .agg(calls=pl.len(), talk=pl.col("talk_s").mean() / 1000)
        .with_columns(date=pl.col("day").map_elements(lambda d: date.fromordinal(d + 719_163).isoformat(), pl.String))
        .join(published, on="date")
    )
    assert days.height >= 50
    assert days.filter(pl.col("calls") != pl.col("total_calls")).height == 0
    assert days.filter((pl.col("talk") - pl.col("avg_service_time")).abs() > 0.0051).height == 0
