"""A stack under load and under attack, for `scripts/nemesis`: its clients' history shows whether the promises hold.

    stage        the stack: replicas that reach each server by a link of their own
    wire, links  the links: a process that relays TCP, and can cut, stall and resume it
    alarm        RabbitMQ's memory alarm
    schedule     which fault comes when: a pure function of the seed
    faults       doing and healing each
    history      what clients asked, when, and what became of it
    client       a client of the gateways that writes it
    players, sessions, pulse, servers, hosts, peers    those clients
    crowd        all of them
    checks/      what must be true of a history and the log: pure functions, with tests in tests/
    recovery     how long it took after each fault until requests of each kind succeeded again
    trial        the course of a run
    report       what is told of it
"""
