"""The sandbox's AWS: ministack for most of it, and two fronts of ours for Auto Scaling and CloudWatch's alarms."""
