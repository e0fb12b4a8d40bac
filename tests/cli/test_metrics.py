# Chinese text has Chinese punctuation
import json
import subprocess
import sys

import pytest

from kpiengine.cli import main


def test_lists_id_title_unit_direction_group_and_plugin(capsys):
    assert main(["metrics"]) == 0
    head, *lines = capsys.readouterr().out.splitlines()
    assert head.split() == ["id", "title", "unit", "better", "group", "plugin"]
    (aht,) = [line for line in lines if line.startswith("aht ")]
    assert aht.split("  ")[0] == "aht"
    assert "Average handle time" in aht
    assert "kpiengine-contacts 0.1.0" in aht


def test_a_page_says_all_about_one_metric(capsys):
    assert main(["metrics", "service_level"]) == 0
    page = capsys.readouterr().out
    for text in (
        "service_level  Service level",
        "Share of offered entries answered within the threshold.",
        "Unit: %, decimals 1, 0 … 100",
        "Better: higher",
        "Moved by: system",
        "short_abandon_s = 5  [0 to 600]",
        'variant = "offered"',
        "Edge cases",
        "81.9",
        "Plugin: kpiengine-contacts 0.1.0",
    ):
        assert text in page


def test_a_page_in_chinese(capsys):
    assert main(["metrics", "csat_pct", "--language", "zh"]) == 0
    page = capsys.readouterr().out
    assert page.startswith("csat_pct  客户满意度（正面占比）")
    assert "含义: 满意度回答中正面评价的比例。" in page


def test_json_has_exact_numbers_as_text(capsys):
    assert main(["metrics", "aht", "--format", "json"]) == 0
    page = json.loads(capsys.readouterr().out)
    assert page["parameters"]["min_coverage"]["default"] == "0.9"
    assert page["parameters"]["directions"]["default"] == ["inbound", "callback"]
    assert page["range"] == [0, 10_000_000]
    assert main(["metrics", "--format", "json"]) == 0
    assert {"aht", "fcr"} <= {entry["id"] for entry in json.loads(capsys.readouterr().out)}


def test_a_slip_in_the_name(capsys):
    assert main(["metrics", "sevice_level"]) == 2
    assert 'there is no metric "sevice_level"; did you mean "service_level"?' in capsys.readouterr().err


@pytest.mark.parametrize("command", ["metrics", "plugins"])
def test_no_data_engine_is_loaded(command):
    code = (
        "import sys\nfrom kpiengine.cli import main\n"
        f"assert main(['{command}']) == 0\n"
        "assert not {'polars', 'duckdb', 'pyarrow', 'pyspark'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)  # noqa: S603  # our own code
