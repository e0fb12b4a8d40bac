"""The view that this plugin offers."""
