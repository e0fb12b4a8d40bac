"""What metrics on mean answers have in common: answers on several scales have no common mean."""

from kpiengine.plugin import Agg, Part

SEVERAL_SCALES = {
    "lowest_min != highest_min or lowest_max != highest_max": "answers on several scales have no common mean",
}


def scale_ends(view: str, where: str) -> dict[str, Part]:
    """The parts that `SEVERAL_SCALES` compares."""
    return {
        "lowest_min": Part(view, Agg.MIN, "scale_min", where),
        "highest_min": Part(view, Agg.MAX, "scale_min", where),
        "lowest_max": Part(view, Agg.MIN, "scale_max", where),
        "highest_max": Part(view, Agg.MAX, "scale_max", where),
    }
