/// The keys of the hosts service in Redis. Each region may have a Redis of its own; a script stays within one.
///
/// | key | type | |
/// |---|---|---|
/// | `host:<id>` | string, expires | the seed's JSON: the host is alive as long as this key is |
/// | `muster:host:<id>` | hash, expires | capacity, sessions, reservations, last heartbeat; outlives the host's key |
/// | `muster:hosts:free`, `muster:hosts:free:<region>` | set | hosts that may have a free slot |
/// | `muster:hosts:returning`, `muster:hosts:returning:<region>` | sorted set | hosts without one, by the time at which a reservation lapses |
/// | `muster:hosts:alive` | sorted set | hosts by the time at which they die unless heard of |
/// | `muster:match:<id>` | string, expires | what is kept for a match: host, when the claim lapses, until when it is kept |
/// | `muster:incarnation` | string | which store this is: another value means that it was emptied |
/// | `muster:quarantine` | string, expires | until when nothing is offered |
///
/// Members of the sets are `<id>|<region>`, so that whoever meets one knows every set that it is in; an id has no bar.
enum HostKeys {
    static let record = "host:"
    static let state = "muster:host:"
    static let match = "muster:match:"
    static let free = "muster:hosts:free"
    static let returning = "muster:hosts:returning"
    static let alive = "muster:hosts:alive"
    static let incarnation = "muster:incarnation"
    static let quarantine = "muster:quarantine"
}
