# ruff: noqa: RUF001 -- Chinese text has Chinese punctuation
"""result_correction_rate: how many published results had to be corrected; about the assessment, not about people."""

from kpiengine.plugin import Better, Control, Metric, Part, Plan

RESULT_CORRECTION_RATE = Metric(
    id="result_correction_rate",
    title={"en": "Assessment error rate", "zh": "考核数据误差率"},
    unit="%",
    decimals=2,
    range=(0, 100),
    better=Better.LOWER,
    levels=("centre",),
    group="assessment",
    control=Control.SYSTEM,
    min_sample=50,
    plan=Plan(
        parts={
            "corrected": Part("published_results", where="corrected"),
            "published": Part("published_results"),
        },
        value="100 * corrected / published",
        sample="published",
    ),
    formula="100 * published results corrected since / published results",
    docs={
        "en": "Share of published agent-period results that had to be corrected.",
        "zh": "已发布的考核结果中事后更正的比例。",
        "edge_cases": "Nothing published: no value. A result counts in the period in which it was published, and once "
        "however often it was corrected. Late data that arrive within the time of grace are no correction.",
        "edge_cases_zh": "没有发布的结果时无数值。结果计入发布日所在周期，多次更正只计一次。"
        "宽限期内的迟到数据不算更正。",
        "decisions": "A later correction raises the figure of the period of publication, not of the correction.",
    },
    example="1200 published, 9 corrected: 0.75",
    source="An error rate below 1 % is a usual aim.",
)
