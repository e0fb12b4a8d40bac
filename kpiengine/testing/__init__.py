"""For authors of plugins and rules: the checks that any metric must pass, and worked examples as TOML.

contract   MetricContract, a test class to inherit
cases      readable rows -> value, through the measure stage
rows       readable rows -> checked fact tables
"""
