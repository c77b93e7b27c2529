"""What trials of a whole stack have in common, for `scripts/upgrade-test` and `scripts/nemesis`.

    stage      a fresh stack with ports of its own, whose replicas are ended and started one by one
    broker     RabbitMQ by its management plugin
    log        the log for operators, read by the released command
    commands   processes of ours that are told to end
"""
