"""Two releases of Muster in one stack, for `scripts/upgrade-test`.

    builds     the executables of both releases, kept by commit
    stage      the stack: servers, jobs, and replicas whose release is changed while they work
    load       matches that are played all the time, by clients of either release
    probes     every route that the matches leave out
    audit      what must be true of databases, queues, events and logs in the end
"""
