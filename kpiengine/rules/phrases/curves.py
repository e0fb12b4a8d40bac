"""Sentences about how many points a value earns."""

# ruff: noqa: RUF001 -- Chinese sentences have Chinese punctuation

from collections.abc import Mapping

from kpiengine.rules.phrases.sentence import Sentence, same

CURVES: Mapping[str, Sentence] = {
    "mark": same("{key} {value}"),
    "mark target": Sentence(en="target", zh="目标"),
    "mark floor": Sentence(en="floor", zh="底线"),
    "mark stretch": Sentence(en="stretch", zh="挑战"),
    "span": Sentence(en="{first} to {second}", zh="{first} 至 {second}"),
    "formula": Sentence(en=": points = {formula}, from 0 to {top}", zh="：得分 = {formula}，限于 0 至 {top}"),
    "curve": Sentence(en=": points by {curve}, {marks}", zh="：按“{curve}”计分，{marks}"),
    "bands line": Sentence(en=": {bands}, straight lines between", zh="：{bands}，中间按直线计"),
    "straight formula": Sentence(
        en=": {low} points at {floor} or worse, {high} at {target} or better, a straight line between",
        zh="：{floor} 或更差得 {low} 分，{target} 或更好得 {high} 分，中间按直线计",
    ),
    "straight": Sentence(
        en=": {low} points at {floor} or worse, {high} at {target} or better, a straight line between "
        "(half way: {half} = {half_points})",
        zh="：{floor} 或更差得 {low} 分，{target} 或更好得 {high} 分，中间按直线计（半程：{half} = {half_points} 分）",
    ),
    "stretch": Sentence(
        en="; {points} at {stretch} or better, a straight line from the target",
        zh="；{stretch} 或更好得 {points} 分，自目标起按直线计",
    ),
    "range": Sentence(
        en=": {high} points from {first} to {second}, {low} points at {below} or less and at {above} or more, "
        "straight lines between",
        zh="：{first} 至 {second} 得 {high} 分，不高于 {below} 及不低于 {above} 得 {low} 分，中间按直线计",
    ),
    "pass": Sentence(en=": {high} points at {target} or better, else 0", zh="：{target} 或更好得 {high} 分，否则 0 分"),
    "pass range": Sentence(
        en=": {high} points from {first} to {second}, else 0", zh="：{first} 至 {second} 得 {high} 分，否则 0 分"
    ),
    "bands": Sentence(en=": {bands}", zh="：{bands}"),
    "band from": Sentence(en="{points} points from {edge}", zh="自 {edge} 起 {points} 分"),
    "band over": Sentence(en="{points} points over {edge}", zh="超过 {edge} 得 {points} 分"),
    "target only": Sentence(en="; target {target}", zh="；目标 {target}"),
}
