"""The fact table that this plugin declares."""
