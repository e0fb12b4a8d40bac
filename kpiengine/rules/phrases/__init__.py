"""The sentences of `rules read`, one file a topic: each stands here once, with all its languages side by side."""
