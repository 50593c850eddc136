"""The graph language and the node library. Knows models; never imports Qt."""
