"""The sandbox's AWS: ministack for most of it, and our own servers for Auto Scaling and CloudWatch's alarms."""
