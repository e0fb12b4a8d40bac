"""For authors of plugins and rules: the checks that any metric must pass, and worked examples as TOML.

contract      MetricContract, a test class to inherit
plugin_cases  PluginCases, a test class: each TOML case of a distribution as a test
cases         readable rows -> value, through the measure stage
trial         readable rows -> measures, for several metrics, levels and periods
rows          readable rows -> checked fact tables
people        readable rows -> roster
"""
