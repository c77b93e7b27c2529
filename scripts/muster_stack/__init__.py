"""A whole Muster stack under one run folder: private servers on loopback, and the services as processes of their own.

`scripts/stack` is the command. The folder names of a run:

    env             names, addresses and secrets, in shell syntax, mode 600; made at the first start and kept
    services.json   a list of {service, instance, pid, http}
    bin/            the released executables (made by scripts/build)
    logs/           one file a process: <service>-<n>.log
    processes/      what was started, so that `down` ends that and nothing else
    rabbitmq/ postgres/ redis/   the servers' own data
"""
