"""The sections of the rule language, one file each; `kpiengine.rules.language` lists them."""
