"""`/forcealarm drill NAME|GLOB`: a game day. Alarms are set on a schedule, and what people do about them is scored.

plan asks, run sets and follows, score reads and tells, back leaves everything as it was.
"""
