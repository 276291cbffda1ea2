"""Words that no account may be called, because `/scale` and `/alarms` read them as something else. No IO.

What they read is in rooms above: tests/app/config/test_accounts.py holds that no word of theirs is missing.
"""

from __future__ import annotations

WORDS = """
    a abort active add addtoloadbalancer adjust after afternoon alarm alarming alarmnotification all an and apr april
    are asap asg at atlanta aug august austin away azrebalance back bangalore be because bengaluru bigger bit boston
    bring bst bump california can cancel capacity cdt central cest cet change changed changes check cheers chennai cob
    coming could count couple cst ct d daily dallas day days dec december decrease delhi describe desired did does
    double down dry-run dryrun during dynamicscalingin dynamicscalingout eastern ecs edt eight eighteen eleven eod est
    et evening every extra failures feb february few fewer fifteen fire firing fit fits five for forever four fourteen
    fri friday from full get give gmt go green group groups grow h half halve healthcheck help here history hold hour
    hourly hours how hr hrs hyderabad i immediately in increase india info instance instancerefresh instances
    insufficient insufficient-data is ist it its jan january jst jul july jun june just keep kill kindly last launch
    leave less list local log logs lower ls m machines make mar march max maximum may mdt me midday midnight min mine
    minimum mins minus minute minutes moment mon monaco monday month months more morning mountain move mst mt mumbai
    muted my need needs next night nightly nine nineteen no-data nodata nodes none noon normal nov november now nyc oct
    october of off ok okay on once one our out pacific pdt permanently please pls plus plz pst pt pune put raise reboot
    recycle red redeploy reduce refresh remove replaceunhealthy replicas reset resize restart restore resume revert
    right right-size rightsize rollback s sat saturday scale schedule scheduled scheduledactions scheduledscaling
    schedules seattle sec second seconds secs see sep september servers set seven seventeen sf should show shrink
    shutdown silenced six sixteen size smaller snoozed start status stay stop sun sunday suspend switch ten terminate
    texas thank thanks the then thirteen this three thu thur thurs thursday thx til till time tmr tmrw to today tokyo
    tomorrow tonight triggered triple tue tues tuesday turn twelve twenty twice two ty undo unsuspend until up update
    usage utc view w want wed wednesday weds week weekday weekend weekly weeks what whats which while who why with wk
    wks would year years you z zero zulu
"""
RESERVED = frozenset(WORDS.split())
