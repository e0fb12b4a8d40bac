"""What must hold between the keys of a rule file, one small file each; `kpiengine.rules.checks.every` lists them."""
