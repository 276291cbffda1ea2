"""Application Auto Scaling on loopback: scalable targets of every namespace, with actions, policies and activities."""
